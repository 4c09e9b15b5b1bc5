// A round of risk checks over proposals in order: what is approved counts at once as held and as a trade.
//
// Sizes and holdings are percent of the portfolio. A missing day's result or drawdown is a violation, not a
// pass.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "quant/number.h"

namespace tu::quant {

struct RiskLimits {
  double daily_stop = 2.0;
  double max_drawdown = 10.0;
  int max_trades = 10;
  double max_position = 5.0;
  double max_cluster = 20.0;
};
struct RiskState {
  bool kill_switch = false;
  double daily_pnl_pct = absent;
  double drawdown_pct = absent;
  int trades_today = 0;
  std::map<std::string, double> positions;      // by symbol
  std::map<std::string, std::string> clusters;  // symbol to cluster; not every symbol has one
};
struct SizedProposal {
  std::string symbol;
  double size_pct = absent;
};

// For each proposal the rules that said no, in this order: kill_switch, daily_stop, max_drawdown,
// trade_frequency, position_size, cluster_exposure. None: it is approved.
std::vector<std::vector<std::string_view>> check_risk(std::span<const SizedProposal> proposals,
                                                      RiskState state, const RiskLimits& limits = {});

}  // namespace tu::quant
