#include "account/holdings.h"

#include <algorithm>

namespace tu::account {
namespace {

constexpr int alike_min = 3, not_judged_max = 30;

std::string text_of(Atom a) {
  return std::string(name_of(a));
}

std::optional<Instrument> perpetual(std::string_view symbol) {
  auto i = instrument_from_symbol(symbol);
  if (i && i->market != Market::perp) i.reset();
  return i;
}

// A symbol, and the currencies that its executions move.
std::vector<std::string> touched(std::string_view symbol) {
  std::vector<std::string> out{std::string(symbol)};
  if (const auto i = instrument_from_symbol(symbol)) {
    out.push_back(text_of(i->base));
    out.push_back(text_of(i->market == Market::perp ? i->settle : i->quote));
  }
  return out;
}

}  // namespace

// One reading against one account.
struct HoldingsWatch::Look {
  Look(const Account& account, const VenueHoldings& reading, Decimal cash_tolerance)
      : a(account), r(reading), venue(intern(reading.venue)), tolerance(cash_tolerance) {
    for (const std::string& symbol : r.unsure) doubt(symbol);
    for (const Position* p : a.ordered_positions()) held(*p);
  }

  void doubt(std::string_view symbol) {
    for (std::string& each : touched(symbol)) unsure.insert(std::move(each));
  }

  void held(const Position& p) {
    if (p.venue != venue) {
      elsewhere = true;
      return;
    }
    const auto& i = instrument_from_symbol(p.symbol);
    if (!i) return;
    if (i->market == Market::spot) coins[text_of(i->base)] += p.qty;
    if (i->market != Market::perp) return;
    perpetuals[text_of(p.symbol)] += p.qty;
    cost[text_of(i->settle)] += p.qty.negative() ? -p.value() : p.value();
  }

  // What is on its way, and orders that somebody else looks after, may have filled more than was told.
  void orders(const Followed& followed) {
    for (const OrderState* o : a.ordered_orders()) {
      if (o->venue != venue) {
        elsewhere = true;
        continue;
      }
      const bool left = o->phase != OrderPhase::approved;
      const bool under_way = o->phase == OrderPhase::sent || o->phase == OrderPhase::unknown;
      if (under_way || (left && !followed(*o))) doubt(name_of(o->symbol));
    }
  }

  // Our name of a perpetual that the venue names.
  std::string ours(const std::string& symbol) const {
    if (!r.by_coin || perpetuals.count(symbol) != 0) return symbol;
    const auto theirs = perpetual(symbol);
    for (const auto& [mine, qty] : perpetuals)
      if (theirs && perpetual(mine)->base == theirs->base) return mine;
    return symbol;
  }

  bool is_unsure(const std::string& what) const {
    if (unsure.count(what) != 0) return true;
    const auto i = r.by_coin ? perpetual(what) : std::nullopt;
    return i && unsure.count(text_of(i->base)) != 0;
  }

  const Account& a;
  const VenueHoldings& r;
  const Atom venue;
  const Decimal tolerance;
  std::set<std::string> unsure;
  std::map<std::string, Decimal> perpetuals, coins, cost;  // of the journal, at this venue
  bool elsewhere = false;                                  // something is held or ordered at another venue
  std::vector<Finding> found;
};

void HoldingsWatch::traded(Atom venue, Atom symbol) {
  const auto& i = instrument_from_symbol(symbol);
  if (!i) return;
  const bool spot = i->market == Market::spot;
  const std::string key = text_of(venue) + "/" + text_of(spot ? i->base : symbol);
  if (!traded_.insert(key).second || !spot || read_.count(text_of(venue)) == 0) return;
  auto& let = seen_[key].let;
  if (!let) let = Decimal();  // what was read before did not show any of it
}

void HoldingsWatch::filled(Atom venue, Atom symbol) {
  for (const std::string& each : touched(name_of(symbol))) ++fills_[text_of(venue) + "/" + each];
}

void HoldingsWatch::compare(Look& look, const std::string& what, Decimal there, Decimal here,
                            bool is_traded) {
  const std::string key = look.r.venue + "/" + what;
  Seen& s = seen_[key];
  if (look.is_unsure(what)) {
    s.fills = -1;
    if (++s.not_judged == not_judged_max && is_traded)
      look.found.push_back({Finding::Kind::not_judged, what, there, here});
    return;
  }
  s.not_judged = 0;
  const std::int64_t fills = fills_[key];
  const Decimal apart = there - here, slack = is_traded ? Decimal() : look.tolerance;
  const bool nothing_moved = s.fills == fills && s.there == there && s.here == here;
  const bool is_alike = s.alike > 0 && (apart - (s.there - s.here)).abs() <= slack;
  s.alike = is_alike ? std::min(s.alike + 1, alike_min) : 1;
  s.there = there, s.here = here, s.fills = fills;
  if (!nothing_moved && s.alike < alike_min) return;
  const bool first = !s.let && !perpetual(what);
  if ((apart - s.let.value_or(Decimal())).abs() <= slack) {
    if (first || apart.is_zero()) s.let = apart;
    return;
  }
  s.let = apart;
  Finding f{is_traded ? Finding::Kind::position : Finding::Kind::cash, what, there, here};
  if (first && apart.sign() > 0) f.kind = Finding::Kind::beyond;
  look.found.push_back(std::move(f));
}

void HoldingsWatch::perpetuals(Look& look) {
  std::map<std::string, Decimal> there;
  for (const auto& [symbol, qty] : look.r.positions) there[look.ours(symbol)] += qty;
  for (const auto& [symbol, qty] : look.perpetuals) there.try_emplace(symbol);
  const std::string at = look.r.venue + "/";
  for (auto s = seen_.lower_bound(at); s != seen_.end() && s->first.starts_with(at); ++s)
    if (const std::string what = s->first.substr(at.size()); perpetual(what)) there.try_emplace(what);
  for (const auto& [symbol, qty] : there) {
    const auto here = look.perpetuals.find(symbol);
    compare(look, symbol, qty, here == look.perpetuals.end() ? Decimal() : here->second, true);
  }
}

void HoldingsWatch::currencies(Look& look) {
  std::map<std::string, Decimal> here = look.coins;
  for (const auto& [currency, amount] : look.a.balances()) here[text_of(currency)] += amount;
  for (const auto& [coin, qty] : look.coins) traded_.insert(look.r.venue + "/" + coin);
  for (const auto& [currency, there] : look.r.balances)
    if (here.count(currency) == 0) {
      const std::string key = look.r.venue + "/" + currency;
      if (traded_.count(key) != 0)
        here[currency];
      else
        seen_[key].let = there;  // not ours, whatever becomes of it
    }
  for (auto& [currency, amount] : here) {
    const bool coin = traded_.count(look.r.venue + "/" + currency) != 0;
    const auto cost = look.cost.find(currency);
    if (!coin && (look.elsewhere || (cost != look.cost.end() && !look.r.net))) continue;
    if (look.r.net && cost != look.cost.end()) amount -= cost->second;
    const auto there = look.r.balances.find(currency);
    compare(look, currency, there == look.r.balances.end() ? Decimal() : there->second, amount, coin);
  }
}

std::vector<Finding> HoldingsWatch::look(const Account& a, const VenueHoldings& reading, Decimal tolerance,
                                         const Followed& followed) {
  Look look(a, reading, tolerance);
  look.orders(followed);
  perpetuals(look);
  currencies(look);
  read_.insert(reading.venue);
  return std::move(look.found);
}

}  // namespace tu::account
