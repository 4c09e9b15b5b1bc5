#include <cmath>

#include "study/report.h"

namespace tu::study {
namespace {

std::string money(const Report& r, double x) {
  const long long whole = std::llround(std::fabs(x));
  return (x < 0 && whole ? "-" : "") + std::to_string(whole) + " " + r.currency;
}

std::string trades(const Report& r) {
  const double paid = r.fees + r.slippage + r.funding;
  const std::string costs =
      "costs of " + money(r, paid) + (r.funding != 0 ? " (fees, slippage, funding)" : " (fees, slippage)");
  if (r.net >= 0) return "The strategy earned " + money(r, r.net) + " after " + costs + ".";
  const std::string lost = "The strategy lost " + money(r, -r.net);
  if (r.before_costs > 0)
    return lost + ": its trades gained " + money(r, r.before_costs) + " before costs, and " + costs +
           " took more than that.";
  return lost + ": its trades lost " + money(r, -r.before_costs) + " even before " + costs + ".";
}

// What the result owes to positions that nobody has closed.
std::string still_open(const Report& r) {
  if (r.open.empty()) return "";
  double unrealised = 0;
  for (const Report::Open& p : r.open) unrealised += p.unrealised;
  const bool one = r.open.size() == 1;
  return " " + (one ? "One position is" : std::to_string(r.open.size()) + " positions are") +
         " still open at the end, at the last price with a " + (unrealised < 0 ? "loss" : "gain") + " of " +
         money(r, std::fabs(unrealised)) + " before the fee of closing.";
}

// A strategy that looks as if it had found nothing to do may only have had the wrong money.
std::string not_sized(const Report& r) {
  std::string s;
  for (const auto& [currency, count] : r.without_rate)
    s += " " + std::to_string(count) + (count == 1 ? " proposal" : " proposals") +
         " could not be sized: the account is in " + r.currency + ", the prices are in " + currency +
         ", and the data have no rate between them. A deposit in " + currency + " needs none.";
  return s;
}

}  // namespace

std::string verdict_of(const Report& r) {
  if (r.fills == 0)
    return "The strategy made no trade in this data" +
           (r.refused > 0 ? ": " + std::to_string(r.refused) + " of its proposals were refused."
                          : std::string(".")) +
           not_sized(r);
  std::string s = trades(r) + still_open(r);
  s += r.net >= r.buy_hold ? " Holding the same coins would have made "
                           : " That is less than holding the same coins, which made ";
  s += money(r, r.buy_hold) + ".";
  s += not_sized(r);
  if (r.round_trips == 0)
    s += " It closed no round trip, so nothing can be concluded about skill.";
  else if (!r.win_rate.enough)
    s += " " + std::to_string(r.round_trips) + (r.round_trips == 1 ? " round trip is" : " round trips are") +
         " too few to conclude anything about skill.";
  return s;
}

}  // namespace tu::study
