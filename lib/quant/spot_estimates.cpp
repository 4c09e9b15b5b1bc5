#include "quant/spot_estimates.h"

#include <algorithm>
#include <cmath>

#include "quant/fn.h"
#include "quant/stats.h"

namespace tu::quant {

MedianPrice median_price(std::span<const TimedPrice> feeds, std::int64_t now_ms, std::int64_t stale_ms) {
  std::vector<double> fresh;
  for (const TimedPrice& f : feeds) {
    const std::int64_t age = now_ms - f.ts_ms;
    if (known_positive(f.price) && age >= 0 && age < stale_ms) fresh.push_back(f.price);
  }
  return {median(fresh), static_cast<int>(fresh.size())};
}

VolEstimate annual_vol(std::span<const TimedPrice> samples, std::int64_t now_ms, const VolRule& rule) {
  std::vector<TimedPrice> used;
  for (const TimedPrice& s : samples) {
    if (known_positive(s.price) && s.ts_ms <= now_ms && s.ts_ms >= now_ms - rule.window_ms) used.push_back(s);
  }
  if (static_cast<int>(used.size()) < std::max(rule.min_samples, 3)) return {};
  const double span_s = static_cast<double>(used.back().ts_ms - used.front().ts_ms) / 1000.0;
  if (!(span_s > 0.0)) return {};
  std::vector<double> returns;
  for (std::size_t i = 1; i < used.size(); ++i) returns.push_back(fn::log(used[i].price / used[i - 1].price));
  constexpr double year_s = 31'536'000.0;
  const double step_s = span_s / static_cast<double>(returns.size());
  VolEstimate out;
  out.raw = sample_deviation(returns) * std::sqrt(year_s / step_s);
  out.vol = clamp(out.raw, rule.lo, rule.hi);
  return out;
}

}  // namespace tu::quant
