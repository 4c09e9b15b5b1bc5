#include "quant/contract_sizing.h"

namespace tu::quant {

double contract_kelly(double fair_prob, double price) {
  const bool valid = fair_prob >= 0.0 && fair_prob <= 1.0 && price > 0.0 && price < 1.0;
  return valid ? (fair_prob - price) / (1.0 - price) : absent;
}

ContractSize contract_size(double fair_prob, double price, const ContractBudget& b) {
  ContractSize out;
  out.kelly = contract_kelly(fair_prob, price);
  if (!above(out.kelly, 0.0) || !known_positive(b.bankroll) || !known_positive(b.equity)) {
    out.binding = "kelly";
    return out;
  }
  struct Limit {
    std::string_view name;
    double most;
  };
  const Limit limits[] = {
      {"base", b.bankroll * b.risk_pct * b.multiplier},
      {"kelly", b.kelly_caps ? out.kelly * b.bankroll : infinite},
      {"strategy", 0.35 * b.equity - b.open_strategy},
      {"family", 0.60 * b.equity - b.open_family},
      {"global", 0.90 * b.equity - b.open_global},
      {"cash", known(b.cash) ? b.cash : 0.0},
  };
  out.size = infinite;
  for (const Limit& l : limits) {
    if (!(l.most < out.size)) continue;
    out.size = l.most;
    out.binding = l.name;
  }
  if (!at_least(out.size, 10.0)) {
    out.size = 0.0;
    out.binding = "minimum";
  }
  return out;
}

}  // namespace tu::quant
