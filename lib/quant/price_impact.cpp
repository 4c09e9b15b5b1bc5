#include "quant/price_impact.h"

#include <algorithm>

namespace tu::quant {

PriceImpact price_impact(std::span<const double> price_change, std::span<const double> signed_volume) {
  std::vector<double> x, y;
  for (std::size_t i = 0; i < std::min(price_change.size(), signed_volume.size()); ++i) {
    if (!known(price_change[i]) || !known(signed_volume[i])) continue;
    x.push_back(signed_volume[i]);
    y.push_back(price_change[i]);
  }
  PriceImpact out;
  out.n = static_cast<int>(x.size());
  if (x.size() >= 3) out.line = fit_line(x, y);
  return out;
}

}  // namespace tu::quant
