// Sliding windows over the last n values: mean and deviation. O(1) a value, no allocation after construction.
//
// Time is cut into blocks of n values. The sum over a window is that of the current block so far plus that of
// the tail of the block before; the tails are added up when a block ends, once for n values. Nothing is ever
// taken out of a sum again, so that nothing drifts and no wild value leaves a trace. What is added up are
// differences from the last value of the block before, which is in the window: an offset of 1e8 with noise of
// 1e-2 keeps its digits, means of short decimals mostly stay short, and a window whose values are all equal
// has exactly that mean and a deviation of exactly 0.
//
// Values must be finite (callers turn a bad observation into reset()). Until n values have come everything is
// NaN: the tails of the block that never was are. Threads: none.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "quant/double_double.h"
#include "quant/number.h"

namespace tu::quant {

// The value that differences are taken from, and n times it to twice the digits.
struct Anchor {
  double n;
  double value = 0.0, sum_hi = 0.0, sum_lo = 0.0;

  void move(double x) {
    const DoubleDouble product = two_product(x, n);
    value = x;
    sum_hi = product.hi;
    sum_lo = product.lo;
  }
  // From the sum of the differences: the sum, rounded as if it had been computed exactly, and that over n.
  double sum(double offsets) const { return sum_hi + (sum_lo + offsets); }
  double mean(double offsets) const {
    const double divided = sum(offsets) / n;
    return offsets == 0.0 ? value : divided;
  }
};

class RollingMean {
 public:
  explicit RollingMean(int n)
      : size_(static_cast<std::uint32_t>(n < 1 ? 1 : n)),
        grown_(0),
        anchor_{static_cast<double>(size_)},
        places_(std::make_unique<double[]>(size_)) {
    std::fill_n(places_.get(), size_, absent);
  }

  void reset();
  // The mean of the window with x in it.
  double add(double x) { return anchor_.mean(push(x)); }
  // Its sum, and so n times the mean, for those who divide by it.
  double add_for_sum(double x) { return anchor_.sum(push(x)); }
  double n() const { return anchor_.n; }

 private:
  friend struct Handover;
  double push(double x) {
    double& place = places_[at_];
    sum_ += x - anchor_.value;
    const double offsets = sum_ + place;
    place = x;
    if (++at_ == size_) [[unlikely]]
      return end_block();
    return offsets;
  }
  double end_block();  // out of line, as is reset: the usual path stays small

  // In one line of the cache with what its owner knows of it: a stream has many windows.
  std::uint32_t size_ : 31, grown_ : 1;  // grown_: a block has ended since the last reset
  std::uint32_t at_ = 0;
  Anchor anchor_;
  double sum_ = 0.0;
  // The values of this block up to at_; from there on what comes after that place in the block before.
  std::unique_ptr<double[]> places_;
};

struct Spread {
  double mean = absent;
  double squares = absent;  // the sum of the squared differences from the mean
};

class RollingDeviation {
 public:
  explicit RollingDeviation(int n)
      : size_(static_cast<std::size_t>(n < 1 ? 1 : n)),
        anchor_{static_cast<double>(size_)},
        inverse_(1.0 / anchor_.n),
        places_(size_, Sums{absent, absent}) {}

  void reset();
  // The spread of the window with x in it.
  Spread add(double x) {
    Sums& place = places_[at_];
    const double off = x - anchor_.value;
    sums_.first += off;
    sums_.second += off * off;
    const Spread spread = about_mean({sums_.first + place.first, sums_.second + place.second});
    place.first = x;
    if (++at_ == size_) [[unlikely]]
      return end_block();
    return spread;
  }
  double population(const Spread& s) const { return std::sqrt(s.squares * inverse_); }
  double sample(const Spread& s) const {
    return size_ < 2 ? absent : std::sqrt(s.squares / (anchor_.n - 1.0));
  }

 private:
  friend struct Handover;
  // The first value stands where its sum will be.
  struct Sums {
    double first, second;
  };
  // The anchor is in the window: the squares about it are at most n times those about the mean.
  Spread about_mean(Sums s) const {
    const double squares = s.second - s.first * (s.first * inverse_);
    return {anchor_.mean(s.first), squares < 0.0 ? 0.0 : squares};
  }
  Spread end_block();

  std::size_t size_, at_ = 0;
  Anchor anchor_;
  double inverse_;
  Sums sums_{0.0, 0.0};
  bool grown_ = false;
  std::vector<Sums> places_;
};

}  // namespace tu::quant
