#include "quant/composite.h"

#include <algorithm>
#include <cmath>

namespace tu::quant {
namespace {

constexpr SourceWeight weights_of_eight[] = {
    {"latency", 0.12}, {"regime", 0.14},     {"arb", 0.12},      {"orderbook", 0.12},
    {"rsi", 0.10},     {"fear_greed", 0.10}, {"momentum", 0.08}, {"uptick", 0.22},
};

// NaN for a source without weight.
double weight_of(std::string_view source, std::span<const SourceWeight> weights) {
  for (const SourceWeight& w : weights) {
    if (w.source == source) return w.weight;
  }
  return absent;
}

bool speaks(const SourceSignal& s, std::span<const SourceWeight> weights) {
  return s.signal.side != Side::none && s.signal.confidence >= 0.0 && s.signal.confidence <= 1.0 &&
         known(weight_of(s.source, weights));
}

}  // namespace

std::span<const SourceWeight> default_weights() {
  return weights_of_eight;
}

Composite aggregate(std::span<const SourceSignal> signals, bool downtrend, const CompositeRule& rule) {
  Composite out;
  for (const SourceSignal& s : signals) {
    if (speaks(s, rule.weights)) ++(s.signal.side == Side::buy ? out.buys : out.sells);
  }
  if (out.buys == out.sells) return out;
  out.side = out.buys > out.sells ? Side::buy : Side::sell;
  out.confirming = std::max(out.buys, out.sells);

  double sum = 0.0, confirming_weight = 0.0, all_weight = 0.0;
  for (const SourceSignal& s : signals) {
    if (!speaks(s, rule.weights) || s.signal.side != out.side) continue;
    const double weight = weight_of(s.source, rule.weights);
    sum += weight * s.signal.confidence;
    confirming_weight += weight;
  }
  for (const SourceWeight& w : rule.weights) all_weight += w.weight;
  out.confirming_only = confirming_weight > 0.0 ? sum / confirming_weight : 0.0;
  out.over_all = all_weight > 0.0 ? sum / all_weight : 0.0;

  const bool allowed = out.confirming >= rule.min_confirming && !(out.side == Side::buy && downtrend);
  out.execute_confirming_only = allowed && at_least(out.confirming_only, rule.min_composite);
  out.execute_over_all = allowed && at_least(out.over_all, rule.min_composite);
  return out;
}

}  // namespace tu::quant
