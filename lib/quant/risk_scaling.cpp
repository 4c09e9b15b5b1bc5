#include "quant/risk_scaling.h"

#include <algorithm>

namespace tu::quant {

double streak_multiplier(int streak) {
  if (streak > 0) return std::min(1.25, 1.0 + 0.05 * streak);
  if (streak < 0) return std::max(0.25, 1.0 / (1.0 + 0.5 * -static_cast<double>(streak)));
  return 1.0;
}

AdaptiveLimits adaptive_limits(double portfolio, int streak, int grid_levels, double daily_loss_floor) {
  if (!known_positive(portfolio)) return {};
  AdaptiveLimits limits;
  limits.max_trade = std::min(0.10 * portfolio * streak_multiplier(streak), 0.20 * portfolio);
  limits.max_daily_loss = std::max(0.05 * portfolio, daily_loss_floor);
  limits.min_reserve = std::max(0.15 * portfolio, 1.50);
  limits.grid_size = grid_levels > 0 ? 0.60 * portfolio / grid_levels : 0.0;
  limits.dca_daily = clamp(0.03 * portfolio, 0.30, 100.0);
  return limits;
}

double trade_cap(const TradeRoom& room) {
  if (!known_positive(room.portfolio) || !known(room.cash) || !known(room.asset_value) ||
      !known(room.exposure)) {
    return 0.0;
  }
  const AdaptiveLimits limits = adaptive_limits(room.portfolio, room.streak);
  double cap = std::min({limits.max_trade, room.cash - limits.min_reserve,
                         0.20 * room.portfolio - room.asset_value, 0.80 * room.portfolio - room.exposure});
  if (known(room.agent_cap)) cap = std::min(cap, room.agent_cap);
  return std::max(0.0, cap);
}

}  // namespace tu::quant
