// What the gate refuses of contracts that end: an opening after the end, a price that can only lose.
#pragma once

#include <vector>

#include "account/resolutions.h"
#include "account/risk.h"
#include "stages/gate_proposal.h"

namespace tu::stages {

// The highest price at which an outcome is bought: a tick below 1, which is all that it can pay. Nothing for
// other markets.
std::optional<Decimal> outcome_ceiling(const account::Instrument* i);

// Of an opening; `worst` is the worst price of its approval, or the price that it rests on when that is
// worse. `seen`: what resolved in the stream, null for nothing.
std::vector<account::Refusal> contract_refusals(const Asked& asked, const account::Instrument* i,
                                                Decimal worst, const account::Situation& s,
                                                const account::Resolutions* seen);

// What is left to sell is too little for the venue: which figure is too small, the quantity (`lots`: in whole
// ones) or what it is worth.
account::Refusal dust_refusal(const account::Instrument* i, Decimal qty, Decimal lots, Decimal price);

}  // namespace tu::stages
