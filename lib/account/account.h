// Account: the fold of the journal. Every row of money is one event; fold() applies it; nothing else changes the
// account, so anybody with the journal has the same account. Pure: no clock, no files, no market data (see marks.h).
//
// Units: quantities in base, prices in quote per base, cash per currency. Positions are kept per (strategy, venue,
// symbol); the venue's position is their sum. Containers are ordered by name-independent keys for lookup only: whoever
// prints or decides in a loop sorts by name (ordered_positions, ordered_orders do).
#pragma once

#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "base/decimal.h"
#include "base/intern.h"
#include "base/result.h"
#include "base/time.h"
#include "event/event.h"

namespace tu::account {

enum class OrderPhase : std::uint8_t { approved, sent, open, partial, filled, cancelled, rejected, expired, unknown };
OrderPhase phase_from(std::string_view name);
std::string_view phase_name(OrderPhase p);
constexpr bool is_final(OrderPhase p) {
  return p == OrderPhase::filled || p == OrderPhase::cancelled || p == OrderPhase::rejected || p == OrderPhase::expired;
}

struct OrderState {
  std::string id, kind, intent, exit_rule, tif, replaces, oco, group;
  Atom strategy = Atom::none, venue = Atom::none, symbol = Atom::none;
  bool buy = true, reduce_only = false, post_only = false;
  Decimal qty, filled, limit, stop;
  Decimal reserved;                        // still held back, in reserved_currency; shrinks as it fills, 0 when final
  Atom reserved_currency = Atom::none;
  OrderPhase phase = OrderPhase::approved;
  TsUs approved = 0, expires = 0;          // 0: never
  Decimal left() const { return qty - filled; }
};

struct Lot { Decimal qty, price; TsUs at = 0; std::string order; };  // qty > 0; first in, first out

struct Position {
  Atom strategy = Atom::none, venue = Atom::none, symbol = Atom::none;
  Decimal qty;                             // signed: negative is short
  std::deque<Lot> lots;                    // what qty is made of
  TsUs opened = 0;                         // first fill since it was flat
  Decimal entry_fees, funding, slippage;   // of the lots that are held, not booked to a round trip yet
  std::string signals;                     // JSON of the entry proposal's signals, for attribution
  Decimal average() const;                 // average price of the lots; 0 when flat
};

struct Trip { TsUs closed = 0; Decimal net, notional; };  // a closed round trip, newest last

struct StrategyState {
  std::deque<Trip> trips;                  // the last 100
  int streak = 0;                          // wins positive, losses negative; a break-even neither extends nor ends it
  TsUs last_exit = 0, last_refusal = 0;    // of any symbol
  std::map<Atom, TsUs> last_exit_of, last_refusal_of;  // by symbol
  std::string stage;                       // promotion
};

struct Halt { std::string kind, rule, reason; bool until_day = false; TsUs since = 0; };

struct DayRow { std::string date; TsUs ts = 0; Decimal equity, units, unit_value, peak_unit_value; };

class Account {
 public:
  explicit Account(std::string name = "main") : name_(std::move(name)) {}

  // Applies one journal row (deposit, order = approval, reject, order_update, fill, charge, pnl, day, halt, resume,
  // mode, policy, promotion, instrument, run; others change nothing). Rows of other accounts are skipped. Order within
  // an instant must not matter for the result. An impossible row (a fill beyond its order, an unknown state) is an Error.
  Status fold(const Event& row);

  std::int64_t asof() const { return rows_; }   // number of rows folded, of any account
  const std::string& name() const { return name_; }
  bool empty() const { return cash_.empty(); }  // no money was ever put in

  Decimal cash(Atom currency) const;            // free and reserved
  Decimal reserved(Atom currency) const;
  Decimal free_cash(Atom currency) const { return cash(currency) - reserved(currency); }
  const std::map<Atom, Decimal>& balances() const { return cash_; }
  Decimal flows_since(TsUs ts, Atom currency) const;  // deposits minus withdrawals

  const Position* position(Atom strategy, Atom venue, Atom symbol) const;  // null when flat
  Decimal held(Atom venue, Atom symbol) const;                             // over all strategies, signed
  std::vector<const Position*> ordered_positions() const;                  // by strategy, venue, symbol names
  bool flat() const { return positions_.empty(); }

  const OrderState* order(std::string_view id) const;         // also final ones of the last day; null if not known
  std::vector<const OrderState*> ordered_orders() const;      // not final, by (approved, id)
  bool has_open_order(Atom strategy, Atom venue, Atom symbol) const;
  Decimal selling(Atom venue, Atom symbol) const;             // left of open reducing orders on the position
  bool approved_or_refused(std::string_view proposal_id) const;

  const StrategyState* strategy(Atom name) const;             // null when it never acted
  int entries_since(TsUs ts) const;                           // approved openings with approval time >= ts (kept 2 days)
  int entries_since(TsUs ts, Atom strategy) const;
  Decimal volume_since(TsUs ts, Atom venue) const;            // traded notional, kept 31 days by day

  const std::vector<Halt>& halts() const { return halts_; }   // that stand
  const DayRow* today() const;                                // newest day row; null before the first
  // Unit value accounting: deposits and withdrawals buy and redeem units at the unit value of the newest day row.
  Decimal units() const { return units_; }
  Decimal peak_unit_value() const;                            // of day rows and of journalled valuations

  const std::string& mode() const { return mode_; }           // "" until fixed
  const std::vector<std::string>& floor_policies() const { return policies_; }  // TOML texts, in force

 private:
  friend class Fold;
  std::string name_, mode_;
  std::int64_t rows_ = 0;
  std::map<Atom, Decimal> cash_, reserved_;
  std::map<std::tuple<Atom, Atom, Atom>, Position> positions_;
  std::map<std::string, OrderState, std::less<>> orders_;
  std::map<std::string, TsUs, std::less<>> decided_;
  std::map<Atom, StrategyState> strategies_;
  std::deque<std::pair<TsUs, Atom>> entries_;
  std::map<std::pair<TsUs, Atom>, Decimal> volume_;
  struct Flow { TsUs ts; Atom currency; Decimal amount; };
  std::vector<Flow> flows_;
  std::vector<Halt> halts_;
  std::deque<DayRow> days_;
  Decimal units_, peak_unit_value_;
  std::vector<std::string> policies_;
};

}  // namespace tu::account
