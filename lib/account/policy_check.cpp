// What a policy allows an account of a given size, for people to read before money does.
#include "account/policy.h"
#include "base/rate.h"

namespace tu::account {
namespace {

// The rules that do not limit the size of an order.
void list_others(const Policy& p, Decimal equity, std::vector<std::string>& limits) {
  const auto part = [&](std::string_view rule, Decimal rate, const std::string& rest) {
    limits.push_back(std::string(rule) + " " + (rate * equity).str() + " (" + rate_text(rate) + ")" + rest);
  };
  const auto say = [&](std::string_view rule, const std::string& value) {
    limits.push_back(std::string(rule) + " " + value);
  };
  if (p.min_notional) say("min_notional", p.min_notional->str());
  if (p.daily_loss) {
    const std::string floor = p.daily_loss_floor ? ", at least " + p.daily_loss_floor->str() : std::string();
    part("daily_loss", *p.daily_loss, " of the day's start" + floor + ": no entries until the next day");
  }
  const std::string halts = p.halt == "flat" ? ": everything is closed, and halted" : ": no entries, halted";
  if (p.drawdown) part("drawdown", *p.drawdown, " below the peak" + halts + " until ledger resume");
  if (p.floor) say("floor", p.floor->str() + halts + " until ledger resume");
  if (p.entries_day) say("entries_day", std::to_string(*p.entries_day));
  if (p.entries_hour) say("entries_hour", std::to_string(*p.entries_hour));
  if (p.order_rate)
    say("order_rate", std::to_string(p.order_rate->orders) + " in " + duration_text(p.order_rate->window) +
                          ", " + std::to_string(p.kept_for_exits()) + " of them kept for reducing");
  if (p.cooldown) say("cooldown", duration_text(*p.cooldown) + " after an exit");
  if (p.streak) say("streak", "scales max_trade");
  say("price_collar", rate_text(p.price_collar) + " worse than the mark");
  say("mark_age", duration_text(p.mark_age));
  part("sudden_drop", p.sudden_drop, " between two looks: no entries");
}

}  // namespace

PolicyCheck check_policy(const Policy& p, Decimal equity) {
  PolicyCheck c;
  const auto part = [&](const std::optional<Decimal>& rate) {
    return rate ? std::optional(*rate * equity) : std::nullopt;
  };
  const auto say = [&](std::string_view rule, Decimal x) {
    c.limits.push_back(std::string(rule) + " " + x.str());
  };
  Decimal most = equity;
  std::string binding = "equity";
  struct Cap {
    std::string_view name;
    std::optional<Decimal> amount;
  };
  auto trade = part(p.max_trade);
  const auto trade_cap = part(p.max_trade_cap);
  if (trade && trade_cap) {
    const Decimal best = p.streak ? *trade * Decimal::from_integer(125) / Decimal::from_integer(100) : *trade;
    if (best <= *trade_cap)
      c.dead.push_back("max_trade_cap " + trade_cap->str() + " never binds: max_trade is at most " +
                       best.str() + (p.streak ? " on the best streak" : ""));
    trade = min(*trade, *trade_cap);
  }
  std::optional<Decimal> reserve = part(p.min_reserve);
  if (p.min_reserve_floor) reserve = reserve ? max(*reserve, *p.min_reserve_floor) : *p.min_reserve_floor;
  std::optional<Decimal> spendable;
  if (reserve) spendable = equity - *reserve;
  const Cap caps[] = {{"max_trade", trade},
                      {"max_notional", p.max_notional},
                      {"max_asset", part(p.max_asset)},
                      {"cluster_exposure", part(p.cluster_exposure)},
                      {"max_exposure", part(p.max_exposure)},
                      {"min_reserve", spendable},
                      {"leverage", p.leverage ? std::optional(*p.leverage * equity) : std::nullopt}};
  for (const Cap& cap : caps) {
    if (!cap.amount) continue;
    say(cap.name, cap.name == "min_reserve" ? *reserve : *cap.amount);
    if (*cap.amount < most) most = *cap.amount, binding = cap.name;
  }
  list_others(p, equity, c.limits);
  // A limit of one order cannot bind where a limit that holds for every order is lower.
  const auto dead = [&](std::string_view rule, const std::optional<Decimal>& x, std::string_view by,
                        const std::optional<Decimal>& y) {
    if (x && y && *x >= *y)
      c.dead.push_back(std::string(rule) + " " + x->str() + " never binds: " + std::string(by) + " is " +
                       y->str());
  };
  const auto strictly = [&](std::string_view rule, const std::optional<Decimal>& x, std::string_view by,
                            const std::optional<Decimal>& y) {
    if (x && y && *x > *y)
      c.dead.push_back(std::string(rule) + " " + x->str() + " never binds: " + std::string(by) + " is " +
                       y->str());
  };
  // A losing streak cuts max_trade to a quarter.
  const auto least_trade = trade && p.streak ? std::optional(*trade / Decimal::from_integer(4)) : trade;
  strictly("max_trade", least_trade, "max_notional", p.max_notional);
  if (!p.streak) strictly("max_notional", p.max_notional, "max_trade", trade);
  strictly("max_trade", least_trade, "max_asset", part(p.max_asset));
  strictly("max_notional", p.max_notional, "max_asset", part(p.max_asset));
  strictly("max_asset", part(p.max_asset), "cluster_exposure", part(p.cluster_exposure));
  dead("cluster_exposure", part(p.cluster_exposure), "max_exposure", part(p.max_exposure));
  dead("max_asset", part(p.max_asset), "max_exposure", part(p.max_exposure));
  if (p.max_exposure && p.leverage) strictly("leverage", p.leverage, "max_exposure", p.max_exposure);
  if (p.entries_hour && p.entries_day && *p.entries_hour >= *p.entries_day)
    c.dead.push_back("entries_hour " + std::to_string(*p.entries_hour) + " never binds: entries_day is " +
                     std::to_string(*p.entries_day));
  if (p.daily_loss && p.drawdown && *p.daily_loss >= *p.drawdown)
    c.dead.push_back("daily_loss " + rate_text(*p.daily_loss) + " never binds: drawdown is " +
                     rate_text(*p.drawdown));
  if (p.daily_loss_floor && p.daily_loss && *p.daily_loss * equity < *p.daily_loss_floor)
    c.dead.push_back("daily_loss " + (*p.daily_loss * equity).str() + " never binds: daily_loss_floor is " +
                     p.daily_loss_floor->str());
  if (p.halt == "flat" && !p.drawdown && !p.floor)
    c.dead.push_back("halt flat does nothing: only drawdown and floor raise it, and there is neither");
  if (!p.clusters.empty() && !p.cluster_exposure)
    c.dead.push_back("clusters are named, but there is no cluster_exposure");
  if (p.floor && *p.floor > equity)
    c.dead.push_back("floor " + p.floor->str() + " never binds until the equity has been above it");
  c.least = p.min_notional.value_or(Decimal{});
  c.most = max(most, Decimal{});
  if (p.min_notional && *p.min_notional > most)
    c.contradictions.push_back("no order is admitted: min_notional is " + p.min_notional->str() + " and " +
                               binding + " is " + most.str());
  if (most.sign() <= 0)
    c.contradictions.push_back("no order is admitted: " + binding + " leaves " + most.str());
  if (p.order_rate && p.kept_for_exits() >= p.order_rate->orders)
    c.contradictions.push_back("no order is admitted: all of order_rate is kept for reducing");
  if (p.entries_day && *p.entries_day == 0)
    c.contradictions.push_back("no order is admitted: entries_day is 0");
  if (p.entries_hour && *p.entries_hour == 0)
    c.contradictions.push_back("no order is admitted: entries_hour is 0");
  return c;
}

}  // namespace tu::account
