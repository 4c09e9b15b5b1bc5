#include "quant/accumulation.h"

namespace tu::quant {

std::vector<AccumulationOrder> plan_accumulation(double budget, std::span<const AccumulationAsset> assets) {
  std::vector<AccumulationOrder> orders;
  if (!known_positive(budget)) return orders;
  for (const AccumulationAsset& a : assets) {
    if (!known_positive(a.spot)) continue;
    AccumulationOrder order;
    order.asset = a.asset;
    order.dip = known_positive(a.high_24h) && above((a.high_24h - a.spot) / a.high_24h, 0.02);
    order.notional = budget * a.share * (order.dip ? 2.0 : 1.0);
    order.limit = 0.998 * a.spot;
    order.qty = order.notional / order.limit;
    orders.push_back(order);
  }
  return orders;
}

}  // namespace tu::quant
