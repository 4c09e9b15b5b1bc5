// What the parts of the paper model share. Private to paper*.cpp.
#pragma once

#include <utility>

#include "account/half_spread.h"
#include "account/paper.h"

namespace tu::account {

constexpr std::string_view candle_model = "candle-1", quote_model = "quote-1", book_model = "book-1";

struct Paper::Feed {
  Atom venue = Atom::none, symbol = Atom::none;
  DurUs bar = 0;        // smallest timeframe seen; 0: none
  TsUs last_tick = -1;  // newest quote, trade or book
  bool quotes = false;  // some were seen: takers wait for quotes, not for trades
  HalfSpread spread;    // from quotes, candles that carry them, and the model
  BookState book;
  double taken_bid = 0, taken_bid_price = 0, taken_ask = 0,
         taken_ask_price = 0;  // of the displayed size, by us
};

struct Paper::Tick {
  enum class Kind : std::uint8_t { candle, quote, trade, book, mark } kind;
  Feed* feed;
  TsUs ts, from;  // known at; began at (candles)
  DurUs bar = 0;
  double open = 0, high = 0, low = 0, volume = 0;  // trade: all prices the same; mark: the mark price
  double bid = 0, bid_size = 0, ask = 0, ask_size = 0;
};

struct Paper::Working {
  OrderState o;
  TsUs since = 0, live = 0;  // when it was decided to send it; when the venue has it
  Decimal volume;            // the account's, for the fee tier
  Decimal allowed;          // quantity that may fill: less than o.qty after a replaced order filled meanwhile
  Decimal replaced_filled;  // of the order that it replaces, when it was sent
  TsUs replaced_by_live = 0;  // when the order that replaces it is live; 0: none does
  TsUs cancel_at = 0;         // 0: nobody asked
  std::string cancel_reason;
  bool announced = false;  // an `open` update was written
  bool arrived = false;    // it met its first market event: what remains rests
  bool triggered = false;  // a stop whose price was seen
  bool done = false;
  double queue_ahead = -1;  // displayed size before it; -1: not known
  std::vector<std::pair<TsUs, Decimal>> fills;
};

// One pass of run(): the orders against the ticks, in order.
class Matching {
 public:
  Matching(Paper& p, const Account* account, std::vector<PaperReport>& out)
      : p_(p), account_(account), out_(out) {}
  void run(TsUs now);

 private:
  using Working = Paper::Working;
  using Feed = Paper::Feed;
  using Tick = Paper::Tick;
  using Level = Paper::Level;

  void due(const Tick* t, TsUs time);
  void tick(const Tick& t);
  void candle(const Tick& t);
  void quote(const Tick& t);
  void trade(const Tick& t);
  void book(const Tick& t);
  void liquidate(const Tick& t);
  void close_by_force(const Position& p, const Instrument& i, Decimal price, Decimal reference,
                      const Tick& t);

  bool eligible(const Working& w, const Tick& t) const;
  std::vector<Working*> orders_of(const Tick& t);
  // False when the order ended instead: nothing to reduce, replaced order filled.
  bool ready(Working& w);
  Decimal cap(const Working& w) const;
  // A limit order meets the market at `price`; what is through it takes, or is rejected when it may only
  // make.
  void arrive(Working& w, Decimal price, Level level, Decimal& size, std::string_view model, TsUs ts);
  void trigger(Working& w, const Tick& t);
  // What an order may do at this tick, once it has seen whether the tick triggers it. `fresh`: it did just
  // now; a stop-limit then waits for the next one.
  struct Turn {
    bool fresh, market, limit;
  };
  Turn turn(Working& w, const Tick& t);
  // Takes from the levels what the order may have; then ends what may not rest.
  void take(Working& w, std::vector<Level>& levels, bool maker, std::string_view model, TsUs ts);
  void take_one(Working& w, Level level, Decimal& size, std::string_view model, TsUs ts);
  void rest(Working& w, Decimal& size, std::string_view model, TsUs ts);
  Decimal charged_on(const Working& w, Decimal qty, Decimal notional);
  void fill(Working& w, Decimal qty, Decimal price, Decimal reference, bool maker, std::string_view model,
            TsUs ts);
  void end(Working& w, OrderPhase phase, std::string reason, bool would_take = false);
  void after_fill(Working& w);
  bool takes_profit_of_entry(const Working& w, const Tick& t) const;

  // The price that a taker gets: reference worsened by `rate` of it (scaled), to the tick away from profit.
  Decimal worsened(const Working& w, Decimal reference, Decimal rate) const;
  Decimal tick_of(const Working& w) const;
  Decimal lot_of(const Working& w) const;
  bool through(const Working& w, double price) const;  // traded through the limit by a tick
  bool touched(const Working& w, double price) const;  // the stop's price was reached

  Paper& p_;
  const Account* account_;
  std::vector<PaperReport>& out_;
  bool filled_ = false;                                   // something filled in this instant
  std::map<std::tuple<Atom, Atom, Atom>, TsUs> entered_;  // entry in the candle that closes then
};

inline Decimal money(double x) {
  return Decimal::from_real(x).value_or(Decimal{});
}

}  // namespace tu::account
