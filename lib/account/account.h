// Account: the fold of the journal. Every row of money is one event; fold() applies it; nothing else changes
// the account, so anybody with the journal has the same account. Pure: no clock, no files, no market data
// (see marks.h).
//
// Units: quantities in base, prices in quote per base, cash per currency. Positions are kept per (strategy,
// venue, symbol); the venue's position is their sum. What a fill means:
//   spot, outcome   cash(quote) moves by price x qty (half-even at 1e-18); the quantity bought is a position,
//   not cash. perpetual       cash does not move when a lot opens; when it closes its profit or loss moves
//   cash(settle).
//                   The fill's `margin` (notional x initial margin rate at the fill's price) is part of
//                   reserved(settle) until the lot that it opened is closed, in proportion to what is closed.
//   fee             always leaves cash(fee_currency).
// Every amount that leaves one place arrives in another: a lot keeps what was really paid for it, parts of it
// take their rounded share and the last part takes the rest, so sums are exact to the last decimal.
//
// Positions and orders stand in order of their names and ids; other containers are for lookup only: whoever
// prints or decides in a loop sorts by name (ordered_orders and unbooked do).
#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "account/day_rows.h"
#include "account/instrument.h"
#include "account/resolutions.h"
#include "account/shared_list.h"
#include "base/decimal.h"
#include "base/intern.h"
#include "base/result.h"
#include "base/time.h"
#include "event/event.h"
#include "quant/number.h"

namespace tu::account {

enum class OrderPhase : std::uint8_t {
  approved,
  sent,
  open,
  partial,
  filled,
  cancelled,
  rejected,
  expired,
  unknown
};
std::optional<OrderPhase> phase_from(std::string_view name);  // nothing when there is no such state
std::string_view phase_name(OrderPhase p);
constexpr bool is_final(OrderPhase p) {
  return p == OrderPhase::filled || p == OrderPhase::cancelled || p == OrderPhase::rejected ||
         p == OrderPhase::expired;
}

// Fees that were paid in neither side of their market, by currency; they are converted when a trip is booked.
using OtherFees = std::vector<std::pair<Atom, Decimal>>;
void add_fee(OtherFees& list, Atom currency, Decimal amount);

// What an order has closed so far, matched first in first out; it waits here for the `pnl` row that books it.
struct Closing {
  Decimal qty;                      // signed as in pnl: positive was long
  Decimal entry_value, exit_value;  // of the closed lots and of the fills that closed them, > 0
  Decimal fees, funding, slippage;  // of both sides; in quote
  TsUs opened = 0, closed = 0;      // first fill of the oldest lot, last closing fill
  std::string signals;              // of the oldest lot's order
  double value = quant::absent;     // and its figure
  OtherFees other_fees;             // not in `fees`
  Decimal gross() const { return qty.negative() ? entry_value - exit_value : exit_value - entry_value; }
  Decimal net() const { return gross() - fees - funding; }
};

struct OrderState {
  std::string id, kind, intent, exit_rule, tif, replaces, oco, group, signals;
  Atom strategy = Atom::none, venue = Atom::none, symbol = Atom::none;
  bool buy = true, reduce_only = false, post_only = false;
  Decimal qty, filled, limit, stop;
  Decimal limit_worst;  // worst price that the approval covers; 0: any
  Decimal reserved;     // still held back, in reserved_currency; shrinks as it fills, 0 when final
  Atom reserved_currency = Atom::none;
  OrderPhase phase = OrderPhase::approved;
  TsUs approved = 0, updated = 0;        // time of the approval; of the newest update or fill
  TsUs expires = 0;                      // 0: never
  TsUs until = 0;                        // end of the approval: later it may not be sent; 0: never
  double value = quant::absent;          // the figure that its size rests on
  int attempts = 1, attempt = 0;         // that the approval covers; the newest that was sent (attempts.h)
  int fills = 0;                         // rows; the next fill_id is "ID/<fills + 1>"
  std::string venue_id;                  // of the newest attempt, once the venue has told it
  std::vector<std::string> venue_fills;  // the venue's ids of the executions that are journalled
  Closing closing;                       // of this order as an exit; qty 0 when nothing waits to be booked
  Decimal out;                           // its share of Account::out; 0 before it left and when it is over
  Decimal left() const { return qty - filled; }
  // At the worst price that it may get; nothing when it has none.
  std::optional<Decimal> worth() const;
  bool reduces() const { return reduce_only || intent == "close" || intent == "reduce"; }
};

struct Lot {                              // first in, first out
  Decimal qty, price;                     // qty > 0
  Decimal value, fees, slippage, margin;  // what is left of what was paid and held for it
  TsUs at = 0;
  std::string order, signals, group;
  OtherFees other_fees;
  double value_of_order = quant::absent;  // the figure of the order that opened it
};

struct Position {
  Atom strategy = Atom::none, venue = Atom::none, symbol = Atom::none;
  Decimal qty;              // signed: negative is short
  std::deque<Lot> lots;     // what qty is made of
  TsUs opened = 0;          // first fill since it was flat
  Decimal closed;           // taken off it since it was flat, > 0
  Decimal funding;          // charged on what is held, not booked to a round trip yet
  Decimal value() const;    // of the lots at their prices, > 0
  Decimal average() const;  // value / |qty|
  Decimal entry_fees() const;
  Decimal margin() const;
  // JSON of the entry's signals, for attribution.
  const std::string& signals() const { return lots.front().signals; }
};

// Orders that were approved together, by the name in their `group`. What closes their lots (and, where those
// belong to none, what its own orders close) waits here, to be booked as one round trip when nothing of the
// group works or is held any more.
struct Group {
  struct Leg {
    Atom strategy = Atom::none, venue = Atom::none, symbol = Atom::none;
    Decimal held;                    // quantity of its lots
    Closing closing;                 // of them; qty 0 when nothing waits to be booked
    int unwinds = 0;                 // orders that were approved to unwind it
    std::string exit, exit_rule;     // of the newest order that closed some
    std::vector<std::string> fills;  // that closed some
  };
  std::vector<Leg> legs;  // in the order of their approval
  std::string on_break;   // unwind or hold, when a leg ends without being filled
  int working = 0;        // orders that are not over
  bool broken = false;    // a leg ended so
  TsUs updated = 0;       // end of its newest order
  bool holds() const {
    return std::any_of(legs.begin(), legs.end(), [](const Leg& l) { return !l.held.is_zero(); });
  }
  bool waits() const {  // to be booked
    return std::any_of(legs.begin(), legs.end(), [](const Leg& l) { return !l.closing.qty.is_zero(); });
  }
  bool over() const { return working == 0 && !holds(); }
};

struct Trip {
  TsUs closed = 0;
  Decimal net, notional;
  // The figure that the entry's size rested on, for who sizes by how trades of its kind have done.
  double entry_value = quant::absent;
};  // a closed round trip, newest last

struct StrategyState {
  std::deque<Trip> trips;  // the last 100
  int streak = 0;          // wins positive, losses negative; a break-even neither extends nor ends it
  TsUs last_exit = 0, last_refusal = 0;                // of any symbol
  std::map<Atom, TsUs> last_exit_of, last_refusal_of;  // by symbol
  std::string stage;                                   // promotion
};

class Account {
 public:
  explicit Account(std::string name = "main") : name_(std::move(name)) {}

