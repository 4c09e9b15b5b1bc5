#include "quant/contract_arbitrage.h"

#include <algorithm>

namespace tu::quant {
namespace {

bool is_contract_price(double x) {
  return x > 0.0 && x < 1.0;
}

double pair_outlay(double yes, double no, double cost_bps) {
  return (yes + no) * (1.0 + cost_bps / 1e4);
}

// The baskets that one constraint offers, before costs.
class Baskets {
 public:
  Baskets(double cost_bps, double buffer, std::vector<Violation>& out)
      : cost_(cost_bps / 1e4), buffer_(buffer), out_(out) {}

  void look(const EventConstraint& c, const std::vector<ContractQuote>& q, std::size_t index) {
    if (c.type == ConstraintType::implies) return look_at_implication(c, q, index);
    double bids = 0.0, asks = 0.0;
    bool all_bids = true, all_asks = true;
    for (const ContractQuote& x : q) {
      bids += x.bid;
      asks += x.ask;
      all_bids = all_bids && is_contract_price(x.bid);
      all_asks = all_asks && is_contract_price(x.ask);
    }
    const auto count = static_cast<double>(q.size());
    if (all_bids) offer("sell_all", c, bids - 1.0, count - bids, index);
    if (c.type == ConstraintType::exhaustive && all_asks) offer("buy_all", c, 1.0 - asks, asks, index);
  }

 private:
  void look_at_implication(const EventConstraint& c, const std::vector<ContractQuote>& q, std::size_t index) {
    if (q.size() != 2 || !is_contract_price(q[0].bid) || !is_contract_price(q[1].ask)) return;
    offer("implication", c, q[0].bid - q[1].ask, (1.0 - q[0].bid) + q[1].ask, index);
  }
  void offer(std::string_view kind, const EventConstraint& c, double gross, double outlay,
             std::size_t index) {
    const double net = gross - cost_ * outlay - buffer_;
    if (above(net, 0.0)) out_.push_back({kind, c.events, gross, outlay, net, net / outlay, index});
  }
  double cost_, buffer_;
  std::vector<Violation>& out_;
};

std::vector<Level> ascending(std::span<const Level> ladder) {
  std::vector<Level> out;
  for (const Level& l : ladder) {
    if (is_contract_price(l.price) && known_positive(l.size)) out.push_back(l);
  }
  std::stable_sort(out.begin(), out.end(), [](const Level& a, const Level& b) { return a.price < b.price; });
  return out;
}

}  // namespace

PairTrade pair_arbitrage(const Level& yes, const Level& no, double budget, double cost_bps, double buffer) {
  PairTrade out;
  if (!is_contract_price(yes.price) || !is_contract_price(no.price)) return out;
  const double outlay = pair_outlay(yes.price, no.price, cost_bps);
  out.net = 1.0 - outlay - buffer;
  out.roi = out.net / outlay;
  const bool sized = known(yes.size) && known(no.size) && known(budget);
  if (above(out.net, 0.0) && sized)
    out.shares = std::max(0.0, std::min({yes.size, no.size, budget / outlay}));
  out.trade = out.shares > 0.0;
  out.profit = out.shares * out.net;
  return out;
}

PairSweep sweep_pairs(std::span<const Level> yes_asks, std::span<const Level> no_asks, double budget,
                      double cost_bps, double buffer) {
  std::vector<Level> yes = ascending(yes_asks), no = ascending(no_asks);
  PairSweep out;
  std::size_t i = 0, j = 0;
  while (i < yes.size() && j < no.size()) {
    const double outlay = pair_outlay(yes[i].price, no[j].price, cost_bps);
    const double net = 1.0 - outlay - buffer;
    const double affordable = (budget - out.outlay) / outlay;
    if (!above(net, 0.0) || !(affordable > 1e-12)) break;
    const double shares = std::min({yes[i].size, no[j].size, affordable});
    out.shares += shares;
    out.outlay += shares * outlay;
    out.profit += shares * net;
    if ((yes[i].size -= shares) <= 0.0) ++i;
    if ((no[j].size -= shares) <= 0.0) ++j;
  }
  return out;
}

std::vector<Violation> constraint_arbitrage(const std::map<std::string, ContractQuote>& quotes,
                                            std::span<const EventConstraint> constraints, double cost_bps,
                                            double buffer) {
  std::vector<Violation> found;
  Baskets baskets(cost_bps, buffer, found);
  for (std::size_t index = 0; index < constraints.size(); ++index) {
    std::vector<ContractQuote> members;
    for (const std::string& event : constraints[index].events) {
      const auto quote = quotes.find(event);
      if (quote != quotes.end()) members.push_back(quote->second);
    }
    if (members.empty() || members.size() != constraints[index].events.size()) continue;
    baskets.look(constraints[index], members, index);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Violation& a, const Violation& b) { return a.roi > b.roi; });
  return found;
}

}  // namespace tu::quant
