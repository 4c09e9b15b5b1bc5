// Paper: the fill model of simulated trading. Pure: approved orders and market events in, updates and fills
// out. Nothing fills without a matching market event, and where the data leaves a choice the worse one is
// taken.
//
//   live       from the time of sending + the venue's latency; never in its own instant. Quotes, trades and
//   books match when
//              they are later than that; candles when they start at or after it, and only those of the
//              smallest timeframe, and only where no quote or trade was seen since the candle began.
//   market     at the candle's open worsened by half the spread and slippage; at the quote (its displayed
//   size once),
//              the trade, or down the levels of the book, plus slippage where depth is not known. The rest
//              goes on.
//   limit      one that is already through the market takes (post-only: rejected); else it rests and fills at
//   its limit
//              when price trades through it by a tick; with a book also when what was displayed before it has
//              traded.
//   stop       at the worse of stop and open, plus half the spread and the stop slippage; before targets of
//   the candle. stop_limit becomes a resting limit after the candle or event that triggered it. volume all
//   orders together take at most 10% of a candle, and never more than was displayed or traded. IOC, FOK what
//   the first matching event does not give is cancelled; all or nothing. `expires` counts for any order.
//   reducing   clamped to what the strategy holds; cancelled when nothing is held. No exit at a profit in the
//   candle
//              of its own entry.
//   liquidation  perpetuals of one settle currency share its cash as collateral: when cash + unrealised
//   profit falls to
//              the maintenance margin (sum of |quantity| x price x mmr) the position is closed at the price
//              where that happened or the open, whichever is worse, plus stop slippage; before any other exit
//              of that event.
//   fees       dated tier of the account's 30-day volume when the order was sent, rounded up to the fee
//   increment.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "account/account.h"
#include "account/approved.h"
#include "account/book_state.h"
#include "account/cost_model.h"
#include "account/instrument.h"
#include "account/marks.h"

namespace tu::account {

// What the model did, in order. `order` is as it was after it; place-order turns these into rows.
struct PaperReport {
  enum class Kind : std::uint8_t { liquidation, update, fill } kind = Kind::update;
  OrderState order;
  std::string reason;
  std::optional<AttemptEnd> ended;            // of an update that is final: how
  Decimal price, qty, fee, slippage, margin;  // of a fill
  Atom fee_currency = Atom::none;
  bool maker = false;
  std::string_view model;
};

class Paper {
 public:
  // `cost_scale` multiplies fees, half spread and slippage (0: a market without costs).
  Paper(const Venues& venues, Decimal cost_scale);
  Paper(const Venues& venues, CostModel costs);
  ~Paper();

  // The attempt goes to the simulated venue. `volume` is the account's of the last 30 days there.
  void send(const Approved& ticket, Decimal volume);
  // After a restart: an order that the journal shows open goes to the back of its queue; what a strategy
  // holds.
  void restore(const OrderState& o, TsUs now, Decimal volume);
  void hold(const Position& p);
  // A market that paid out: nothing is held in it any more, and its orders, those that come later too, are
  // cancelled at the next run().
  void resolved(const Event& resolution);            // one that cannot be right does nothing
  void resolved(const Resolutions& of_the_journal);  // what the stream may not say again after a restart
  // Takes effect after the venue's latency. False when no such order works.
  bool cancel(std::string_view id, TsUs ts, std::string reason);
  // No market event will come any more: an order that may not wait for one of a later day ends with the next
  // run().
  void close(const std::string& reason);
  std::vector<std::string> working_of(Atom strategy, Atom symbol,
                                      std::string_view side) const;  // none, "": any

  bool works(std::string_view id) const;
  // What was observed since the last run() was history: it matches nothing.
  void skip();
  bool idle() const { return working_.empty(); }
  bool has_perp() const;  // a perpetual is held: then `account` below matters
  // Every market event, in order; matched by the next run(). `awaited`: an order may be sent before that run,
  // so the event must not be forgotten although nothing works yet.
  void observe(const Event& e, bool awaited = false);
  // Time is `now`: match what was observed since the last call, cancel and expire what is due. `account` is
  // the state before this instant; only liquidation looks at it.
  void run(TsUs now, const Account* account, std::vector<PaperReport>& out);

 private:
  struct Feed;     // what is known of one (venue, symbol)
  struct Tick;     // a market event to match
  struct Working;  // an order at the simulated venue
  struct Level {
    Decimal price, size, reference;
  };
  friend class Matching;

  void admit(std::unique_ptr<Working> w, Decimal volume);
  void cancel_resolved(Working& w) const;
  Feed& feed(Atom venue, Atom symbol);
  Feed& seen(Atom venue, Atom symbol);
  void observe_gap(const Event& gap);
  using Key = std::tuple<Atom, Atom, Atom>;  // strategy, venue, symbol
  static Key key(const OrderState& o) { return {o.strategy, o.venue, o.symbol}; }
  Decimal held(const OrderState& o) const {
    const auto it = held_.find(key(o));
    return it == held_.end() ? Decimal{} : it->second;
  }
  void hold(const Key& key, Decimal qty) {
    held_[key] = qty;
    perps_known_ = false;
  }

  const Venues& venues_;
  CostModel costs_;
  Marks marks_;
  std::vector<std::unique_ptr<Working>> working_;  // in the order in which they were sent
  std::map<std::pair<Atom, Atom>, std::unique_ptr<Feed>> feeds_;
  Feed* last_feed_ = nullptr;
  std::map<Key, Decimal> held_, entry_value_;  // the latter where fees need it
  std::vector<Tick> ticks_;
  Resolutions resolved_;
  mutable bool has_perp_ = false, perps_known_ = false;  // has_perp() was asked since something changed
  mutable std::uint64_t perps_of_ = 0;                   // by these instruments
};

}  // namespace tu::account
