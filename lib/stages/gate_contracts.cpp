#include "stages/gate_contracts.h"

namespace tu::stages {

namespace {
const Decimal one = Decimal::from_integer(1);
}

std::optional<Decimal> outcome_ceiling(const account::Instrument* i) {
  if (!i || i->market != account::Market::outcome) return std::nullopt;
  return one - i->tick;
}

std::vector<account::Refusal> contract_refusals(const Asked& a, const account::Instrument* i, Decimal worst,
                                                const account::Situation& s,
                                                const account::Resolutions* seen) {
  std::vector<account::Refusal> refusals;
  const std::string symbol(name_of(a.symbol));
  const Decimal* paid = s.account.resolved().price(a.venue, a.symbol);
  if (!paid && seen) paid = seen->price(a.venue, a.symbol);
  if (paid) refusals.push_back({"resolved", "", {}, {}, symbol + " has resolved at " + paid->str()});
  // What is left of 1 for it is nothing, also while its book still shows a price.
  const account::Resolutions::Winner* won = s.account.resolved().winner_beside(a.venue, a.symbol);
  if (!won && seen) won = seen->winner_beside(a.venue, a.symbol);
  if (won && !paid && (!i || i->market == account::Market::outcome))
    refusals.push_back({"resolved",
                        "",
                        {},
                        {},
                        std::string(name_of(won->symbol)) + " has resolved at 1, which leaves nothing for " +
                            symbol + ": the outcomes of a market pay 1 together"});
  if (i && i->expiry > 0 && s.now >= i->expiry)
    refusals.push_back({"expired", "", {}, {}, symbol + " expired at " + time_text(i->expiry)});
  if (a.buy && outcome_ceiling(i) && worst >= one)
    refusals.push_back({"outcome_price", "", one, worst,
                        "it may cost " + worst.str() + ", and an outcome pays at most 1: expected below 1"});
  return refusals;
}

account::Refusal dust_refusal(const account::Instrument* i, Decimal qty, Decimal lots, Decimal price) {
  if (!i || lots < i->lot || lots.is_zero())
    return {"dust", "venue", i ? std::optional(i->lot) : std::nullopt, qty,
            qty.str() + " is less than a lot" + (i ? " of " + i->lot.str() : "")};
  const std::string currency = " " + std::string(name_of(i->quote));
  const Decimal notional = lots * price * i->multiplier;
  return {"dust", "venue", i->min_notional, notional,
          lots.str() + " at " + price.str() + " are " + notional.str() + currency +
              ", less than the smallest order of " + i->min_notional.str() + currency};
}

}  // namespace tu::stages