  // Applies one journal row (deposit, order = approval, reject, order_update, fill, charge, pnl, day,
  // account, halt, resume, mode, policy, promotion, instrument, resolution, factor, envelope, posture; others
  // change nothing). Rows of other accounts are skipped. Rows come in journal order; a writer's own rows of
  // an instant may be folded before those of its other writers. An impossible row (a fill beyond its order,
  // an unknown state, an id approved twice) is an Error (status 70) and leaves the account as it was.
  Status fold(const Event& row);
  // The row's effect is in the account already (an approval, refusal, fill or update seen in the stream and
  // in the journal). Only these types are looked at.
  bool knows(const Event& row) const;

  std::int64_t asof() const { return rows_; }  // number of rows folded, of any account
  const std::string& name() const { return name_; }
  bool empty() const { return cash_.empty(); }  // no money was ever put in

  Decimal cash(Atom currency) const;      // free and reserved
  Decimal reserved(Atom currency) const;  // orders' reservations and positions' initial margin
  Decimal free_cash(Atom currency) const { return cash(currency) - reserved(currency); }
  const std::map<Atom, Decimal>& balances() const { return cash_; }
  std::vector<Atom> ordered_currencies() const;       // of balances, by name
  Decimal flows_since(TsUs ts, Atom currency) const;  // deposits minus withdrawals with row time >= ts
  // The quote currency of the deposits when there is only one, else none: what --currency defaults to.
  Atom only_currency() const;

  const Position* position(Atom strategy, Atom venue, Atom symbol) const;  // null when flat
  Decimal held(Atom venue, Atom symbol) const;                             // over all strategies, signed
  std::vector<const Position*> ordered_positions() const;                  // by strategy, venue, symbol names
  bool flat() const { return positions_.empty(); }
  Market market(Atom venue, Atom symbol) const;  // from instrument rows, else from the symbol
  Atom quote_of(Atom venue, Atom symbol) const;  // what cash its fills move

  const OrderState* order(std::string_view id) const;  // also the last 128 final ones; null if not known
  // Not final, by (approved, id). Until the next row is folded.
  const std::vector<const OrderState*>& ordered_orders() const { return working_; }
  // Worth of opening orders that have left for this venue, at their worst prices; without one it is nothing.
  Decimal out(Atom venue) const;
  bool has_open_order(Atom strategy, Atom venue, Atom symbol) const;
  // Left of open orders against the position: sells of a long, buys back of a short. `strategy` none: of all.
  Decimal closing_qty(Atom strategy, Atom venue, Atom symbol) const;
  Decimal selling(Atom venue, Atom symbol) const { return closing_qty(Atom::none, venue, symbol); }
  bool approved_or_refused(std::string_view proposal_id) const;  // kept 8 days; the journal knows for ever
  // Exits that are over (or whose position is flat) and have no pnl row yet, by (closed, id).
  std::vector<const OrderState*> unbooked() const;
  // Groups of which something works, is held or waits to be booked, by name.
  const std::map<std::string, Group, std::less<>>& groups() const { return groups_; }

