#include "quant/kelly.h"

#include <algorithm>

#include "quant/risk_scaling.h"

namespace tu::quant {

double kelly_fraction(double p, double win, double loss) {
  const bool valid = p >= 0.0 && p <= 1.0 && known_positive(win) && known(loss) && loss >= 0.0;
  return valid ? (p * win - (1.0 - p) * loss) / win : absent;
}

double growth_optimal(double p, double win, double loss) {
  const bool valid = p >= 0.0 && p <= 1.0 && known_positive(win) && known_positive(loss);
  return valid ? (p * win - (1.0 - p) * loss) / (win * loss) : absent;
}

KellySize kelly_size(double win_prob, double avg_win, double avg_loss, double portfolio, int streak) {
  KellySize out;
  out.full = kelly_fraction(win_prob, avg_win, avg_loss);
  if (!known(out.full)) return out;
  out.quarter = 0.25 * clamp(out.full, 0.0, 1.0);
  if (known_positive(portfolio)) {
    out.size = std::min(portfolio * out.quarter, adaptive_limits(portfolio, streak).max_trade);
  }
  return out;
}

}  // namespace tu::quant
