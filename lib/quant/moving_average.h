// Simple and exponential moving averages, one value at a time.
//
// add(x) answers the average, NaN until n values have come. A value that is not finite answers NaN and starts
// afresh: no average reaches over a gap. Here and in the other indicators, step() is add() for an observation
// that the caller knows to be good: who feeds many indicators judges a bar once.
#pragma once

#include "quant/window.h"

namespace tu::quant {

class Sma {
 public:
  explicit Sma(int n) : window_(n) {}
  double add(double x) {
    if (!known(x)) [[unlikely]] {
      window_.reset();
      return absent;
    }
    return step(x);
  }
  double step(double x) { return window_.add(x); }

 private:
  friend struct Handover;
  RollingMean window_;
};

// Seeded with the mean of the first n values; smoothing 2/(n+1).
class Ema {
 public:
  explicit Ema(int n) : n_(n < 1 ? 1 : n), alpha_(2.0 / (n_ + 1)) {}
  double add(double x) {
    if (!known(x)) [[unlikely]] {
      count_ = 0;
      value_ = 0.0;
      return absent;
    }
    return step(x);
  }
  double step(double x) {
    if (count_ < n_) [[unlikely]]
      return seed(x);
    value_ += alpha_ * (x - value_);  // in this form a constant input keeps its exact value
    return value_;
  }

 private:
  friend struct Handover;
  double seed(double x) {
    value_ += (x - value_) / ++count_;
    return count_ == n_ ? value_ : absent;
  }
  int n_;
  double alpha_;
  int count_ = 0;
  double value_ = 0.0;
};

// Wilder's smoothing: the mean of the first n values, then ((n-1) average + x) / n.
class WilderAverage {
 public:
  explicit WilderAverage(int n) : n_(n < 1 ? 1 : n), inverse_(1.0 / n_), keep_((n_ - 1.0) / n_) {}
  bool full() const { return count_ >= n_; }
  double value() const { return value_; }
  void reset() {
    count_ = 0;
    value_ = 0.0;
  }
  void add(double x) {
    if (count_ < n_) [[unlikely]] {
      value_ += x;
      if (++count_ == n_) value_ /= n_;
      return;
    }
    value_ = value_ * keep_ + x * inverse_;
  }

 private:
  int n_;
  double inverse_, keep_;
  int count_ = 0;
  double value_ = 0.0;
};

}  // namespace tu::quant
