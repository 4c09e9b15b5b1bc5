#include "account/policy.h"

#include <algorithm>

#include "base/config.h"
#include "base/hash.h"
#include "base/rate.h"
#include "base/text.h"

namespace tu::account {

namespace {

class Reader {
 public:
  Reader(const Config& c, Policy& p) : c_(c), p_(p) {}

  Status run() {
    for (const auto& [key, value] : c_.all())
      if (Status st = set(key, value); !st) return st;
    return {};
  }

 private:
  Error wrong(const std::string& key, const ConfigValue& v, const std::string& expected) const {
    const std::string value = v.kind == ConfigValue::Kind::list ? "a list" : "\"" + v.text + "\"";
    return fail(Exit::config, c_.where(key) + ": " + key + " is " + value + ", expected " + expected);
  }

  Status set(const std::string& key, const ConfigValue& v) {
    if (key.rfind("clusters.", 0) == 0) return cluster(key, v);
    if (v.kind == ConfigValue::Kind::list) return wrong(key, v, "one value");
    if (key == "name") return p_.name = v.text, Status{};
    if (key == "streak") {
      if (v.kind != ConfigValue::Kind::boolean) return wrong(key, v, "true or false");
      return p_.streak = v.text == "true", Status{};
    }
    if (key == "halt") {
      if (v.text != "entries" && v.text != "flat") return wrong(key, v, "entries or flat");
      return p_.halt = v.text, Status{};
    }
    if (key == "cooldown" || key == "mark_age") return duration(key, v);
    if (key == "entries_day" || key == "entries_hour") return count(key, v);
    if (key == "order_rate") return order_rate(key, v);
    return amount(key, v);
  }

  Status duration(const std::string& key, const ConfigValue& v) {
    const auto d = parse_duration(v.text);
    if (!d || *d < 0) return wrong(key, v, "a duration such as 30m");
    if (key == "mark_age")
      p_.mark_age = *d;
    else
      p_.cooldown = *d;
    return {};
  }

  Status count(const std::string& key, const ConfigValue& v) {
    const auto n = text::to_integer(v.text);
    if (!n || *n < 0 || *n > 1'000'000) return wrong(key, v, "a whole number from 0");
    (key == "entries_day" ? p_.entries_day : p_.entries_hour) = static_cast<int>(*n);
    return {};
  }

  // "20/1m"
  Status order_rate(const std::string& key, const ConfigValue& v) {
    const auto slash = v.text.find('/');
    const auto n = text::to_integer(std::string_view(v.text).substr(0, slash));
    const DurUs window = slash == v.text.npos ? 0 : parse_duration(v.text.substr(slash + 1)).value_or(0);
    if (!n || *n < 1 || *n > 1'000'000 || window <= 0 || window > us_per_day)
      return wrong(key, v, "orders and a time of at most a day, such as 20/1m");
    p_.order_rate = OrderRate{static_cast<int>(*n), window};
    return {};
  }

  Status cluster(const std::string& key, const ConfigValue& v) {
    if (v.kind != ConfigValue::Kind::list || v.list.empty()) return wrong(key, v, "a list of assets");
    const std::string name = key.substr(9);
    for (const std::string& asset : v.list)
      if (!p_.cluster_of(asset).empty())
        return fail(Exit::config, c_.where(key) + ": " + asset + " is in the clusters " +
                                      std::string(p_.cluster_of(asset)) + " and " + name + ", expected one");
    p_.clusters[name] = v.list;
    return {};
  }

