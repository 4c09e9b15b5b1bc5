// True range and average true range (Wilder), in the unit of the price.
//
// The first bar of a run has no true range; the average is known from the n-th true range on. A bad bar
// answers NaN and starts afresh.
#pragma once

#include "quant/moving_average.h"

namespace tu::quant {

// max(high - low, |high - previous close|, |low - previous close|)
inline double true_range_of(double high, double low, double previous_close) {
  const double top = high > previous_close ? high : previous_close;
  const double bottom = low < previous_close ? low : previous_close;
  return top - bottom;
}

class TrueRange {
 public:
  double add(double high, double low, double close) {
    if (!good_bar(high, low, close)) [[unlikely]] {
      previous_ = absent;
      return absent;
    }
    const double range = known(previous_) ? true_range_of(high, low, previous_) : absent;
    previous_ = close;
    return range;
  }

 private:
  double previous_ = absent;
};

class Atr {
 public:
  explicit Atr(int n = 14) : average_(n) {}
  double add(double high, double low, double close) {
    if (!good_bar(high, low, close)) [[unlikely]] {
      previous_ = absent;
      average_.reset();
      return absent;
    }
    return step(high, low, close);
  }
  double step(double high, double low, double close) {
    const double range = true_range_of(high, low, previous_);
    previous_ = close;
    if (!average_.full()) [[unlikely]]
      return warm_up(range);
    average_.add(range);
    return average_.value();
  }

 private:
  friend struct Handover;
  double warm_up(double range) {
    if (known(range)) average_.add(range);  // the first bar of a run has none
    return average_.full() ? average_.value() : absent;
  }
  double previous_ = absent;
  WilderAverage average_;
};

}  // namespace tu::quant
