// A backtest's trades in six figures, and whether they pass: win rate above 40% and profit factor above 1.2.
#pragma once

#include <span>

#include "quant/number.h"

namespace tu::quant {

struct TradeMetrics {
  int trades = 0;
  double win_rate = absent;       // NaN without trades
  double profit_factor = absent;  // infinity without a loss but with a win; NaN without either
  double max_drawdown = 0.0;      // of equity after each trade; the start is the first peak
  int max_consecutive_losses = 0;
  double net = 0.0;
  bool pass = false;
};
// A trade that made nothing is neither won nor lost but ends a losing streak. Missing results are left out.
TradeMetrics trade_metrics(std::span<const double> pnls, double capital);

}  // namespace tu::quant
