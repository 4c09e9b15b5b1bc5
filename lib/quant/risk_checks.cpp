#include "quant/risk_checks.h"

namespace tu::quant {
namespace {

double held_in_cluster(const RiskState& state, const std::string& cluster) {
  double sum = 0.0;
  for (const auto& [symbol, held] : state.positions) {
    const auto of = state.clusters.find(symbol);
    if (of != state.clusters.end() && of->second == cluster) sum += held;
  }
  return sum;
}

}  // namespace

std::vector<std::vector<std::string_view>> check_risk(std::span<const SizedProposal> proposals,
                                                      RiskState state, const RiskLimits& limits) {
  std::vector<std::string_view> everywhere;
  if (state.kill_switch) everywhere.push_back("kill_switch");
  if (!above(state.daily_pnl_pct, -limits.daily_stop)) everywhere.push_back("daily_stop");
  if (!below(state.drawdown_pct, limits.max_drawdown)) everywhere.push_back("max_drawdown");

  std::vector<std::vector<std::string_view>> verdicts;
  for (const SizedProposal& p : proposals) {
    std::vector<std::string_view> violated = everywhere;
    const auto at = state.positions.find(p.symbol);
    const double held = at == state.positions.end() ? 0.0 : at->second;
    if (state.trades_today >= limits.max_trades) violated.push_back("trade_frequency");
    if (!at_most(held + p.size_pct, limits.max_position)) violated.push_back("position_size");
    const auto cluster = state.clusters.find(p.symbol);
    if (cluster != state.clusters.end() &&
        !at_most(held_in_cluster(state, cluster->second) + p.size_pct, limits.max_cluster)) {
      violated.push_back("cluster_exposure");
    }
    if (violated.empty()) {
      state.positions[p.symbol] = held + p.size_pct;
      ++state.trades_today;
    }
    verdicts.push_back(std::move(violated));
  }
  return verdicts;
}

}  // namespace tu::quant
