#include "quant/vwap.h"

#include <algorithm>
#include <cmath>

namespace tu::quant {

void VwapZ::reset() {
  std::fill_n(places_.begin(), grown_ ? size_ : at_, Place{});
  at_ = 0;
  anchor_ = 0.0;
  sums_ = {0.0, 0.0, 0.0};
  grown_ = false;
}

VwapZ::Sums VwapZ::end_block() {
  anchor_ = places_.back().price;
  Sums tail{0.0, 0.0, 0.0};
  for (std::size_t i = size_; i-- > 0;) {
    places_[i].tail = tail;
    tail.add(places_[i].price - anchor_, places_[i].volume);
  }
  at_ = 0;
  sums_ = {0.0, 0.0, 0.0};
  grown_ = true;
  return tail;
}

double VwapZ::anew(double close) const {
  double weight = 0.0, low = infinite, high = -infinite;
  for (const Place& p : places_) {
    if (!(p.volume > 0.0)) continue;
    weight += p.volume;
    low = std::min(low, p.price);
    high = std::max(high, p.price);
  }
  // Nothing traded in the window, or all of it at one price: no deviation.
  if (!(low < high)) return absent;
  double mean = 0.0, squares = 0.0;
  for (const Place& p : places_) {
    if (p.volume > 0.0) mean += p.volume * (p.price - low);
  }
  mean /= weight;
  for (const Place& p : places_) {
    const double off = p.price - low - mean;
    if (p.volume > 0.0) squares += p.volume * off * off;
  }
  return squares > 0.0 ? (close - low - mean) / std::sqrt(squares / weight) : absent;
}

}  // namespace tu::quant