  const StrategyState* strategy(Atom name) const;  // null when it never acted
  int entries_since(TsUs ts) const;                // approved openings with approval time >= ts (kept 2 days)
  int entries_since(TsUs ts, Atom strategy) const;
  int exits_since(TsUs ts) const;                   // approved reducing orders, kept as long
  Decimal volume_since(TsUs ts, Atom venue) const;  // traded notional of whole UTC days, kept 31 days
  // What a venue's fee tiers go by: the volume of the last 30 days, from the start of the UTC day.
  Decimal fee_volume(TsUs now, Atom venue) const { return volume_since(now - 30 * us_per_day, venue); }

  const std::vector<Halt>& halts() const { return halts_; }  // that stand
  // How often this rule has halted: a daily one since the newest day row, another since the newest peak.
  int times_halted(std::string_view rule) const;
  const DayRow* today() const;                              // newest day row; null before the first
  int trips_since_day() const { return trips_since_day_; }  // round trips booked since that row
  // The newest of the stage with these options; null when there is none.
  const FactorRow* factor(std::string_view rules) const;
  const EnvelopeRow* envelope(std::string_view rules) const;
  const PostureRow* posture(std::string_view rules) const;
  const std::map<Atom, Decimal>& flows_since_day() const { return flows_since_day_; }
  const std::optional<UnitBase>& unit_base() const { return unit_base_; }
  const std::map<Atom, Decimal>& flows_since_base() const { return flows_since_base_; }
  // Of day rows and journalled valuations; at least 1.
  Decimal peak_unit_value() const { return peak_unit_value_; }

  const Resolutions& resolved() const { return resolved_; }  // of 31 days, and of markets that are held

  const std::string& mode() const { return mode_; }                             // "" until fixed
  const std::vector<std::string>& floor_policies() const { return policies_; }  // TOML texts, in force
  const std::vector<std::string>& floor_policy_names() const { return policy_names_; }  // of the same

 private:
  friend class Fold;
  using Key = std::tuple<Atom, Atom, Atom>;  // strategy, venue, symbol
  struct ByNames {
    static int compare(const Position& p, const Key& key);
  };
  struct ById {
    static int compare(const OrderState& o, std::string_view id) { return o.id.compare(id); }
  };
  std::string name_, mode_;
  std::int64_t rows_ = 0;
  std::map<Atom, Decimal> cash_, reserved_;
  SharedList<Position, Key, ByNames> positions_;
  std::map<std::pair<Atom, Atom>, Instrument> instruments_;
  SharedList<OrderState, std::string_view, ById> orders_;
  // Ids approved or refused, as 64-bit hashes in order: a copy of an account must be cheap, and the journal
  // knows the ids themselves.
  struct Decided {
    std::uint64_t hash;
    TsUs ts;
  };
  std::vector<Decided> decided_;
  std::deque<std::string> finished_;  // ids of final orders that are kept, oldest first
  std::map<std::string, Group, std::less<>> groups_;
  std::vector<const OrderState*> working_;  // of orders_, those that are not final
  std::map<Atom, Decimal> out_;             // by venue
  std::vector<std::string> closing_;        // ids of orders that wait to be booked
  std::map<Atom, StrategyState> strategies_;
  std::deque<std::pair<TsUs, Atom>> entries_;  // in order of time, as exits_
  std::deque<TsUs> exits_;
  std::map<std::pair<TsUs, Atom>, Decimal> volume_;
  struct Flow {
    TsUs ts;
    Atom currency;
    Decimal amount;
  };
  std::vector<Flow> flows_;
  std::map<Atom, Decimal> flows_since_day_, flows_since_base_;
  std::vector<Halt> halts_;
  std::map<std::string, int, std::less<>> halted_today_, halted_since_peak_;  // times, by rule
  std::optional<DayRow> day_;
  int trips_since_day_ = 0;
  std::map<std::string, FactorRow, std::less<>> factors_;
  std::map<std::string, EnvelopeRow, std::less<>> envelopes_;
  std::map<std::string, PostureRow, std::less<>> postures_;
  std::optional<UnitBase> unit_base_;
  Decimal peak_unit_value_ = Decimal::from_raw(static_cast<Decimal::Raw>(1'000'000'000'000'000'000));
  Resolutions resolved_;
  std::vector<std::string> policies_, policy_names_;
  TsUs pruned_ = 0;
};

// The account that a row belongs to: its `account` field, "main" when it has none.
std::string_view account_of(const Event& row);

}  // namespace tu::account
