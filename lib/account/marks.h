// Marks: the price of each (venue, symbol) that the account is valued at, from the stream; the newer one wins.
// Perpetuals: the venue's mark price if funding events carry one, else candle closes; spot: the last quote's bid (for
// longs), else the candle's close.
#pragma once

#include <map>
#include <optional>
#include <utility>

#include "base/intern.h"
#include "base/time.h"
#include "event/event.h"

namespace tu::account {

struct Mark {
  double price = 0;
  TsUs ts = 0;        // of the event it came from
  DurUs bar = 0;      // timeframe, when it is a candle's close
};

class Marks {
 public:
  void observe(const Event& e);                          // quotes, trades, candles, funding, books are looked at
  const Mark* find(Atom venue, Atom symbol) const;       // null: none yet
  // Too old at `now`: more than `limit` for quotes and trades, 2 bars for candles.
  bool stale(const Mark& m, TsUs now, DurUs limit) const { return now - m.ts > (m.bar ? 2 * m.bar : limit); }
  // How much one unit of `from` is worth in `to`: 1 for the same, else by marks of named pairs of any venue (FROM-TO,
  // TO-FROM). Stable coins are not dollars: a peg counts as 1 only while a fresh mark within 50 bps says so, or where
  // the caller says that no other unit exists in this run (`pegs`).
  std::optional<double> rate(Atom from, Atom to, TsUs now) const;

 private:
  std::map<std::pair<Atom, Atom>, Mark> marks_;
};

}  // namespace tu::account
