// Limits that breathe with the portfolio and with the last trades' luck. Money in the portfolio's currency.
//
// A portfolio that is missing or not positive has limits of 0: nothing can be traded on it.
#pragma once

#include "quant/number.h"

namespace tu::quant {

// `streak`: w consecutive wins (positive) give min(1.25, 1 + 0.05 w); l losses (negative) max(0.25, 1/(1 +
// 0.5 l)), so one loss leaves 0.67, two 0.50, six or more 0.25.
double streak_multiplier(int streak);

struct AdaptiveLimits {
  double max_trade =
      0.0;  // 10% x the streak's multiplier, at most 20% (which cannot bind: 12.5% is the most)
  double max_daily_loss = 0.0;  // 5%, at least the floor
  double min_reserve = 0.0;     // 15%, at least 1.50
  double grid_size = 0.0;       // 60% over the grid's levels
  double dca_daily = 0.0;       // 3%, within 0.30 and 100
};
// The documents name two floors for the daily loss: 1.00 where trades are sized, 2.00 where losses are
// supervised.
AdaptiveLimits adaptive_limits(double portfolio, int streak = 0, int grid_levels = 4,
                               double daily_loss_floor = 1.0);

struct TradeRoom {
  double portfolio = absent;
  double cash = absent;
  double asset_value = 0.0;  // held in the asset
  double exposure = 0.0;     // held in all assets
  int streak = 0;
  double agent_cap = absent;  // NaN: none
};
// The most that one more trade may cost: the smallest of the trade limit, the cash above the reserve, what is
// left of 20% in the asset and of 80% in all, and the agent's own cap; 0 if any of it is missing.
double trade_cap(const TradeRoom& room);

}  // namespace tu::quant