  Status amount(const std::string& key, const ConfigValue& v) {
    struct Limit {
      std::string_view key;
      std::optional<Decimal>* to;
      bool rate;
    };
    std::optional<Decimal> collar, drop, share;
    const Limit limits[] = {
        {"max_trade", &p_.max_trade, true},
        {"max_trade_cap", &p_.max_trade_cap, true},
        {"max_notional", &p_.max_notional, false},
        {"min_notional", &p_.min_notional, false},
        {"max_asset", &p_.max_asset, true},
        {"max_exposure", &p_.max_exposure, true},
        {"leverage", &p_.leverage, false},
        {"min_reserve", &p_.min_reserve, true},
        {"min_reserve_floor", &p_.min_reserve_floor, false},
        {"cluster_exposure", &p_.cluster_exposure, true},
        {"daily_loss", &p_.daily_loss, true},
        {"daily_loss_floor", &p_.daily_loss_floor, false},
        {"drawdown", &p_.drawdown, true},
        {"floor", &p_.floor, false},
        {"price_collar", &collar, true},
        {"sudden_drop", &drop, true},
        {"exit_share", &share, true},
    };
    for (const Limit& l : limits) {
      if (l.key != key) continue;
      const auto x = l.rate ? parse_rate(v.text) : Decimal::parse(v.text);
      if (!x || x->sign() <= 0)
        return wrong(key, v, l.rate ? "a rate above 0, such as 5%" : "an amount above 0");
      *l.to = x;
      if (collar) p_.price_collar = *collar;
      if (drop) p_.sudden_drop = *drop;
      if (share && *share > Decimal::from_integer(1)) return wrong(key, v, "a rate above 0 up to 100%");
      if (share) p_.exit_share = *share;
      return {};
    }
    std::vector<std::string_view> known;
    for (const Limit& l : limits) known.push_back(l.key);
    for (const char* other :
         {"name", "streak", "halt", "cooldown", "mark_age", "entries_day", "entries_hour", "order_rate"})
      known.push_back(other);
    const std::string_view near = text::nearest(key, known);
    return fail(
        Exit::config,
        c_.where(key) + ": \"" + key + "\" is no rule" +
            (near.empty()
                 ? std::string(" of a policy, which has such as max_trade (a file of venues goes to --venue)")
                 : "; did you mean \"" + std::string(near) + "\"?"));
  }

  const Config& c_;
  Policy& p_;
};

}  // namespace

std::string_view Policy::cluster_of(std::string_view asset) const {
  for (const auto& [name, assets] : clusters)
    if (std::find(assets.begin(), assets.end(), asset) != assets.end()) return name;
  return {};
}

int Policy::kept_for_exits() const {
  if (!order_rate) return 0;
  const Decimal kept = Decimal::from_integer(order_rate->orders) * exit_share;
  return static_cast<int>(ceil_to(kept, Decimal::from_integer(1)).to_real());
}

Result<Policy> parse_policy(std::string_view toml, const std::string& where) {
  auto config = Config::parse(toml, where);
  if (!config) return config.error();
  Policy p;
  p.name = where;
  p.text = toml;
  p.hash = short_hash(toml);
  p.price_collar = Decimal::from_integer(2) / Decimal::from_integer(100);
  p.sudden_drop = Decimal::from_integer(40) / Decimal::from_integer(100);
  p.exit_share = Decimal::from_integer(1) / Decimal::from_integer(4);
  if (Status st = Reader(*config, p).run(); !st) return st.error();
  if (p.cluster_exposure && p.clusters.empty())
    return fail(Exit::config,
                config->where("cluster_exposure") + ": cluster_exposure has no [clusters] to limit");
  return p;
}

std::string_view conservative_policy() {
  return R"(# The strictest fractions of the known rule sets. Amounts are left out: they fit one size of account only.
name = "conservative"
max_trade = "5%"
max_asset = "5%"
max_exposure = "80%"
min_reserve = "15%"
daily_loss = "2%"
drawdown = "10%"
entries_day = 10
price_collar = "2%"
mark_age = "60s"
sudden_drop = "40%"
)";
}

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
  } else if (trade_cap) {
    c.dead.push_back("max_trade_cap never binds: there is no max_trade to cap");
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
  if (p.daily_loss_floor && !p.daily_loss)
    c.dead.push_back("daily_loss_floor never binds: there is no daily_loss");
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
  if (p.order_rate)
    c.limits.push_back("order_rate " + std::to_string(p.order_rate->orders) + " in " +
                       duration_text(p.order_rate->window) + ", " + std::to_string(p.kept_for_exits()) +
                       " of them kept for reducing");
  if (p.order_rate && p.kept_for_exits() >= p.order_rate->orders)
    c.contradictions.push_back("no order is admitted: all of order_rate is kept for reducing");
  if (p.entries_day && *p.entries_day == 0)
    c.contradictions.push_back("no order is admitted: entries_day is 0");
  if (p.entries_hour && *p.entries_hour == 0)
    c.contradictions.push_back("no order is admitted: entries_hour is 0");
  return c;
}

}  // namespace tu::account
