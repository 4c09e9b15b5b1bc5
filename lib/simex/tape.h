// Tape: what a venue can tell of the past of its products: last trades, minute candles, the figures of a day.
#pragma once

#include <deque>
#include <vector>

#include "simex/engine/exchange.h"

namespace tu::simex {

struct Candle {
  TsUs start = 0;
  Decimal open, high, low, close, volume, value;
  std::int64_t trades = 0;
};

struct Day {
  Decimal open, high, low, volume, value;  // of the last 24 hours; zero when nothing traded
  Decimal change_percent(Decimal last) const;
};

class Tape {
 public:
  static constexpr std::size_t trades_kept = 1000, candles_kept = 3 * 1440;

  void print(const Print& p);
  void add_history(ProductId product, const Candle& minute);  // older ones, before any print

  // Newest last.
  const std::deque<Print>& trades(ProductId product) const;
  // Candles of `width` whose start lies in [from, to], oldest first, at most the last `most`.
  std::vector<Candle> candles(ProductId product, DurUs width, TsUs from, TsUs to, std::size_t most) const;
  Day day(ProductId product, TsUs now) const;

 private:
  struct Reel {
    std::deque<Print> trades;
    std::deque<Candle> minutes;
  };
  Reel& reel(ProductId product);
  std::vector<Reel> reels_;
};

}  // namespace tu::simex
