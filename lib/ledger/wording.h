// Wording: how times and reasons of the journal are put to people. Programs get the journal's own, byte for
// byte.
#pragma once

#include <string>

#include "base/time.h"

namespace tu::ledger {

// Time 0 is where people's rows stand on a ledger that holds no run yet: it is before any data.
std::string moment(TsUs ts);

// A drawdown is journalled with all its digits, and its limit as a fraction: people get both in percent.
//   "0.3037640540786425% under the peak, the limit of tiny is 0.003"
//   "0.304% under the peak, the limit of tiny is 0.3%"
// Other texts stay as they are.
std::string reason_text(std::string reason);

}  // namespace tu::ledger
