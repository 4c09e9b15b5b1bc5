#include "quant/vwap.h"

#include <algorithm>

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
  // Three numbers and not a Sums that is returned: that would be added up in memory, not in registers.
  double weight = 0.0, first = 0.0, second = 0.0;
  const double anchor = anchor_;
  for (std::size_t i = size_; i-- > 0;) {
    Place& place = places_[i];
    place.tail = {weight, first, second};
    const double off = place.price - anchor, weighed = off * place.volume;
    weight += place.volume;
    first += weighed;
    second += weighed * off;
  }
  at_ = 0;
  sums_ = {0.0, 0.0, 0.0};
  grown_ = true;
  return {weight, first, second};
}

double VwapZ::anew(double close) const {
  return vwap_z_anew(close, [this](auto f) {
    for (const Place& p : places_) f(p.price, p.volume);
  });
}

}  // namespace tu::quant
