#include "quant/bootstrap.h"

#include <algorithm>

#include "base/random.h"
#include "quant/stats.h"

namespace tu::quant {
namespace {

// The deepest drawdown of one path. Nothing is left of a capital that a trade has eaten up.
double deepest(std::span<const double> returns, const BootstrapPlan& plan, std::uint64_t& counter) {
  double capital = 1.0, peak = 1.0, worst = 0.0;
  std::size_t at = 0;
  for (int i = 0; i < plan.horizon && capital > 0.0; ++i) {
    if (i % plan.block == 0) {
      const double u = random_unit(plan.seed, plan.stream, counter++);
      at = std::min(static_cast<std::size_t>(u * static_cast<double>(returns.size())), returns.size() - 1);
    }
    capital = std::max(0.0, capital * (1.0 + returns[at] * plan.exposure));
    peak = std::max(peak, capital);
    worst = std::max(worst, 1.0 - capital / peak);
    if (++at == returns.size()) at = 0;
  }
  return worst;
}

}  // namespace

BootstrapReport bootstrap(std::span<const double> returns, const BootstrapPlan& plan) {
  if (returns.empty() || !all_known(returns) || plan.paths < 1 || plan.horizon < 1 || plan.block < 1)
    return {};
  std::vector<double> worst;
  worst.reserve(static_cast<std::size_t>(plan.paths));
  std::uint64_t counter = 0;
  for (int i = 0; i < plan.paths; ++i) worst.push_back(deepest(returns, plan, counter));
  std::sort(worst.begin(), worst.end());
  const auto first =
      std::find_if(worst.begin(), worst.end(), [&](double d) { return at_least(d, plan.catastrophe); });
  BootstrapReport r;
  r.p_cat = static_cast<double>(worst.end() - first) / plan.paths;
  r.score = 1.0 - quantile_sorted(worst, 0.95) / plan.catastrophe;
  r.median = quantile_sorted(worst, 0.5);
  return r;
}

std::vector<double> bar_trades(std::span<const double> closes, const BarTradePlan& plan) {
  std::vector<double> out;
  const auto hold = static_cast<std::size_t>(std::max(plan.hold, 1));
  for (std::size_t i = 0; i + hold < closes.size(); ++i) {
    if (!known_positive(closes[i])) continue;
    double pnl = 0.0;
    for (std::size_t k = 1; k <= hold; ++k) {
      if (!known_positive(closes[i + k])) continue;
      pnl = plan.direction * (closes[i + k] - closes[i]) / closes[i];
      if (at_least(pnl, plan.target) || at_most(pnl, -plan.stop)) break;
    }
    out.push_back(pnl - plan.cost);
  }
  return out;
}

}  // namespace tu::quant
