// The longer of the two windows of closes in a set of indicators: value for value a RollingMean, with its
// block (window.h), laid out for one call a bar.
#pragma once

#include <vector>

#include "quant/handover.h"

namespace tu::quant {

class SlowWindow {
 public:
  explicit SlowWindow(std::size_t places) : places_(places) {
    place_ = places_.data();
    end_ = place_ + places_.size();
  }
  // Goes on from where a mean of as many values stands.
  void take_over(const RollingMean& mean) {
    anchor_ = Handover::anchor(mean).value;
    sum_ = Handover::sum(mean);
    for (std::size_t i = 0; i < places_.size(); ++i) places_[i] = Handover::place(mean, i);
    place_ = places_.data() + Handover::at(mean);
  }
  double anchor() const { return anchor_; }

  // The sum of the window's offsets from the anchor. Where a block ends the anchor moves, and the second
  // lanes of `hi` and `lo` become `count` times the new one, to twice the digits.
  [[gnu::always_inline]] double add(double close, double count, Pair& hi, Pair& lo) {
    sum_ += close - anchor_;
    double all = sum_ + *place_;
    *place_ = close;
    if (++place_ == end_) [[unlikely]]
      all = end_block(count, hi, lo);
    return all;
  }

 private:
  [[gnu::always_inline]] double end_block(double count, Pair& hi, Pair& lo) {
    const double close = places_.back();
    const DoubleDouble product = two_product(close, count);
    anchor_ = close;
    hi = whole(low_high(hi, pair_of(product.hi)));
    lo = whole(low_high(lo, pair_of(product.lo)));
    double tail = 0.0;
    double* const first = places_.data();
#pragma GCC unroll 10
    for (double* p = end_; p-- > first;) {
      const double x = *p;
      *p = tail;
      tail += x - close;
    }
    place_ = first;
    sum_ = 0.0;
    return tail;
  }

  double* place_;
  double* end_;
  double anchor_ = 0.0, sum_ = 0.0;
  std::vector<double> places_;
};

}  // namespace tu::quant
