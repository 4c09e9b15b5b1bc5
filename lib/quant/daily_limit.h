// A day's loss limit from how much the days have varied: k sample deviations of the last days' results.
//
// With fewer known days than asked for there is no limit and no trading: breach is true. Missing values are
// dropped.
#pragma once

#include <span>

#include "quant/number.h"

namespace tu::quant {

struct DailyLimit {
  double limit = absent;
  double drawdown = 0.0;  // today's largest fall from a peak, in money
  bool breach = true;
};
DailyLimit daily_limit(std::span<const double> daily_pnl, std::span<const double> equity_path, int days = 30,
                       double k = 3.0);

}  // namespace tu::quant
