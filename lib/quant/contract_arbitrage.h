// Buying both sides of a binary market for less than the 1 that the pair pays, and baskets that constraints
// misprice.
//
// Prices are in (0, 1), costs in basis points of the outlay, `buffer` is kept off every pair's profit.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "quant/book.h"

namespace tu::quant {

struct PairTrade {
  double net = absent;  // of a pair
  double roi = absent;
  bool trade = false;
  double shares = 0.0;
  double profit = 0.0;
};
PairTrade pair_arbitrage(const Level& yes_ask, const Level& no_ask, double budget, double cost_bps = 2.0,
                         double buffer = 0.0);

struct PairSweep {
  double shares = 0.0;
  double outlay = 0.0;
  double profit = 0.0;
};
// Down both ladders, equal shares of each, while another pair still pays and the budget lasts.
PairSweep sweep_pairs(std::span<const Level> yes_asks, std::span<const Level> no_asks, double budget,
                      double cost_bps = 2.0, double buffer = 0.0);

struct ContractQuote {
  double bid = absent;
  double ask = absent;
};
enum class ConstraintType {
  exclusive,
  exhaustive,
  implies
};  // at most one, exactly one, the first entails the second
struct EventConstraint {
  ConstraintType type;
  std::vector<std::string> events;
};
struct Violation {
  std::string_view kind;  // sell_all, buy_all, implication
  std::vector<std::string> members;
  double gross, outlay, net, roi;
  std::size_t constraint;  // its index
};
// What pays after costs, best return first, ties in order of detection. A constraint on an unknown event is
// skipped.
std::vector<Violation> constraint_arbitrage(const std::map<std::string, ContractQuote>& quotes,
                                            std::span<const EventConstraint> constraints,
                                            double cost_bps = 2.0, double buffer = 0.0);

}  // namespace tu::quant
