#include "quant/trade_metrics.h"

#include <algorithm>

namespace tu::quant {

TradeMetrics trade_metrics(std::span<const double> pnls, double capital) {
  TradeMetrics m;
  double won = 0.0, lost = 0.0, equity = capital, peak = capital;
  int wins = 0, streak = 0;
  for (const double pnl : pnls) {
    if (!known(pnl)) continue;
    ++m.trades;
    m.net += pnl;
    equity += pnl;
    peak = std::max(peak, equity);
    if (peak > 0.0) m.max_drawdown = std::max(m.max_drawdown, (peak - equity) / peak);
    wins += pnl > 0.0;
    won += std::max(pnl, 0.0);
    lost += std::max(-pnl, 0.0);
    streak = pnl < 0.0 ? streak + 1 : 0;
    m.max_consecutive_losses = std::max(m.max_consecutive_losses, streak);
  }
  if (m.trades > 0) m.win_rate = static_cast<double>(wins) / m.trades;
  if (lost > 0.0) {
    m.profit_factor = won / lost;
  } else if (won > 0.0) {
    m.profit_factor = infinite;
  }
  m.pass = above(m.win_rate, 0.40) && (m.profit_factor == infinite || above(m.profit_factor, 1.2));
  return m;
}

}  // namespace tu::quant
