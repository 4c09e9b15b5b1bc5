// Relative strength index (Wilder), 0..100, seeded with the plain mean of the first n changes.
//
// add(close) answers NaN until n + 1 closes have come; a close that is not finite answers NaN and starts
// afresh. A market that has not moved at all reads 50: 0 would read as an extreme.
#pragma once

#include "quant/moving_average.h"

namespace tu::quant {

class Rsi {
 public:
  explicit Rsi(int n = 14) : n_(n < 1 ? 1 : n), keep_((n_ - 1.0) / n_) {}
  double add(double close) {
    if (!known(close)) [[unlikely]] {
      seen_ = 0;
      return absent;
    }
    return step(close);
  }
  double step(double close) {
    const double change = close - previous_;
    previous_ = close;
    if (seen_ <= n_) [[unlikely]]
      return warm_up(change);
    return smooth(keep_, change);
  }

 private:
  friend struct Handover;
  // Wilder's averages of the gains and of all changes, both times n: the ratio is the same. A maximum instead
  // of a branch on the sign, which no processor can predict.
  double smooth(double keep, double change) {
    gains_ = gains_ * keep + (change > 0.0 ? change : 0.0);
    changes_ = changes_ * keep + std::fabs(change);
    return changes_ > 0.0 ? 100.0 * (gains_ / changes_) : 50.0;
  }
  double warm_up(double change) {
    if (seen_++ == 0) {
      gains_ = changes_ = 0.0;
      return absent;
    }
    const double value = smooth(1.0, change);
    return seen_ > n_ ? value : absent;
  }

  int n_;
  int seen_ = 0;  // closes, up to n + 1
  double keep_;
  double gains_ = 0.0, changes_ = 0.0, previous_ = 0.0;
};

}  // namespace tu::quant
