#include "quant/divergence_exits.h"

#include <algorithm>
#include <cmath>

namespace tu::quant {

ExitLevels exit_levels(double pnl, const BookState& b, const DivergenceParams& p) {
  ExitLevels out{p.tp, p.sl, p.max_hold};
  const auto part = [&](double share) { return static_cast<int>(std::floor(p.max_hold * share + 1e-9)); };
  if (b.cascade > 0) {
    out.tp *= 1.40;
    out.max_hold = part(0.50);
    return out;
  }
  if (b.regime == 1) {
    out.sl = 0.10;
    if (pnl > 0.0) out.tp *= 0.60;
    if (below(b.lean, -0.10)) out.max_hold = part(0.40);
    return out;
  }
  if (b.regime == -1 && above(b.lean, 0.15)) out.max_hold = part(1.50);
  if (below(b.withdrawal, -0.20)) {
    out.max_hold = std::min(out.max_hold, part(0.40));
    if (pnl > 0.0) out.tp *= 0.75;
  }
  return out;
}

ExitDecision decide_exit(double entry, double price, int bars_held, int direction, Posture posture,
                         bool force, const BookState& book, const DivergenceParams& p) {
  ExitDecision out;
  if (!known_positive(entry) || !known_positive(price)) return out;
  out.pnl = direction * (price - entry) / entry;
  out.levels = exit_levels(out.pnl, book, p);
  if (posture == Posture::hibernate) {
    out.action = "HIBERNATE_HALT";
  } else if (force) {
    out.action = "SUBDAY_ACB_NORMALIZATION";
  } else if (at_least(out.pnl, out.levels.tp)) {
    out.action = "FIXED_TP";
  } else if (at_most(out.pnl, -out.levels.sl)) {
    out.action = "STOP_LOSS";
  } else if (bars_held >= out.levels.max_hold) {
    out.action = "MAX_HOLD";
  }
  if (out.action != "HOLD") {
    const double slip = out.action == "STOP_LOSS" ? 0.0005 : 0.0002;
    out.exit_price = price * (1.0 - direction * slip);
  }
  return out;
}

DivergenceFees divergence_fees(double notional, std::string_view reason, const DivergenceParams& p) {
  const auto mixed = [&](double maker_share) {
    return p.maker * maker_share + p.taker * (1.0 - maker_share);
  };
  const double exit_rate = reason == "STOP_LOSS" ? p.taker : mixed(p.maker_exit);
  return {mixed(p.maker_entry) * notional, exit_rate * notional};
}

DivergenceResult divergence_result(double entry, double exit_price, double notional, std::string_view reason,
                                   int direction, bool expected, double depth, double fill,
                                   const DivergenceParams& p) {
  DivergenceResult out;
  out.pnl_pct = direction * (exit_price - entry) / entry;
  if (expected) {
    out.pnl_pct += p.maker_entry * p.refund;
    if (reason != "STOP_LOSS") out.pnl_pct += p.maker_exit * p.refund;
  }
  const double edge = p.ob_edge_bps / 1e4;
  if (known(depth)) {
    if (above(depth, 0.5) && known(fill)) out.pnl_pct += fill * edge;
  } else if (expected) {
    out.pnl_pct += p.ob_confirm * edge;
  }
  const DivergenceFees fees = divergence_fees(notional, reason, p);
  out.gross = out.pnl_pct * notional;
  out.fees = fees.entry + fees.exit;
  out.net = out.gross - out.fees;
  return out;
}

}  // namespace tu::quant
