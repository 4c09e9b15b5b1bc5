// Which assets may be traded: tier 1 always, the others by volume, spread and depth, tier 3 only after an
// event.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "quant/number.h"

namespace tu::quant {

struct UniverseAsset {
  std::string symbol;
  int tier = 3;
  double volume = absent;  // USD a day
  double spread_pct = absent;
  double depth = absent;    // USD
  double event_h = absent;  // when something happened, in hours on the clock of now_h
};

struct UniverseLimits {
  double min_volume = 5'000'000.0;  // exclusive, as is the depth
  double max_spread_pct = 1.0;
  double min_depth = 10'000.0;
  double event_hours = 72.0;
};

// Why an asset is left out: "volume", "spread", "depth", "event", in this order; empty when it is eligible.
std::vector<std::string_view> universe_reasons(const UniverseAsset& asset, double now_h,
                                               const UniverseLimits& limits = {});

}  // namespace tu::quant
