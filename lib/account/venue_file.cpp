// The reader of venue files: every key is known, every value is checked, every message says where.
#include <algorithm>
#include <set>

#include "account/instrument.h"
#include "account/venue_keys.h"
#include "base/rate.h"

namespace tu::account {

Venue::Venue() {
  auto bps = [](std::int64_t n) { return Decimal::from_integer(n) / Decimal::from_integer(10'000); };
  half_spread = slippage = bps(2);
  stop_slippage = bps(5);
  fee_increment = Decimal::from_integer(1) / Decimal::from_integer(100'000'000);
}

namespace {

constexpr VenueTable venue_table = VenueTable::venue, fees_table = VenueTable::fees,
                     tier_table = VenueTable::tier, instrument_table = VenueTable::instrument;

class Reader {
 public:
  explicit Reader(const Config& c) : c_(c) {}
  Status venue(const std::string& name, Venue& v);
  Status leftovers() const;

 private:
  Error bad(const std::string& key, const std::string& expected) const {
    return fail(Exit::config,
                c_.where(key) + ": " + key + " = \"" + c_.find(key)->text + "\": expected " + expected);
  }
  static std::string full(const std::string& at, VenueKey key) { return at + "." + std::string(key.name); }
  const ConfigValue* take(const std::string& at, VenueKey key) {
    const ConfigValue* v = c_.find(full(at, key));
    if (v) used_.insert(full(at, key));
    return v;
  }
  Status rate(const std::string& at, VenueKey key, Decimal& out);
  Status amount(const std::string& at, VenueKey key, Decimal& out);
  Status fees(const std::string& at, Venue& v);
  Status tiers(const std::string& at, FeeSchedule& s);
  Status instrument(const std::string& at, Instrument& i);
  const Config& c_;
  std::set<std::string, std::less<>> used_;
};

Status Reader::rate(const std::string& at, VenueKey key, Decimal& out) {
  const ConfigValue* v = take(at, key);
  if (!v) return {};
  auto r = parse_rate(v->text);
  if (!r) return bad(full(at, key), "a rate such as 2bps or 0.02%" + unit_hint(v->text));
  out = *r;
  return {};
}

Status Reader::amount(const std::string& at, VenueKey key, Decimal& out) {
  const ConfigValue* v = take(at, key);
  if (!v) return {};
  auto x = Decimal::parse(v->text);
  if (!x || x->negative()) return bad(full(at, key), "an amount of at least 0");
  out = *x;
  return {};
}

Status Reader::tiers(const std::string& at, FeeSchedule& s) {
  for (int n = 0; c_.find(at + "." + std::to_string(n) + ".from"); ++n) {
    std::string tier = at + "." + std::to_string(n);
    FeeTier t;
    if (Status st = amount(tier, {tier_table, "from"}, t.from_volume); !st) return st;
    for (const char* side : {".maker", ".taker"})
      if (!c_.find(tier + side))
        return fail(Exit::config, c_.where(tier + ".from") + ": " + tier + side + " is missing");
    if (Status st = rate(tier, {tier_table, "maker"}, t.maker); !st) return st;
    if (Status st = rate(tier, {tier_table, "taker"}, t.taker); !st) return st;
    if (!s.tiers.empty() && t.from_volume <= s.tiers.back().from_volume)
      return bad(tier + ".from", "tiers by rising volume");
    s.tiers.push_back(t);
  }
  if (s.tiers.empty() || !s.tiers.front().from_volume.is_zero())
    return fail(Exit::config, c_.name() + ": " + at + ": expected tiers, the first of them from = \"0\"");
  return {};
}

Status Reader::fees(const std::string& at, Venue& v) {
  for (int n = 0; c_.find(at + "." + std::to_string(n) + ".since"); ++n) {
    std::string key = at + "." + std::to_string(n);
    FeeSchedule s;
    auto since = parse_time(take(key, {fees_table, "since"})->text);
    if (!since) return bad(key + ".since", "a date such as 2025-01-01");
    s.since = *since;
    if (const ConfigValue* source = take(key, {fees_table, "source"})) s.source = source->text;
    if (s.source.empty())
      return fail(Exit::config, c_.where(key + ".since") + ": " + key +
                                    ".source is missing: expected where the fees were read, and when");
    if (!v.fees.empty() && s.since <= v.fees.back().since)
      return bad(key + ".since", "schedules by rising date");
    if (Status st = tiers(key + ".tiers", s); !st) return st;
    v.fees.push_back(std::move(s));
  }
  return {};
}

Status Reader::instrument(const std::string& at, Instrument& i) {
  const std::pair<VenueKey, Decimal*> amounts[] = {{{instrument_table, "tick"}, &i.tick},
                                                   {{instrument_table, "lot"}, &i.lot},
                                                   {{instrument_table, "min_notional"}, &i.min_notional},
                                                   {{instrument_table, "multiplier"}, &i.multiplier},
                                                   {{instrument_table, "max_leverage"}, &i.max_leverage}};
  for (const auto& [key, to] : amounts)
    if (Status st = amount(at, key, *to); !st) return st;
  if (Status st = rate(at, {instrument_table, "imr"}, i.imr); !st) return st;
  if (Status st = rate(at, {instrument_table, "mmr"}, i.mmr); !st) return st;
  i.short_allowed = true;  // where the market has shorts at all
  if (const ConfigValue* s = take(at, {instrument_table, "short"})) {
    if (s->text != "true" && s->text != "false") return bad(at + ".short", "true or false");
    i.short_allowed = s->text == "true";
  }
  return {};
}

Status Reader::venue(const std::string& name, Venue& v) {
  v.name = intern(name);
  take(name, {venue_table, "source"});
  if (Status st = rate(name, {venue_table, "half_spread"}, v.half_spread); !st) return st;
  if (Status st = rate(name, {venue_table, "slippage"}, v.slippage); !st) return st;
  if (Status st = rate(name, {venue_table, "stop_slippage"}, v.stop_slippage); !st) return st;
  if (Status st = amount(name, {venue_table, "fee_increment"}, v.fee_increment); !st) return st;
  if (const ConfigValue* l = take(name, {venue_table, "latency"})) {
    auto d = parse_duration(l->text);
    if (!d || *d < 0) return bad(name + ".latency", "a duration such as 250ms");
    v.latency = *d;
  }
  if (Status st = fees(name + ".fees", v); !st) return st;
  std::string prefix = name + ".instruments.";
  for (const auto& [key, value] : c_.all()) {
    if (key.compare(0, prefix.size(), prefix) != 0) continue;
    std::string pattern = key.substr(prefix.size(), key.rfind('.') - prefix.size());
    if (std::count(pattern.begin(), pattern.end(), '*') > 1)
      return fail(Exit::config,
                  c_.where(key) + ": \"" + pattern + "\": expected a symbol or a pattern with one *");
    auto [it, fresh] = v.instruments.try_emplace(pattern);
    if (fresh)
      if (Status st = instrument(prefix + pattern, it->second); !st) return st;
  }
  return {};
}

Status Reader::leftovers() const {
  for (const auto& [key, value] : c_.all())
    if (!used_.count(key))
      return fail(
          Exit::config,
          c_.where(key) + ": " + key +
              " is not a key of venue files, which have a table for each venue (a policy goes to --policy)");
  return {};
}

}  // namespace

Result<Venues> Venues::from_config(const Config& toml) {
  Venues all;
  Reader reader(toml);
  std::set<std::string> names;
  for (const auto& [key, value] : toml.all()) names.insert(key.substr(0, key.find('.')));
  for (const std::string& name : names) {
    Venue v;
    if (Status st = reader.venue(name, v); !st) return st.error();
    all.venues_.emplace(name, std::move(v));
  }
  if (Status st = reader.leftovers(); !st) return st.error();
  return all;
}

}  // namespace tu::account
