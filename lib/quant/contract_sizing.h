// How much of a binary contract to buy: the smallest of several limits, named.
#pragma once

#include <string_view>

#include "quant/number.h"

namespace tu::quant {

// Kelly's fraction of the bankroll for a contract at `price` that pays 1 with `fair_prob`: (p - q)/(1 - q).
// NaN unless 0 <= p <= 1 and 0 < q < 1.
double contract_kelly(double fair_prob, double price);

struct ContractBudget {
  double bankroll = absent;
  double equity = absent;
  double cash = absent;
  double risk_pct = 0.017;  // of the bankroll, a fraction
  double multiplier = 1.0;
  double open_strategy = 0.0, open_family = 0.0, open_global = 0.0;  // within 35, 60, 90% of equity
  bool kelly_caps = false;  // false: Kelly's fraction only vetoes; true: it is an upper bound too
};
struct ContractSize {
  double kelly = absent;
  double size = 0.0;         // in money; under 10 it is 0
  std::string_view binding;  // base, kelly, strategy, family, global, cash, minimum
};
ContractSize contract_size(double fair_prob, double price, const ContractBudget& budget);

}  // namespace tu::quant
