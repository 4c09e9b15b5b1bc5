// Several sources' signals as one decision: by the majority of sources, weighed two ways.
//
// The side is the one that more sources speak for; a tie is no side. `confirming_only` averages over the
// sources of that side alone; `over_all` divides by all weights there are, so that silence and dissent count.
// A signal is ignored when its source has no weight, it has no side, or its confidence is outside [0, 1].
#pragma once

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

}  // namespace tu::quant
