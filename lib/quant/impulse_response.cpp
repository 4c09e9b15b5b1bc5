#include "quant/impulse_response.h"

#include <algorithm>
#include <cmath>

#include "quant/fn.h"

namespace tu::quant {
namespace {

double book_adjustment(double depth) {
  if (!known(depth)) return 0.0;
  if (depth >= 1.5) return 0.10;
  if (depth >= 1.0) return 0.05;
  if (depth >= 0.5) return 0.0;
  return depth >= 0.2 ? -0.05 : -0.10;
}

// Variance of the steps about their mean, summed as differences from the first one; exactly 0 if they are all
// equal.
double variance(std::span<const double> prices, double scale) {
  const double n = static_cast<double>(prices.size() - 1), first = scale * (prices[1] - prices[0]);
  double sum = 0.0;
  bool constant = true;
  for (std::size_t i = 1; i < prices.size(); ++i) {
    const double step = scale * (prices[i] - prices[i - 1]);
    sum += step - first;
    constant = constant && step == first;
  }
  if (constant) return 0.0;
  const double mean = first + sum / n;
  double squares = 0.0;
  for (std::size_t i = 1; i < prices.size(); ++i) {
    const double off = scale * (prices[i] - prices[i - 1]) - mean;
    squares += off * off;
  }
  return squares / n;
}

}  // namespace

void finish_profile(ImpulseProfile& p, int favour, double steps) {
  p.efficiency = p.mfe / (p.mae + 1e-6);
  p.alignment = favour / steps;
  p.ars = 0.5 * fn::log1p(p.efficiency) + 0.35 * p.alignment - 150.0 * p.noise;
}

ImpulsePair impulse_profiles(std::span<const double> prices, double scale) {
  ImpulsePair out;
  if (prices.size() < 2) return out;
  double path = 0.0, highest = 0.0, lowest = 0.0;
  int rises = 0, falls = 0;
  for (std::size_t i = 1; i < prices.size(); ++i) {
    const double step = scale * (prices[i] - prices[i - 1]);
    path += step;
    highest = std::max(highest, path);
    lowest = std::min(lowest, path);
    rises += step > 0.0;
    falls += step < 0.0;
  }
  out.up.mfe = out.down.mae = highest;
  out.up.mae = out.down.mfe = -lowest;
  out.up.noise = out.down.noise = variance(prices, scale);
  bool up = !(highest > 0.0), down = !(lowest < 0.0);  // reached, or never will be
  path = 0.0;
  for (std::size_t i = 1; i < prices.size() && !(up && down); ++i) {
    path += scale * (prices[i] - prices[i - 1]);
    if (!up && path >= 0.1 * highest) out.up.latency = static_cast<int>(i), up = true;
    if (!down && -path >= 0.1 * -lowest) out.down.latency = static_cast<int>(i), down = true;
  }
  const auto steps = static_cast<double>(prices.size() - 1);
  finish_profile(out.up, rises, steps);
  finish_profile(out.down, falls, steps);
  return out;
}

ImpulseProfile impulse_profile(std::span<const double> prices, int direction) {
  return impulse_profiles(prices).of(direction);
}

RankVerdict rank_verdict(const ImpulsePair& both, double depth, int direction, Inverse inverse,
                         const DivergenceParams& p) {
  RankVerdict out{RankGate::passed, direction, both.of(direction)};
  if (inverse != Inverse::ignore && both.of(-direction).ars > out.profile.ars) {
    out.direction = -direction;
    out.profile = both.of(-direction);
  }
  const ImpulseProfile& best = out.profile;
  if (above(best.noise, p.irp_noise))
    out.gate = RankGate::noise;
  else if (best.latency > p.irp_latency)
    out.gate = RankGate::latency;
  else if (below(best.alignment, p.irp_gate_alignment))
    out.gate = RankGate::alignment;
  out.profile.ars += book_adjustment(depth) * std::fabs(best.ars);
  return out;
}

PickGate pick_gate(const RankVerdict& v, double depth, int direction, Inverse inverse,
                   const DivergenceParams& p) {
  if (!at_least(v.profile.alignment, p.irp_alignment)) return PickGate::alignment;
  if (v.direction != direction && inverse != Inverse::take) return PickGate::direction;
  return known(depth) && below(depth, p.ob_min_depth) ? PickGate::depth : PickGate::passed;
}

AssetRanking rank_assets(std::span<const AssetHistory> histories, int direction, const DivergenceParams& p) {
  struct Row {
    RankedAsset asset;
    PickGate pick;
  };
  std::vector<Row> rows;
  const auto window = static_cast<std::size_t>(std::max(p.irp_window, 0));
  for (const AssetHistory& h : histories) {
    if (h.prices.size() < window) continue;
    const ImpulsePair both = impulse_profiles(std::span(h.prices).last(window));
    const RankVerdict v = rank_verdict(both, h.depth, direction, Inverse::drop, p);
    if (v.gate != RankGate::passed) continue;
    rows.push_back(
        {{h.asset, v.direction, v.profile, h.depth}, pick_gate(v, h.depth, direction, Inverse::drop, p)});
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Row& a, const Row& b) { return a.asset.profile.ars > b.asset.profile.ars; });
  AssetRanking out;
  for (Row& r : rows) {
    if (!out.selected && r.pick == PickGate::passed) out.selected = out.ranking.size();
    out.ranking.push_back(std::move(r.asset));
  }
  return out;
}

}  // namespace tu::quant
