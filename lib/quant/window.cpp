#include "quant/window.h"

namespace tu::quant {

void RollingMean::reset() {
  ring_.rewind();
  count_ = equal_ = age_ = 0;
  sum_.clear();
  last_ = absent;
}

void RollingMean::grow(double x) {
  ++count_;
  sum_.add(x);
}

void RollingMean::recompute() {
  age_ = 0;
  sum_.clear();
  for (const double x : ring_.values()) sum_.add(x);
}

void RollingDeviation::reset() {
  ring_.rewind();
  count_ = equal_ = age_ = 0;
  sum_.clear();
  mean_ = squares_ = peak_ = 0.0;
  last_ = absent;
}

void RollingDeviation::grow(double x) {
  ++count_;
  sum_.add(x);
  if (full()) recompute();
}

void RollingDeviation::recompute() {
  age_ = 0;
  anchor_ = last_;
  mean_ = squares_ = 0.0;
  sum_.clear();
  for (const double x : ring_.values()) sum_.add(x);
  if (!constant()) {
    for (const double x : ring_.values()) mean_ += x - anchor_;
    mean_ *= inverse_;
    for (const double x : ring_.values()) {
      const double off = (x - anchor_) - mean_;
      squares_ += off * off;
    }
  }
  peak_ = squares_;
}

}  // namespace tu::quant
