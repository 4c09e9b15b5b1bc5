#include "account/risk.h"

#include <algorithm>
#include <utility>

#include "base/rate.h"
#include "quant/risk_scaling.h"

namespace tu::account {

namespace {

// Value of open positions and of what open orders may still open, in the base currency, by asset. Added up
// when it is first asked for.
class Exposures {
 public:
  explicit Exposures(const Situation& s) : s_(s) {}

  Decimal all() { return add_up(), all_; }
  Decimal of(std::string_view asset) {
    add_up();
    const auto it = by_asset_.find(asset);
    return it == by_asset_.end() ? Decimal{} : it->second;
  }
  Decimal of_cluster(const Policy& p, std::string_view cluster) {
    add_up();
    Decimal sum;
    for (const auto& [asset, x] : by_asset_)
      if (p.cluster_of(asset) == cluster) sum += x;
    return sum;
  }

 private:
  void add_up() {
    if (std::exchange(added_up_, true)) return;
    for (const Position* p : s_.account.ordered_positions()) {
      if (lost_to(s_.account, *p)) continue;
      const Mark* m = s_.marks.find(p->venue, p->symbol);
      const auto price = m ? Decimal::from_real(m->price) : std::nullopt;
      add(p->venue, p->symbol, p->qty.abs(), price.value_or(p->average()));
    }
    for (const OrderState* o : s_.account.ordered_orders()) {
      if (o->reduces()) continue;
      Decimal price = o->limit;
      if (price.sign() <= 0 || o->attempts > 1) {  // it may yet go to the market
        const Mark* m = s_.marks.find(o->venue, o->symbol);
        price = max(price, m ? Decimal::from_real(m->price).value_or(Decimal{}) : Decimal{});
      }
      add(o->venue, o->symbol, o->left(), price);
    }
  }

