#include "quant/wilson.h"

#include <cmath>

#include "quant/fn.h"
#include "quant/number.h"

namespace tu::quant {
namespace {

Interval score_interval(double wins, double trials, double z) {
  if (!(trials > 0.0)) return {};
  const double p = wins / trials;
  const double spread = z * z / trials;
  const double centre = p + 0.5 * spread;
  const double reach = std::fabs(z) * std::sqrt((p * (1.0 - p) + 0.25 * spread) / trials);
  const double scale = 1.0 / (1.0 + spread);
  return {clamp((centre - reach) * scale, 0.0, p), clamp((centre + reach) * scale, p, 1.0)};
}

}  // namespace

Interval wilson_interval(double wins, double trials, double confidence) {
  return score_interval(wins, trials, fn::normal_quantile(0.5 + 0.5 * confidence));
}

double wilson_lower(double wins, double trials, double confidence) {
  return score_interval(wins, trials, fn::normal_quantile(confidence)).low;
}

}  // namespace tu::quant
