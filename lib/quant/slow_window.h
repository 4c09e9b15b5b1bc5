// The longer of the two windows of closes in a set of indicators: value for value a RollingMean, with its
// block (window.h), laid out for one call a bar.
#pragma once

#include <vector>

#include "quant/handover.h"

namespace tu::quant {

class SlowWindow {
 public:
  // Where the newest value goes, and the sum of the block so far.
  struct Cursor {
    double* place = nullptr;
    double sum = 0.0;
  };

  explicit SlowWindow(std::size_t places) : places_(places), end_(places_.data() + places) {}
  // Goes on from where a mean of as many values stands.
  Cursor take_over(const RollingMean& mean) {
    anchor_ = Handover::anchor(mean).value;
    for (std::size_t i = 0; i < places_.size(); ++i) places_[i] = Handover::place(mean, i);
    return {places_.data() + Handover::at(mean), Handover::sum(mean)};
  }
  double anchor() const { return anchor_; }

  // The sum of the window's offsets from the anchor; the block must be ended when it is full.
  [[gnu::always_inline]] double slide(Cursor& at, double close) const {
    at.sum += close - anchor_;
    const double all = at.sum + *at.place;
    *at.place++ = close;
    return all;
  }
  bool full(const Cursor& at) const { return at.place == end_; }
  // The same sum, from a new anchor: the second lanes of `hi` and `lo` become `count` times it, to twice the
  // digits.
  [[gnu::always_inline]] double end_block(Cursor& at, double count, Pair& hi, Pair& lo) {
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
    at = {first, 0.0};
    return tail;
  }

 private:
  std::vector<double> places_;
  double* end_;
  double anchor_ = 0.0;
};

}  // namespace tu::quant
