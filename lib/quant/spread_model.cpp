#include "quant/spread_model.h"

#include <algorithm>

#include "quant/fn.h"

namespace tu::quant {
namespace {

constexpr double ridge = 0.01;           // the variance that the data must beat
constexpr double hour_prior = 20.0;      // samples an hour's effect must beat
constexpr double most = 2.302585092994;  // ln 10

int hour_of(int hour) {
  return (hour % 24 + 24) % 24;
}

}  // namespace

SpreadModel::Point SpreadModel::about_mean(double volatility, double volume) const {
  return {fn::log(volatility) - mean_volatility_, fn::log1p(volume) - mean_volume_};
}

double SpreadModel::slopes_at(Point p) const {
  const double vv = vv_ + ridge, qq = qq_ + ridge;
  const double det = vv * qq - vq_ * vq_;
  const double by_volatility = (vs_ * qq - qs_ * vq_) / det, by_volume = (qs_ * vv - vs_ * vq_) / det;
  return clamp(by_volatility * p.volatility + by_volume * p.volume, -most, most);
}

void SpreadModel::add(int hour, double volatility, double volume, double spread_bps) {
  if (!known_positive(volatility) || !good_volume(volume) || !known_positive(spread_bps)) return;
  n_ = std::min(n_ + 1, 1 << 30);
  const double share = std::max(1.0 / n_, slowest_), kept = 1.0 - share;
  const Point p = about_mean(volatility, volume);
  const double s = fn::log(spread_bps) - mean_spread_;
  Hour& h = hours_[static_cast<std::size_t>(hour_of(hour))];
  h.n = std::min(h.n + 1, 1 << 30);
  h.effect += std::max(1.0 / h.n, slowest_) * (s - slopes_at(p) - h.effect);
  mean_volatility_ += share * p.volatility;
  mean_volume_ += share * p.volume;
  mean_spread_ += share * s;
  const auto learn = [&](double& covariance, double a, double b) {
    covariance = kept * (covariance + share * a * b);
  };
  learn(vv_, p.volatility, p.volatility);
  learn(vq_, p.volatility, p.volume);
  learn(qq_, p.volume, p.volume);
  learn(vs_, p.volatility, s);
  learn(qs_, p.volume, s);
}

double SpreadModel::expect(int hour, double volatility, double volume) const {
  if (n_ < samples_min || !known_positive(volatility) || !good_volume(volume)) return absent;
  const Hour& h = hours_[static_cast<std::size_t>(hour_of(hour))];
  const double seen = h.n / (h.n + hour_prior);
  const double effect = clamp(seen * h.effect, -most, most);
  return fn::exp(mean_spread_ + slopes_at(about_mean(volatility, volume)) + effect);
}

}  // namespace tu::quant
