// When a divergence trade ends, at what price, and what it made after fees. Unlevered fractions of the entry
// price.
#pragma once

#include <string_view>

#include "quant/divergence.h"
#include "quant/survival.h"

namespace tu::quant {

struct BookState {
  double lean = 0.0;  // the imbalance in the position's direction
  double withdrawal = 0.0;
  int cascade = 0;
  int regime = 0;
};
struct ExitLevels {
  double tp = absent;
  double sl = absent;
  int max_hold = 0;
};
ExitLevels exit_levels(double pnl, const BookState& book, const DivergenceParams& params = {});

struct ExitDecision {
  std::string_view action =
      "HOLD";  // HIBERNATE_HALT, SUBDAY_ACB_NORMALIZATION, FIXED_TP, STOP_LOSS, MAX_HOLD
  double pnl = absent;
  double exit_price = absent;  // after slippage; NaN while held
  ExitLevels levels;
};
// First match in the order above. Without a price nothing is decided.
ExitDecision decide_exit(double entry, double price, int bars_held, int direction, Posture posture,
                         bool force, const BookState& book = {}, const DivergenceParams& params = {});

struct DivergenceFees {
  double entry = 0.0, exit = 0.0;  // in money, both on the entry notional
};
DivergenceFees divergence_fees(double notional, std::string_view reason, const DivergenceParams& params = {});

struct DivergenceResult {
  double pnl_pct = 0.0, gross = 0.0, fees = 0.0, net = 0.0;
};
// `expected` adds the probability-weighted refunds of maker fills; a known book (depth, fill) adds its edge
// instead of the assumed one. No dice.
DivergenceResult divergence_result(double entry, double exit_price, double notional, std::string_view reason,
                                   int direction, bool expected, double depth = absent, double fill = absent,
                                   const DivergenceParams& params = {});

}  // namespace tu::quant
