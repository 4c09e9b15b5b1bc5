#include "account/route.h"

#include <algorithm>

namespace tu::account {
namespace {

void walk(const quant::PriceLevels& side, double qty, double& filled, double& value) {
  side.walk([&](quant::Level l) {
    const double take = std::min(l.size, qty - filled);
    filled += take;
    value += take * l.price;
    return filled < qty;
  });
}

}  // namespace

std::optional<RouteCost> route_cost(const Displayed& d, bool buy, double qty, double taker, double gas) {
  RouteCost c;
  double value = 0;
  if (d.book) {
    walk(buy ? d.book->asks : d.book->bids, qty, c.filled, value);
  } else {
    c.filled = std::min(qty, buy ? d.ask_size : d.bid_size);
    value = c.filled * (buy ? d.ask : d.bid);
  }
  if (c.filled <= 0) return std::nullopt;
  c.price = value / c.filled;
  c.fee = value * taker;
  c.all_in = (buy ? value + c.fee + gas : value - c.fee - gas) / c.filled;
  return c;
}

std::optional<std::size_t> best_route(const std::vector<Candidate>& all, bool buy, double qty) {
  std::optional<std::size_t> best;
  auto better = [&](const Candidate& a, const Candidate& b) {
    const bool whole_a = a.cost.filled >= qty, whole_b = b.cost.filled >= qty;
    if (whole_a != whole_b) return whole_a;
    if (a.cost.all_in != b.cost.all_in)
      return buy ? a.cost.all_in < b.cost.all_in : a.cost.all_in > b.cost.all_in;
    return a.venue < b.venue;
  };
  for (std::size_t i = 0; i < all.size(); ++i)
    if (!best || better(all[i], all[*best])) best = i;
  return best;
}

}  // namespace tu::account
