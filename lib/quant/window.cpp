#include "quant/window.h"

#include <algorithm>

namespace tu::quant {

void RollingMean::reset() {
  std::fill_n(places_.get(), grown_ ? size_ : at_, absent);
  at_ = 0;
  anchor_.move(0.0);
  sum_ = 0.0;
  grown_ = 0;
}

double RollingMean::end_block() {
  anchor_.move(places_[size_ - 1]);
  double tail = 0.0;
  for (std::size_t i = size_; i-- > 0;) {
    const double x = places_[i];
    places_[i] = tail;
    tail += x - anchor_.value;
  }
  at_ = 0;
  sum_ = 0.0;
  grown_ = 1;
  return tail;  // the window is this block
}

void RollingDeviation::reset() {
  std::fill_n(places_.begin(), grown_ ? size_ : at_, Sums{absent, absent});
  at_ = 0;
  anchor_.move(0.0);
  sums_ = {0.0, 0.0};
  grown_ = false;
}

Spread RollingDeviation::end_block() {
  anchor_.move(places_.back().first);
  Sums tail{0.0, 0.0};
  for (std::size_t i = size_; i-- > 0;) {
    const double off = places_[i].first - anchor_.value;
    places_[i] = tail;
    tail.first += off;
    tail.second += off * off;
  }
  at_ = 0;
  sums_ = {0.0, 0.0};
  grown_ = true;
  return about_mean(tail);
}

}  // namespace tu::quant
