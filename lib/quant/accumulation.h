// Daily accumulation: shares of a budget as limit orders a little under the market, doubled for what has
// dipped.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "quant/number.h"

namespace tu::quant {

struct AccumulationAsset {
  std::string asset;
  double share = 0.0;  // of the budget
  double spot = absent;
  double high_24h = absent;  // missing: no dip
};
struct AccumulationOrder {
  std::string asset;
  bool dip = false;  // more than 2% under the day's high: the slice doubles, so the sum may exceed the budget
  double notional = 0.0;
  double limit = 0.0;  // 0.2% under the spot price
  double qty = 0.0;
};
// Assets without a usable spot price are left out; without a usable budget there is no order.
std::vector<AccumulationOrder> plan_accumulation(double budget, std::span<const AccumulationAsset> assets);

// Orders are stale after four hours. Times in seconds.
inline bool is_stale_order(double now_s, double placed_s) {
  return at_least(now_s - placed_s, 14400.0);
}

}  // namespace tu::quant
