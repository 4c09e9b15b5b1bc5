// The words of a proposal that decide what becomes of it. One that nobody knows is no word for "as usual": it
// is refused, before a stage behind the gate finds it or takes it for another.
#pragma once

#include <vector>

#include "account/risk.h"
#include "stages/gate_proposal.h"

namespace tu::stages {

// Strategy, intent, side, kind, tif and on_break; and the prices and times that kind and tif ask for.
std::vector<account::Refusal> word_refusals(const Asked& asked);

}  // namespace tu::stages
