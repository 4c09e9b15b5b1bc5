// Sliding windows over the last n values: sum, mean, deviation. O(1) a value, no allocation after
// construction.
//
// Values must be finite (callers turn a bad observation into reset()). Until n values have come, `full()` is
// false and the figures mean nothing. A window whose values are all equal has exactly that mean and a
// deviation of exactly 0. Sums do not drift: they carry their rounding errors along and are recomputed from
// the window every 16 n values, and at once after an outlier so large that even that could show. Threads:
// none.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "quant/double_double.h"
#include "quant/number.h"

namespace tu::quant {

// The last n values.
class Ring {
 public:
  explicit Ring(int n) : size_(static_cast<std::size_t>(n < 1 ? 1 : n)), values_(size_) {}
  std::size_t size() const { return size_; }
  void rewind() { at_ = 0; }
  // Stores x and gives back the value it replaces.
  double push(double x) {
    double& place = values_[at_];
    const double old = place;
    place = x;
    at_ = at_ + 1 == size_ ? 0 : at_ + 1;
    return old;
  }
  const std::vector<double>& values() const { return values_; }  // in no order of time

 private:
  std::size_t size_;
  std::size_t at_ = 0;
  std::vector<double> values_;
};

// The sum of what was added and not taken out again, as if computed exactly and rounded once: a mean does not
// depend on what went through the window before, and means of short decimals mostly stay short.
class ExactSum {
 public:
  void add(double x) {
    const DoubleDouble sum = two_sum(hi_, x);
    hi_ = sum.hi;
    lo_ += sum.lo;
  }
  // In and out at once: a shorter chain from one sum to the next.
  void exchange(double in, double out) {
    const DoubleDouble change = two_sum(in, -out);
    const DoubleDouble sum = two_sum(hi_, change.hi);
    hi_ = sum.hi;
    lo_ += change.lo + sum.lo;
  }
  double value() const { return hi_ + lo_; }
  void clear() { hi_ = lo_ = 0.0; }

 private:
  double hi_ = 0.0, lo_ = 0.0;
};

class RollingMean {
 public:
  explicit RollingMean(int n)
      : ring_(n), n_(static_cast<double>(ring_.size())), refresh_(16 * ring_.size()) {}

  bool full() const { return count_ == ring_.size(); }
  bool constant() const { return equal_ >= ring_.size(); }
  double sum() const { return sum_.value(); }
  double mean() const { return constant() ? last_ : sum() / n_; }

  void reset();

  void add(double x) {
    equal_ = x == last_ ? equal_ + 1 : 1;
    last_ = x;
    const double old = ring_.push(x);
    if (!full()) [[unlikely]]
      return grow(x);
    sum_.exchange(x, old);
    const bool giant_left = std::fabs(old) * 0x1p-40 > std::fabs(sum());
    if (giant_left || ++age_ >= refresh_) [[unlikely]]
      recompute();
  }

 private:
  void grow(double x);
  void recompute();  // out of line, as are reset and grow: the usual path stays small

  Ring ring_;
  double n_;
  std::size_t refresh_;
  std::size_t count_ = 0, equal_ = 0, age_ = 0;
  ExactSum sum_;
  double last_ = absent;
};

// Mean and deviation by Welford's update, on differences from a value of the window itself: an offset of 1e8
// with noise of 1e-2 keeps its digits.
class RollingDeviation {
 public:
  explicit RollingDeviation(int n)
      : ring_(n), n_(static_cast<double>(ring_.size())), inverse_(1.0 / n_), refresh_(16 * ring_.size()) {}

  bool full() const { return count_ == ring_.size(); }
  double mean() const { return constant() ? last_ : sum_.value() / n_; }
  double population() const { return std::sqrt(squares_ * inverse_); }
  double sample() const { return ring_.size() < 2 ? absent : std::sqrt(squares_ / (n_ - 1.0)); }
  bool constant() const { return equal_ >= ring_.size(); }

  void reset();

  void add(double x) {
    equal_ = x == last_ ? equal_ + 1 : 1;
    last_ = x;
    const double old = ring_.push(x);
    if (!full()) [[unlikely]]
      return grow(x);
    sum_.exchange(x, old);
    const double before = (old - anchor_) - mean_;
    const double change = x - old;
    mean_ += change * inverse_;
    squares_ += change * (((x - anchor_) - mean_) + before);
    squares_ = squares_ > 0.0 ? squares_ : 0.0;
    peak_ = squares_ > peak_ ? squares_ : peak_;
    if (squares_ < peak_ * 1e-4 || ++age_ >= refresh_ || (constant() && squares_ > 0.0)) [[unlikely]]
      recompute();
  }

 private:
  void grow(double x);
  void recompute();

  Ring ring_;
  double n_, inverse_;
  std::size_t refresh_;
  std::size_t count_ = 0, equal_ = 0, age_ = 0;
  ExactSum sum_;
  double anchor_ = 0.0, mean_ = 0.0, squares_ = 0.0, peak_ = 0.0, last_ = absent;
};

}  // namespace tu::quant
