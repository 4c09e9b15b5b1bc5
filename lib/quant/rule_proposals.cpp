#include "quant/rule_proposals.h"

namespace tu::quant {
namespace {

// Place in a tie; -1 may not buy.
int preference(TriggerKind kind, bool price_up) {
  switch (kind) {
    case TriggerKind::breakout:
      return 4;
    case TriggerKind::volume_spike:
      return price_up ? 3 : -1;
    case TriggerKind::momentum_up:
      return 2;
    case TriggerKind::reversal:
      return 1;
    case TriggerKind::momentum_down:
      break;
  }
  return -1;
}

}  // namespace

std::optional<RuleProposal> propose_by_rules(int tier, bool price_up, std::span<const Trigger> triggers) {
  const Trigger* best = nullptr;
  for (const Trigger& t : triggers) {
    const int mine = preference(t.kind, price_up);
    if (mine < 0) continue;
    const bool surer = !best || t.confidence > best->confidence;
    const bool tie = best && t.confidence == best->confidence && mine > preference(best->kind, price_up);
    if (surer || tie) best = &t;
  }
  if (!best) return std::nullopt;
  return RuleProposal{tier <= 1 ? 5.0 : tier == 2 ? 3.0 : 1.0, best->confidence, best->kind};
}

}  // namespace tu::quant
