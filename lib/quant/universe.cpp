#include "quant/universe.h"

namespace tu::quant {

std::vector<std::string_view> universe_reasons(const UniverseAsset& a, double now_h,
                                               const UniverseLimits& limits) {
  std::vector<std::string_view> reasons;
  if (a.tier <= 1) return reasons;
  if (!above(a.volume, limits.min_volume)) reasons.push_back("volume");
  if (!at_least(a.spread_pct, 0.0) || !below(a.spread_pct, limits.max_spread_pct))
    reasons.push_back("spread");
  if (!above(a.depth, limits.min_depth)) reasons.push_back("depth");
  const bool recent = at_most(a.event_h, now_h) && at_most(now_h - a.event_h, limits.event_hours);
  if (a.tier >= 3 && !recent) reasons.push_back("event");
  return reasons;
}

}  // namespace tu::quant
