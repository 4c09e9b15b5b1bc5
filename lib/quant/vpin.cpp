#include "quant/vpin.h"

#include <algorithm>
#include <cmath>

#include "quant/fn.h"
#include "quant/stats.h"

namespace tu::quant {

void Vpin::add(double volume, double buy_share, std::vector<double>& out) {
  if (!known_positive(volume) || !known_positive(bucket_)) return;
  while (volume > 0.0) {
    const double part = std::min(volume, bucket_ - filled_);
    filled_ += part;
    buys_ += part * buy_share;
    volume -= part;
    if (filled_ < bucket_) return;
    ++buckets_;
    const double mean = window_.add(std::fabs(2.0 * buys_ - bucket_));
    if (known(mean)) out.push_back(mean / bucket_);
    filled_ = buys_ = 0.0;
  }
}

VpinSeries vpin_of_trades(std::span<const double> volume, std::span<const double> side, double bucket,
                          int window) {
  Vpin vpin(bucket, window);
  VpinSeries out;
  for (std::size_t i = 0; i < std::min(volume.size(), side.size()); ++i) {
    vpin.add(volume[i], side[i] > 0.0 ? 1.0 : 0.0, out.vpin);
  }
  out.buckets = vpin.buckets();
  return out;
}

VpinSeries vpin_of_bars(std::span<const double> price, std::span<const double> volume, double bucket,
                        int window) {
  VpinSeries out;
  const std::size_t n = std::min(price.size(), volume.size());
  if (n < 3) return out;
  std::vector<double> changes;
  for (std::size_t i = 1; i < n; ++i) changes.push_back(price[i] - price[i - 1]);
  const double deviation = sample_deviation(changes);
  Vpin vpin(bucket, window);
  for (std::size_t i = 1; i < n; ++i) {
    const double share = deviation > 0.0 ? fn::normal_cdf(changes[i - 1] / deviation) : 0.5;
    vpin.add(volume[i], share, out.vpin);
  }
  out.buckets = vpin.buckets();
  return out;
}

}  // namespace tu::quant
