#include "quant/contract_entry.h"

#include <cmath>

namespace tu::quant {
namespace {

double net_edge(double fair, double ask, double cost) {
  return known(fair) && known_positive(ask) ? fair / ask - 1.0 - cost : absent;
}

bool is_price(double x) {
  return at_least(x, 0.0) && at_most(x, 1.0);
}
bool younger(double age_ms, double limit_ms) {
  return age_ms >= 0.0 && age_ms < limit_ms;
}

}  // namespace

std::string_view name_of(Outcome outcome) {
  if (outcome == Outcome::up) return "UP";
  return outcome == Outcome::down ? "DOWN" : "NONE";
}

ContractEdge contract_edge(double fair_yes, double fair_no, double ask_yes, double ask_no, double fee_bps,
                           double slip_bps) {
  const double cost = (fee_bps + slip_bps) / 1e4;
  ContractEdge out;
  out.net_up = net_edge(fair_yes, ask_yes, cost);
  out.net_down = net_edge(fair_no, ask_no, cost);
  if (!known(out.net_up) && !known(out.net_down)) return out;
  const bool up = known(out.net_up) && (!known(out.net_down) || out.net_up >= out.net_down);
  out.side = up ? Outcome::up : Outcome::down;
  return out;
}

std::vector<std::string_view> failed_entry_checks(const EntryQuotes& q, double min_edge) {
  const bool quoted = is_price(q.yes_bid) && is_price(q.yes_ask) && is_price(q.no_bid) &&
                      is_price(q.no_ask) && q.side != Outcome::none;
  const double bid = q.side == Outcome::up ? q.yes_bid : q.no_bid;
  const double ask = q.side == Outcome::up ? q.yes_ask : q.no_ask;
  const double parity = (q.yes_bid + q.yes_ask) / 2.0 + (q.no_bid + q.no_ask) / 2.0 - 1.0;
  struct Check {
    std::string_view name;
    bool holds;
  };
  const Check checks[] = {
      {"parity", quoted && at_most(std::fabs(parity), 0.02)},
      {"price_band", quoted && at_least(ask, 0.15) && at_most(ask, 0.85)},
      {"spread", quoted && at_least(ask - bid, 0.0) && at_most(ask - bid, 0.08)},
      {"edge", at_least(q.net_edge, min_edge)},
      {"time", above(q.seconds_left, 12.0)},
      {"no_position", !q.has_position},
      {"enabled", q.enabled},
      {"book_fresh", younger(q.yes_age_ms, 1500.0) && younger(q.no_age_ms, 1500.0)},
      {"spot_fresh", younger(q.spot_age_ms, 2500.0)},
  };
  std::vector<std::string_view> failed;
  for (const Check& c : checks) {
    if (!c.holds) failed.push_back(c.name);
  }
  return failed;
}

}  // namespace tu::quant
