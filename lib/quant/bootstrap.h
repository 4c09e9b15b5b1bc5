// How bad it could get: a circular block bootstrap of trade returns, compounded at a leverage.
//
// Blocks keep what hangs together in time, such as losses that come in rows. Random numbers are counted, not
// remembered: the same inputs and seed give the same report everywhere.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "quant/number.h"

namespace tu::quant {

struct BootstrapPlan {
  int paths = 1000;
  int horizon = 100;         // trades a path
  int block = 10;            // trades drawn in a row
  double exposure = 1.0;     // notional over capital of a trade: fraction x leverage
  double catastrophe = 0.3;  // drawdown that must not happen
  std::uint64_t seed = 0, stream = 0;
};
struct BootstrapReport {
  double p_cat = absent;   // part of the paths whose deepest drawdown reached the catastrophe
  double score = absent;   // 1 - (95% quantile of the deepest drawdowns) / catastrophe
  double median = absent;  // of the deepest drawdowns
};
// `returns` are net, unlevered fractions of the notional, oldest first. NaN without any.
BootstrapReport bootstrap(std::span<const double> returns, const BootstrapPlan& plan);

struct BarTradePlan {
  int direction = -1;  // of the trades, +1 long
  int hold = 120;      // bars at most
  double target = 0.0095;
  double stop = 1.0;
  double cost = 0.001;  // of both sides, in fractions of the notional
};
// What a trade opened at each close and left by these rules at a close would have returned; the last `hold`
// bars open none. Prices that are not above 0 open none and decide nothing.
std::vector<double> bar_trades(std::span<const double> closes, const BarTradePlan& plan);

}  // namespace tu::quant
