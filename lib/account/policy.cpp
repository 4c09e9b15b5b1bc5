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
    // A part is a rate that must be under 100%: a loss of everything comes too late to be a limit.
    enum class Unit : std::uint8_t { amount, rate, part };
    struct Limit {
      std::string_view key;
      std::optional<Decimal>* to;
      Unit unit;
    };
    std::optional<Decimal> collar, drop, share;
    const Limit limits[] = {
        {"max_trade", &p_.max_trade, Unit::rate},
        {"max_trade_cap", &p_.max_trade_cap, Unit::rate},
        {"max_notional", &p_.max_notional, Unit::amount},
        {"min_notional", &p_.min_notional, Unit::amount},
        {"max_asset", &p_.max_asset, Unit::rate},
        {"max_exposure", &p_.max_exposure, Unit::rate},
        {"leverage", &p_.leverage, Unit::amount},
        {"min_reserve", &p_.min_reserve, Unit::rate},
        {"min_reserve_floor", &p_.min_reserve_floor, Unit::amount},
        {"cluster_exposure", &p_.cluster_exposure, Unit::rate},
        {"daily_loss", &p_.daily_loss, Unit::part},
        {"daily_loss_floor", &p_.daily_loss_floor, Unit::amount},
        {"drawdown", &p_.drawdown, Unit::part},
        {"floor", &p_.floor, Unit::amount},
        {"price_collar", &collar, Unit::part},
        {"sudden_drop", &drop, Unit::part},
        {"exit_share", &share, Unit::rate},
    };
    for (const Limit& l : limits) {
      if (l.key != key) continue;
      const auto x = l.unit == Unit::amount ? Decimal::parse(v.text) : parse_rate(v.text);
      if (!x || x->sign() <= 0 || (l.unit == Unit::part && *x >= Decimal::from_integer(1)))
        return wrong(key, v,
                     l.unit == Unit::amount
                         ? "an amount above 0"
                         : (l.unit == Unit::part ? "a rate above 0 and under 100%, such as 2%"
                                                 : "a rate above 0, such as 5%") +
                               unit_hint(v.text));
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
  const std::pair<bool, std::string_view> riders[] = {
      {p.max_trade_cap && !p.max_trade, "max_trade_cap needs a max_trade, which it caps"},
      {p.streak && !p.max_trade, "streak needs a max_trade, which it scales"},
      {p.daily_loss_floor && !p.daily_loss, "daily_loss_floor needs a daily_loss"}};
  for (const auto& [alone, why] : riders)
    if (alone)
      return fail(Exit::config, config->where(why.substr(0, why.find(' '))) + ": " + std::string(why));
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

}  // namespace tu::account
