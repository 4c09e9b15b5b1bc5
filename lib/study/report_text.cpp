#include <fmt/format.h>

#include <cmath>

#include "base/nearness.h"
#include "study/report.h"

namespace tu::study {
namespace {

// A line of money: what, how much, as a part of the deposit, and what it means.
std::string money_line(const Report& r, std::string_view name, double x, std::string_view note) {
  const double base = r.deposit != 0 ? r.deposit : 1;
  if (x == 0) x = 0;  // no minus zero
  return fmt::format("  {:<28}{:>14} {:<5}{:>9}{}{}\n", name, fmt::format("{:.2f}", x), r.currency,
                     fmt::format("{:.2f}%", x / base * 100), note.empty() ? "" : "  ", note);
}

std::string result(const Report& r) {
  std::string s = money_line(r, "net result", r.net, fmt::format("of a deposit of {:.2f}", r.deposit));
  s += money_line(r, "buy and hold", r.buy_hold,
                  "the whole deposit in equal parts, held from beginning to end");
  s += money_line(r, "  at our average exposure", r.buy_hold_scaled,
                  fmt::format("as much of it as the strategy held: {:.1f}%", r.average_exposure * 100));
  return s;
}

std::string costs(const Report& r) {
  std::string s = money_line(r, "before costs", r.before_costs, "without fees, funding and slippage");
  s += money_line(r, "fees", -r.fees,
                  r.turnover > 0 ? fmt::format("{:.2f} bps of a turnover of {:.0f}",
                                               r.fees / r.turnover * 1e4, r.turnover)
                                 : "");
  if (!r.no_funding.empty())
    s += r.funding == 0 ? fmt::format("  {:<28}{:>14}{:>17}no rates in the data, so none was charged\n",
                                      "funding", "-", "")
                        : money_line(r, "funding", -r.funding,
                                     "without " + text::some_of(r.no_funding) + ": no rates in the data");
  else if (r.perpetuals || r.funding != 0)
    s += money_line(r, "funding", -r.funding, "");
  s += money_line(r, "slippage", -r.slippage, "spread and slippage, as assumed at each fill");
  for (const auto& [k, net] : r.cost_scenarios)
    if (k != 1)
      s += money_line(r, fmt::format("net at {} times the costs", k), net,
                      fmt::format("the same trades {} fees and slippage{}",
                                  k == 0 ? "without" : fmt::format("with {} times the", k),
                                  r.funding != 0 ? ", funding as it was" : ""));
  if (r.break_even_bps)
    s += fmt::format(
        "  {:<28}{:>14} bps  {}\n", "break-even fee", fmt::format("{:.2f}", *r.break_even_bps),
        *r.break_even_bps < 0 ? "without any fee it is still a loss" : "with a larger one it is a loss");
  return s;
}

std::string course(const Report& r) {
  std::string s =
      fmt::format("  {:<28}{:>13.2f}%       longest time under water {:.1f} days\n", "largest drawdown",
                  r.max_drawdown * 100, static_cast<double>(r.under_water) / us_per_day);
  if (r.worst_day) s += money_line(r, "worst day", r.worst_day_pnl, date_text(r.worst_day->day));
  return s + money_line(r, "first half, net", r.first_half, "") +
         money_line(r, "second half, net", r.second_half, "");
}

std::string reasons(std::int64_t n, std::string_view what,
                    const std::vector<std::pair<std::string, std::int64_t>>& counts) {
  if (n == 0) return "";
  std::vector<std::string> list;
  for (const auto& [reason, count] : counts) list.push_back(fmt::format("{} {}", reason, count));
  return fmt::format("{} {}{}{}", n, what, list.empty() ? "" : ": ", text::some_of(list));
}

// One step a line, each out of the one above, with what did not go on beside it.
std::string funnel(const Report& r) {
  std::string s;
  for (const Report::Step& step : r.funnel) {
    std::string note;
    if (step.name == "proposed") note = reasons(r.declined, "held back", r.declines);
    if (step.name == "approved") note = reasons(r.refused, "refused", r.refusals);
    if (step.name == "round trips") note = "bought and sold again, or the other way round";
    s += fmt::format("  {:<28}{:>14}{}{}\n", step.name, step.count, note.empty() ? "" : "  ", note);
  }
  return s;
}

std::string figure(std::string_view name, const Estimate& e, double scale, std::string_view unit) {
  return fmt::format(
      "  {:<28}{:>14}{} {:<22} {} {}{}\n", name, e.value ? fmt::format("{:.2f}", *e.value * scale) : "-",
      unit, e.low && e.high ? fmt::format("[{:.2f} to {:.2f}]", *e.low * scale, *e.high * scale) : "",
      e.count, e.count == 1 ? e.of.substr(0, e.of.size() - 1) : e.of,
      e.enough ? "" : ", too few to conclude");
}

}  // namespace

std::string report_text(const Report& r) {
  std::string s = fmt::format(
      "{}\n  {} to {}{}, {} events, simulated fills\n\n", r.title, time_text(r.from), time_text(r.to),
      r.warm > 0 ? fmt::format(", after {} of warm-up", duration_text(r.warm)) : "", r.events);
  s += result(r) + costs(r) + course(r) + "\n" + funnel(r) + "\n";
  s += figure("Sharpe, yearly", r.sharpe, 1, " ") + figure("win rate", r.win_rate, 100, "%") +
       figure("profit factor", r.profit_factor, 1, " ");
  s += "\n  " + r.verdict + "\n";
  for (const std::string& fault : r.faults) s += "  NOT WHOLE: " + fault + "\n";
  return s;
}

}  // namespace tu::study
