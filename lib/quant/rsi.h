// Relative strength index (Wilder), 0..100, seeded with the plain mean of the first n changes.
//
// add(close) answers NaN until n + 1 closes have come; a close that is not finite answers NaN and starts
// afresh. A market that has not moved at all reads 50: 0 would read as an extreme.
#pragma once

#include "quant/moving_average.h"

namespace tu::quant {

class Rsi {
 public:
  explicit Rsi(int n = 14) : gain_(n), loss_(n) {}
  double add(double close) {
    const double change = close - previous_;
    previous_ = close;
    if (!known(change)) [[unlikely]]
      return restart(close);
    // Maxima instead of a branch on the sign, which no processor can predict.
    gain_.add(change > 0.0 ? change : 0.0);
    loss_.add(change < 0.0 ? -change : 0.0);
    if (!gain_.full()) [[unlikely]]
      return absent;
    const double both = gain_.value() + loss_.value();
    return both > 0.0 ? 100.0 * (gain_.value() / both) : 50.0;
  }

 private:
  double restart(double close) {
    gain_.reset();
    loss_.reset();
    if (!known(close)) previous_ = absent;
    return absent;
  }
  WilderAverage gain_, loss_;
  double previous_ = absent;
};

}  // namespace tu::quant
