#include "quant/divergence.h"

#include <algorithm>
#include <cmath>

namespace tu::quant {
namespace {

struct Depth {
  double depth, threshold, extreme;
};
Depth depth_of(double vel_div, int direction, const DivergenceParams& p) {
  if (direction < 0) return {-vel_div, -p.threshold, -p.extreme};
  return {vel_div, p.long_threshold, p.long_extreme};
}

}  // namespace

double divergence_strength(double vel_div, int direction, const DivergenceParams& p) {
  if (!known(vel_div)) return 0.0;
  const Depth d = depth_of(vel_div, direction, p);
  return clamp((d.depth - d.threshold) / (d.extreme - d.threshold), 0.0, 1.0);
}

int divergence_bucket(double vel_div, int direction, const DivergenceParams& p) {
  const Depth d = depth_of(vel_div, direction, p);
  if (at_least(d.depth, 1.5 * d.extreme)) return 0;
  if (at_least(d.depth, d.extreme)) return 1;
  return at_least(d.depth, 0.5 * (d.threshold + d.extreme)) ? 2 : 3;
}

DivergenceSignal divergence_signal(double vel_div, int direction, const DivergenceParams& p) {
  const Depth d = depth_of(vel_div, direction, p);
  if (!known(vel_div) || !above(d.depth, d.threshold)) return {};
  return {true, 0.50 + 0.40 * divergence_strength(vel_div, direction, p), at_least(d.depth, d.extreme)};
}

std::string_view name_of(Agreement agreement) {
  constexpr std::string_view names[] = {"NEUTRAL", "CONFIRM", "CONTRADICT"};
  return names[static_cast<int>(agreement)];
}

DirectionCheck check_direction(std::span<const double> prices, int direction, int lookback, double min_bps) {
  const auto back = static_cast<std::size_t>(std::max(lookback, 0));
  if (prices.size() < back + 1) return {};
  const double before = prices[prices.size() - back - 1], now = prices.back();
  if (!known_positive(before) || !known_positive(now)) return {};
  DirectionCheck out;
  out.bps = 1e4 * (now - before) / before;
  if (above(direction * out.bps, min_bps)) out.state = Agreement::confirm;
  if (below(direction * out.bps, -min_bps)) out.state = Agreement::contradict;
  return out;
}

BookConfirmation confirm_by_book(double confidence, double imbalance, double persistence, int direction) {
  BookConfirmation out;
  const double e = direction * imbalance;
  if (known(e) && known(persistence)) {
    if (above(e, 0.10)) {
      out.factor = 1.0 + std::min(0.15, 0.5 * e * persistence);
    } else if (below(e, -0.15) && above(persistence, 0.60)) {
      return {true, 0.0, 0.0};
    } else if (below(e, -0.10)) {
      out.factor = std::max(0.85, 1.0 - 0.4 * std::fabs(e) * persistence);
    }
  }
  out.confidence = std::min(1.0, confidence * out.factor);
  return out;
}

}  // namespace tu::quant
