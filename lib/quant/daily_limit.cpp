#include "quant/daily_limit.h"

#include <algorithm>

#include "quant/stats.h"

namespace tu::quant {

DailyLimit daily_limit(std::span<const double> daily_pnl, std::span<const double> equity_path, int days,
                       double k) {
  DailyLimit out;
  double peak = -infinite;
  for (const double value : equity_path) {
    if (!known(value)) continue;
    peak = std::max(peak, value);
    out.drawdown = std::max(out.drawdown, peak - value);
  }
  const std::vector<double> closed = only_known(daily_pnl);
  const auto n = static_cast<std::size_t>(std::max(days, 0));
  if (n < 2 || closed.size() < n) return out;
  out.limit = k * sample_deviation(std::span(closed).last(n));
  out.breach = at_least(out.drawdown, out.limit) && out.drawdown > 0.0;
  return out;
}

}  // namespace tu::quant
