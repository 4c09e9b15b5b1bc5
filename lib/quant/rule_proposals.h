// Rules first: at most one buy an asset from its triggers, sized by tier.
#pragma once

#include <optional>
#include <span>

#include "quant/triggers.h"

namespace tu::quant {

struct RuleProposal {
  double size_pct;  // 5, 3, 1 of the portfolio for tiers 1, 2, 3
  double confidence;
  TriggerKind reason;
};
// The surest of the triggers that may buy; ties go to breakout, volume spike, momentum, reversal in this
// order. A volume spike buys only while the price is up, falling momentum never.
std::optional<RuleProposal> propose_by_rules(int tier, bool price_up, std::span<const Trigger> triggers);

}  // namespace tu::quant