  // Many orders of one market come one after the other.
  struct Market {
    Atom venue = Atom::none, symbol = Atom::none;
    Decimal rate;
    Decimal* sum = nullptr;
  };
  void add(Atom venue, Atom symbol, Decimal qty, Decimal price) {
    if (!last_.sum || last_.venue != venue || last_.symbol != symbol) last_ = market(venue, symbol);
    const Decimal worth = qty * price * last_.rate;
    all_ += worth;
    *last_.sum += worth;
  }
  Market market(Atom venue, Atom symbol) {
    const auto& i = instrument_from_symbol(symbol);
    const auto rate = s_.marks.rate(s_.account.quote_of(venue, symbol), s_.currency, s_.now);
    return {venue, symbol, rate ? Decimal::from_real(*rate).value_or(Decimal{}) : Decimal{},
            &by_asset_[std::string(name_of(i ? i->base : symbol))]};
  }
  const Situation& s_;
  bool added_up_ = false;
  Market last_;
  Decimal all_;
  std::map<std::string, Decimal, std::less<>> by_asset_;
};

class Rooms {
 public:
  void offer(std::string_view rule, const Policy& p, Decimal limit, Decimal used, Decimal room) {
    for (Room& r : list)
      if (r.rule == rule) {
        if (room < r.room) r = {std::string(rule), p.name, limit, used, room};
        return;
      }
    list.push_back({std::string(rule), p.name, limit, used, room});
  }
  std::vector<Room> list;
};

Decimal trade_limit(const Policy& p, Decimal equity, int streak) {
  Decimal limit = *p.max_trade * equity;
  if (p.streak) limit = limit * Decimal::from_real(quant::streak_multiplier(streak)).value_or(Decimal{});
  if (p.max_trade_cap) limit = min(limit, *p.max_trade_cap * equity);
  return limit;
}

// The notional that `available` pays for, when `notional` costs `cost`. The quotient is rounded, so the
// answer for this very order is made exact.
Decimal affordable(Decimal available, Decimal cost, Decimal notional) {
  if (cost.sign() <= 0) return notional;
  const Decimal room = available * notional / cost;
  return cost <= available ? max(room, notional) : min(room, notional - Decimal::from_raw(1));
}

}  // namespace

std::vector<Room> rooms(const Opening& o, const Situation& s, std::span<const Policy> policies) {
  Exposures exposures(s);
  const Decimal equity = s.value.equity;
  const StrategyState* strategy = s.account.strategy(o.strategy);
  const std::string_view asset = o.instrument ? name_of(o.instrument->base) : name_of(o.symbol);
  Rooms r;
  for (const Policy& p : policies) {
    if (p.max_trade) {
      const Decimal limit = trade_limit(p, equity, strategy ? strategy->streak : 0);
      r.offer("max_trade", p, limit, {}, limit);
    }
    if (p.max_notional) r.offer("max_notional", p, *p.max_notional, {}, *p.max_notional);
    if (p.max_asset) {
      const Decimal limit = *p.max_asset * equity, used = exposures.of(asset);
      r.offer("max_asset", p, limit, used, limit - used);
    }
    if (p.max_exposure) {
      const Decimal limit = *p.max_exposure * equity;
      r.offer("max_exposure", p, limit, exposures.all(), limit - exposures.all());
    }
    if (p.leverage) {
      const Decimal limit = *p.leverage * equity;
      r.offer("leverage", p, limit, exposures.all(), limit - exposures.all());
    }
    if (const auto cluster = p.cluster_of(asset); p.cluster_exposure && !cluster.empty()) {
      const Decimal limit = *p.cluster_exposure * equity, used = exposures.of_cluster(p, cluster);
      r.offer("cluster_exposure", p, limit, used, limit - used);
    }
    if (p.min_reserve || p.min_reserve_floor) {
      const Decimal reserve =
          max(p.min_reserve ? *p.min_reserve * equity : Decimal{}, p.min_reserve_floor.value_or(Decimal{}));
      const Decimal free = s.value.cash - s.value.reserved, spendable = free - reserve;
      r.offer("min_reserve", p, reserve, free, affordable(spendable, o.reservation, o.notional));
    }
  }
  const Decimal cash = s.account.free_cash(o.pays_in);
  r.list.push_back({"cash", "account", cash, {}, affordable(cash, o.cash_needed, o.notional)});
  return r.list;
}

std::vector<Refusal> timing_refusals(const Opening& o, const Situation& s, std::span<const Policy> policies) {
  std::vector<Refusal> list;
  const auto tightest = [&](std::string_view rule, auto limit_of, Decimal value, auto says_no, auto words) {
    const Policy* by = nullptr;
    for (const Policy& p : policies)
      if (limit_of(p) && says_no(*limit_of(p)) && (!by || words.stricter(*limit_of(p), *limit_of(*by))))
        by = &p;
    if (by)
      list.push_back(
          {std::string(rule), by->name, words.number(*limit_of(*by)), value, words.text(*limit_of(*by))});
  };
  struct Counts {
    std::string span;
    bool stricter(int a, int b) const { return a < b; }
    Decimal number(int n) const { return Decimal::from_integer(n); }
    std::string text(int n) const { return std::to_string(n) + " entries " + span + " are made"; }
  };
  const int day = s.account.entries_since(day_start(s.now)),
            hour = s.account.entries_since(s.now - us_per_hour + 1);
  tightest(
      "entries_day", [](const Policy& p) { return p.entries_day; }, Decimal::from_integer(day),
      [&](int n) { return day >= n; }, Counts{"a day"});
  tightest(
      "entries_hour", [](const Policy& p) { return p.entries_hour; }, Decimal::from_integer(hour),
      [&](int n) { return hour >= n; }, Counts{"an hour"});
  struct Cool {
    bool stricter(DurUs a, DurUs b) const { return a > b; }
    Decimal number(DurUs d) const { return Decimal::from_integer(d / us_per_s); }
    std::string text(DurUs d) const { return "less than " + duration_text(d) + " since the last exit"; }
  };
  if (const StrategyState* st = s.account.strategy(o.strategy)) {
    const auto it = st->last_exit_of.find(o.symbol);
    if (it != st->last_exit_of.end()) {
      const DurUs since = s.now - it->second;
      tightest(
          "cooldown", [](const Policy& p) { return p.cooldown; }, Decimal::from_integer(since / us_per_s),
          [&](DurUs d) { return since < d; }, Cool{});
    }
  }
  return list;
}

std::optional<Refusal> rate_refusal(bool reducing, const Situation& s, std::span<const Policy> policies) {
  std::optional<Refusal> worst;
  for (const Policy& p : policies) {
    if (!p.order_rate) continue;
    const TsUs since = s.now - p.order_rate->window + 1;
    const int opened = s.account.entries_since(since), all = opened + s.account.exits_since(since);
    const int most = p.order_rate->orders, for_opening = most - p.kept_for_exits();
    const bool share_is_used = !reducing && opened >= for_opening;
    if (all < most && !share_is_used) continue;
    const int limit = share_is_used ? for_opening : most, value = share_is_used ? opened : all;
    if (worst && *worst->limit - *worst->value <= Decimal::from_integer(limit - value)) continue;
    worst = {"order_rate", p.name, Decimal::from_integer(limit), Decimal::from_integer(value),
             std::to_string(value) + (share_is_used ? " opening orders" : " orders") + " within " +
                 duration_text(p.order_rate->window) + " of at most " + std::to_string(limit) +
                 (share_is_used ? "; the rest is kept for reducing" : "")};
  }
  return worst;
}

std::vector<Loss> losses(const Situation& s, std::span<const Policy> policies) {
  std::vector<Loss> list;
  const auto add = [&](Loss l, auto stricter) {
    for (Loss& have : list)
      if (have.rule == l.rule) {
        if (stricter(l.limit, have.limit)) have = std::move(l);
        return;
      }
    list.push_back(std::move(l));
  };
  const auto lower = [](Decimal a, Decimal b) { return a < b; };
  const auto higher = [](Decimal a, Decimal b) { return a > b; };
  const DayRow* day = s.account.today();
  const auto drawdown = Decimal::from_real(s.value.drawdown);
  const Decimal slack = Decimal::from_raw(1'000'000'000);  // 1e-9: a drawdown is a quotient of doubles
  for (const Policy& p : policies) {
    if (p.daily_loss && day) {
      const Decimal limit = max(*p.daily_loss * day->equity, p.daily_loss_floor.value_or(Decimal{}));
      const Decimal lost = -s.value.day_pnl;
      if (lost >= limit)
        add({"daily_loss", p.name, "entries", true, limit, lost, "lost " + lost.str() + " today"}, lower);
    }
    if (p.drawdown && drawdown && *drawdown + slack >= *p.drawdown)
      add({"drawdown", p.name, p.halt, false, *p.drawdown, *drawdown,
           rate_text(*drawdown) + " under the peak"},
          lower);
    if (p.floor && s.value.peak > *p.floor && s.value.equity < *p.floor)
      add({"floor", p.name, p.halt, false, *p.floor, s.value.equity, "equity is " + s.value.equity.str()},
          higher);
  }
  return list;
}

Decimal strictest_collar(std::span<const Policy> policies) {
  Decimal collar = policies.front().price_collar;
  for (const Policy& p : policies) collar = min(collar, p.price_collar);
  return collar;
}

DurUs strictest_mark_age(std::span<const Policy> policies) {
  DurUs age = policies.front().mark_age;
  for (const Policy& p : policies) age = std::min(age, p.mark_age);
  return age;
}

}  // namespace tu::account
