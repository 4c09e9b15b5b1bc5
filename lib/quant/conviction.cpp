#include "quant/conviction.h"

#include <cmath>

namespace tu::quant {

Conviction review_conviction(const Review& r) {
  Conviction out;
  out.conviction = clamp(r.base + clamp(r.adjustment, -0.15, 0.15), 0.0, 1.0);
  if (r.veto) out.vetoes.push_back("fundamental");
  if (!at_most(r.spread_bps, 60.0)) out.vetoes.push_back("illiquid");
  if (r.thin_book && !at_most(std::fabs(r.move_24h_pct), 30.0)) out.vetoes.push_back("overextended");
  out.approve = out.vetoes.empty() && at_least(out.conviction, 0.6);
  return out;
}

}  // namespace tu::quant
