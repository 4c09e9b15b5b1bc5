#include "quant/vwap.h"

#include <cmath>

namespace tu::quant {

VwapZ::VwapZ(int n) : prices_(n), volumes_(n), refresh_(16 * prices_.size()) {}

void VwapZ::reset() {
  prices_.rewind();
  volumes_.rewind();
  count_ = age_ = 0;
  now_ = 0;
  last_at_ = other_at_ = -1;
  last_price_ = absent;
}

// Adds `weight` at `price` to the mean and the squares about it; a negative weight takes it out again.
void VwapZ::weigh(double price, double weight) {
  if (weight == 0.0) return;
  weight_ += weight;
  if (!(weight_ > 0.0)) {
    weight_ = mean_ = squares_ = 0.0;
    return;
  }
  const double before = (price - anchor_) - mean_;
  mean_ += before * weight / weight_;
  squares_ += weight * before * ((price - anchor_) - mean_);
  squares_ = squares_ > 0.0 ? squares_ : 0.0;
}

void VwapZ::recompute() {
  age_ = 0;
  anchor_ = prices_.values().front();
  weight_ = mean_ = squares_ = 0.0;
  const auto& prices = prices_.values();
  const auto& volumes = volumes_.values();
  for (std::size_t i = 0; i < prices.size(); ++i) weight_ += volumes[i];
  if (weight_ > 0.0) {
    for (std::size_t i = 0; i < prices.size(); ++i) mean_ += volumes[i] * (prices[i] - anchor_);
    mean_ /= weight_;
    for (std::size_t i = 0; i < prices.size(); ++i) {
      const double off = (prices[i] - anchor_) - mean_;
      squares_ += volumes[i] * off * off;
    }
  }
  weight_peak_ = weight_;
  squares_peak_ = squares_;
}

double VwapZ::add(double high, double low, double close, double volume) {
  if (!good_bar(high, low, close) || !good_volume(volume)) {
    reset();
    return absent;
  }
  const double price = typical_price(high, low, close);
  const auto n = static_cast<std::int64_t>(prices_.size());
  if (volume > 0.0) {
    if (price != last_price_) other_at_ = last_at_;
    last_at_ = now_;
    last_price_ = price;
  }
  ++now_;
  const double old_price = prices_.push(price);
  const double old_volume = volumes_.push(volume);
  if (count_ < prices_.size()) {
    if (++count_ < prices_.size()) return absent;
    recompute();
  } else {
    weigh(price, volume);
    weigh(old_price, -old_volume);
    weight_peak_ = weight_ > weight_peak_ ? weight_ : weight_peak_;
    squares_peak_ = squares_ > squares_peak_ ? squares_ : squares_peak_;
    const bool shrunk = weight_ < weight_peak_ * 1e-4 || squares_ < squares_peak_ * 1e-4;
    if (shrunk || ++age_ >= refresh_) recompute();
  }
  // Nothing traded in the window, or all of it at one price: no deviation.
  if (last_at_ < now_ - n || other_at_ < now_ - n) return absent;
  if (!(squares_ > 0.0)) return absent;
  return ((close - anchor_) - mean_) / std::sqrt(squares_ / weight_);
}

}  // namespace tu::quant
