#include "quant/impulse_response.h"

#include <algorithm>
#include <cmath>

#include "quant/fn.h"
#include "quant/stats.h"

namespace tu::quant {
namespace {

double book_adjustment(double depth) {
  if (!known(depth)) return 0.0;
  if (depth >= 1.5) return 0.10;
  if (depth >= 1.0) return 0.05;
  if (depth >= 0.5) return 0.0;
  return depth >= 0.2 ? -0.05 : -0.10;
}

std::optional<RankedAsset> rank(const AssetHistory& h, int direction, const DivergenceParams& p) {
  const auto window = static_cast<std::size_t>(std::max(p.irp_window, 0));
  if (h.prices.size() < window) return std::nullopt;
  const auto prices = std::span(h.prices).last(window);
  RankedAsset out{h.asset, direction, impulse_profile(prices, direction), h.depth};
  const ImpulseProfile other = impulse_profile(prices, -direction);
  if (other.ars > out.profile.ars) {
    out.direction = -direction;
    out.profile = other;
  }
  const ImpulseProfile& best = out.profile;
  if (above(best.noise, p.irp_noise) || best.latency > p.irp_latency ||
      below(best.alignment, p.irp_gate_alignment)) {
    return std::nullopt;
  }
  out.profile.ars += book_adjustment(h.depth) * std::fabs(best.ars);
  return out;
}

}  // namespace

ImpulseProfile impulse_profile(std::span<const double> prices, int direction) {
  ImpulseProfile out;
  if (prices.size() < 2) return out;
  std::vector<double> steps, path;
  double sum = 0.0, favour = 0.0;
  for (std::size_t i = 1; i < prices.size(); ++i) {
    steps.push_back(direction * (prices[i] - prices[i - 1]));
    path.push_back(sum += steps.back());
    favour += steps.back() > 0.0;
  }
  out.mfe = std::max(0.0, *std::max_element(path.begin(), path.end()));
  out.mae = std::fabs(std::min(0.0, *std::min_element(path.begin(), path.end())));
  out.efficiency = out.mfe / (out.mae + 1e-6);
  out.alignment = favour / static_cast<double>(steps.size());
  const double deviation = population_deviation(steps);
  out.noise = deviation * deviation;
  if (out.mfe > 0.0) {
    const auto reached = std::find_if(path.begin(), path.end(), [&](double c) { return c >= 0.1 * out.mfe; });
    out.latency = static_cast<int>(reached - path.begin()) + 1;
  }
  out.ars = 0.5 * fn::log1p(out.efficiency) + 0.35 * out.alignment - 150.0 * out.noise;
  return out;
}

AssetRanking rank_assets(std::span<const AssetHistory> histories, int direction, const DivergenceParams& p) {
  AssetRanking out;
  for (const AssetHistory& h : histories) {
    if (auto ranked = rank(h, direction, p)) out.ranking.push_back(std::move(*ranked));
  }
  std::stable_sort(out.ranking.begin(), out.ranking.end(),
                   [](const RankedAsset& a, const RankedAsset& b) { return a.profile.ars > b.profile.ars; });
  for (std::size_t i = 0; i < out.ranking.size() && !out.selected; ++i) {
    const RankedAsset& r = out.ranking[i];
    const bool deep = !known(r.depth) || !below(r.depth, p.ob_min_depth);
    if (at_least(r.profile.alignment, p.irp_alignment) && r.direction == direction && deep) out.selected = i;
  }
  return out;
}

}  // namespace tu::quant
