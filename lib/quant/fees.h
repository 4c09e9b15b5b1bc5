// Fee tiers by 30-day volume, and what a round trip costs. Fees are fractions of the notional.
//
// The schedule is data with a date and a source; none is compiled in.
#pragma once

#include <span>
#include <string>

#include "quant/number.h"

namespace tu::quant {

struct FeeStep {
  std::string tier;
  double from = 0.0;  // the volume from which it holds, inclusive
  double maker = 0.0;
  double taker = 0.0;
};
struct FeeStanding {
  const FeeStep* step = nullptr;  // null for an empty schedule
  double to_next = absent;        // volume missing to the next tier; NaN at the top
};
// `schedule` ascends by `from`. A missing or negative volume counts as 0.
FeeStanding fee_standing(double volume_30d, std::span<const FeeStep> schedule);

struct RoundTrip {
  double net_simple = absent;        // spacing less both fees
  double net_exact = absent;         // per unit of entry notional: (1 + s)(1 - out) - (1 + in)
  double breakeven_simple = absent;  // the spacing at which the net is 0
  double breakeven_exact = absent;
  bool profitable = false;
};
RoundTrip round_trip(double spacing, double fee_in, double fee_out);

}  // namespace tu::quant
