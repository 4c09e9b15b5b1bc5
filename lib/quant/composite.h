// Several sources' signals as one decision: by the majority of sources, weighed two ways.
//
// The side is the one that more sources speak for; a tie is no side. `confirming_only` averages over the
// sources of that side alone; `over_all` divides by all weights there are, so that silence and dissent count.
// A signal is ignored when its source has no weight, it has no side, or its confidence is outside [0, 1].
#pragma once

#include <cmath>
#include <span>
#include <string_view>

#include "quant/regime.h"
#include "quant/signals.h"

namespace tu::quant {

struct SourceWeight {
  std::string_view source;
  double weight;
};
// The eight sources of the spot system; the weights add up to 1.
std::span<const SourceWeight> default_weights();

struct SourceSignal {
  std::string_view source;
  Signal signal;
};

struct CompositeRule {
  double min_composite = 0.65;
  int min_confirming = 2;
  std::span<const SourceWeight> weights = default_weights();
};

struct Composite {
  int buys = 0;
  int sells = 0;
  Side side = Side::none;
  int confirming = 0;
  double confirming_only = 0.0;
  double over_all = 0.0;
  bool execute_confirming_only = false;
  bool execute_over_all = false;
};

// Nothing is bought in a downtrend; selling in one stays allowed, it lowers risk.
Composite aggregate(std::span<const SourceSignal> signals, bool downtrend, const CompositeRule& rule = {});

// The signed reading: sum of weight x direction (+1, -1, 0) x confidence over the sum of weights, each
// clamped to [0, 1] in confidence. 0 without weight.
struct WeighedSignal {
  double weight;
  Signal signal;
};
inline double signed_composite(std::span<const WeighedSignal> signals) {
  double sum = 0.0, weights = 0.0;
  for (const WeighedSignal& s : signals) {
    if (!known_positive(s.weight)) continue;
    weights += s.weight;
    const double size = s.weight * clamp(s.signal.confidence, 0.0, 1.0);
    if (s.signal.side == Side::buy) sum += size;
    if (s.signal.side == Side::sell) sum -= size;
  }
  return weights > 0.0 ? sum / weights : 0.0;
}

// What the trend says: with the trend, surer the further the averages stand apart in units of the average
// range: min(1, 0.5 + 0.25 (|fast - slow| / atr - 0.5)).
inline Signal regime_signal(RegimeLabel label, double fast, double slow, double atr) {
  const bool trend = label == RegimeLabel::uptrend || label == RegimeLabel::downtrend;
  if (!trend || !known(fast) || !known(slow) || !known_positive(atr)) return {};
  const double confidence = 0.5 + 0.25 * (std::fabs(fast - slow) / atr - 0.5);
  return {label == RegimeLabel::uptrend ? Side::buy : Side::sell, clamp(confidence, 0.0, 1.0)};
}

}  // namespace tu::quant
