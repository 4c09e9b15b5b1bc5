// Marks: the price of each (venue, symbol) that the account is valued at, from the stream; the newer one wins
// (at the same time the later line, but never a longer bar over a shorter one). Perpetuals: the venue's mark
// price where funding events carry one, else candle closes and trades, else the middle of the quote; spot and
// outcomes: the quote's bid (what a long would get), else the candle's close or the last trade.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/intern.h"
#include "base/time.h"
#include "event/event.h"

namespace tu::account {

struct Mark {
  double price = 0;
  TsUs ts = 0;    // of the event it came from
  DurUs bar = 0;  // timeframe, when it is a candle's close
};

class Marks {
 public:
  void observe(const Event& e);                     // quotes, trades, candles and funding are looked at
  const Mark* find(Atom venue, Atom symbol) const;  // null: none yet
  // Where a buy of an outcome begins: its ask, of the newest quote (or candle with one) when that is no older
  // than `limit` and not too wide; null: none, or no outcome. Spreads of outcomes are large parts of their
  // prices, so what is proper for a buy is not found from the bid.
  const Mark* ask(Atom venue, Atom symbol, TsUs now, DurUs limit) const;
  // Too old at `now`: more than `limit` for quotes and trades, 2 bars for candles.
  bool stale(const Mark& m, TsUs now, DurUs limit) const { return now - m.ts > (m.bar ? 2 * m.bar : limit); }
  // How much one unit of `from` is worth in `to`: 1 for the same, else by the newest mark of a named pair of
  // any venue (FROM-TO, else TO-FROM); at the same time the venue with the smaller name. Between two
  // dollar-like coins (USD, USDT, USDC, ...) a fresh mark within 50 bps of 1 counts as exactly 1; without a
  // mark there is no rate: nothing is assumed to be worth a dollar. A coin that has no pair in `to` is
  // converted over a dollar-like one with such a peg.
  std::optional<double> rate(Atom from, Atom to, TsUs now) const;
  std::uint64_t version() const { return version_; }  // changes whenever a mark does

 private:
  std::optional<double> pair_rate(Atom from, Atom to, TsUs now) const;
  struct Entry {
    Atom venue;
    bool perp, outcome;
    Mark mark, ask;  // ask: of outcomes only; price 0: none, or too far from the bid to be believed
  };
  static void observe_ask(Entry& known, const Event& e);
  const Entry* entry_of(Atom venue, Atom symbol) const;
  Entry& entry(Atom venue, Atom symbol, bool& fresh);
  std::vector<std::vector<Entry>> by_symbol_;                        // atoms are small numbers
  std::map<std::string, std::vector<Atom>, std::less<>> venues_of_;  // symbol to its venues, by venue name
  std::uint64_t version_ = 0;
};

}  // namespace tu::account
