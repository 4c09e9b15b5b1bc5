#include "quant/vol_target.h"

#include <algorithm>
#include <cmath>

namespace tu::quant {

VolPosition vol_target_position(double equity, double price, double signal, double vol,
                                const VolTarget& rule) {
  if (!known_positive(equity) || !known_positive(price) || !known_positive(vol) || !known(signal)) return {};
  VolPosition out;
  out.weight = clamp(signal, -1.0, 1.0) * std::min(rule.cap, rule.target / vol);
  out.notional = equity * out.weight;
  const double lots = std::floor(std::fabs(out.notional) / price / rule.lot + 1e-6);
  out.quantity = std::copysign(lots * rule.lot, out.notional);
  return out;
}

}  // namespace tu::quant
