#include "account/instrument.h"

#include <memory>

namespace tu::account {
namespace {

const Decimal one = Decimal::from_integer(1);

// The strings of a JSON list that the decoder has judged: ["YES","NO"].
std::vector<std::string> strings_of(std::string_view list) {
  std::vector<std::string> found;
  for (std::size_t at = list.find('"'); at != list.npos; at = list.find('"', at)) {
    std::string s;
    for (++at; at < list.size() && list[at] != '"'; ++at) {
      if (list[at] == '\\' && at + 1 < list.size()) ++at;
      s += list[at];
    }
    ++at;
    found.push_back(std::move(s));
  }
  return found;
}

}  // namespace

Decimal Instrument::margin_rate() const {
  if (market != Market::perp) return {};
  Decimal by_leverage = max_leverage.sign() > 0 ? one / max_leverage : Decimal{};
  Decimal rate = max(imr, by_leverage);
  return rate.is_zero() ? one : rate;
}

bool Instrument::dust(Decimal qty, Decimal price) const {
  Decimal q = trunc_to(qty.abs(), lot);
  return q.is_zero() || q * price < min_notional;
}

std::optional<Instrument> instrument_from_symbol(std::string_view symbol) {
  Instrument i;
  if (std::size_t colon = symbol.rfind(':'); colon != symbol.npos && colon > 0 && colon + 1 < symbol.size()) {
    i.market = Market::outcome;
    i.base = intern(symbol);
    i.quote = i.settle = intern("USDC");  // what the prediction markets that we know are priced in
    return i;
  }
  std::size_t dash = symbol.find('-');
  if (dash == symbol.npos || dash == 0) return std::nullopt;
  std::string_view rest = symbol.substr(dash + 1);
  std::size_t second = rest.find('-');
  std::string_view quote = rest.substr(0, second);
  if (quote.empty() || (second != rest.npos && rest.substr(second) != "-PERP")) return std::nullopt;
  if (second != rest.npos) {
    i.market = Market::perp;
    i.short_allowed = true;
  }
  i.base = intern(symbol.substr(0, dash));
  i.quote = i.settle = intern(quote);
  return i;
}

const std::optional<Instrument>& instrument_from_symbol(Atom symbol) {
  // By atom: they are small numbers. Each thread has its own, so any may ask.
  thread_local std::vector<std::unique_ptr<std::optional<Instrument>>> known;
  const std::size_t at = index_of(symbol);
  if (at >= known.size()) known.resize(at + 1);
  if (!known[at])
    known[at] = std::make_unique<std::optional<Instrument>>(instrument_from_symbol(name_of(symbol)));
  return *known[at];
}

std::optional<Instrument> instrument_from_event(const Event& e) {
  constexpr Field kind{Type::instrument, "kind"}, base{Type::instrument, "base"},
      quote{Type::instrument, "quote"};
  constexpr Field settle{Type::instrument, "settle"}, tick{Type::instrument, "tick"},
      lot{Type::instrument, "lot"};
  constexpr Field min_notional{Type::instrument, "min_notional"}, multiplier{Type::instrument, "multiplier"};
  constexpr Field imr{Type::instrument, "imr"}, mmr{Type::instrument, "mmr"};
  constexpr Field max_leverage{Type::instrument, "max_leverage"};
  Instrument i;
  std::string_view k = e.text(kind);
  if (k == "spot")
    i.market = Market::spot;
  else if (k == "perp")
    i.market = Market::perp;
  else if (k == "outcome")
    i.market = Market::outcome;
  else
    return std::nullopt;
  i.base = intern(e.text(base));
  i.quote = intern(e.text(quote));
  i.settle = intern(e.text(settle));
  i.tick = e.decimal(tick);
  i.lot = e.decimal(lot);
  i.min_notional = e.decimal(min_notional);
  if (e.has(multiplier)) i.multiplier = e.decimal(multiplier);
  i.imr = e.decimal(imr);
  i.mmr = e.decimal(mmr);
  i.max_leverage = e.decimal(max_leverage);
  i.short_allowed = i.market == Market::perp;
  i.expiry = e.integer(Field{Type::instrument, "expiry"});
  i.outcomes = strings_of(e.text(Field{Type::instrument, "outcomes"}));
  return i;
}

void Venues::add(const Venues& other) {
  for (const auto& [name, venue] : other.venues_) venues_.insert_or_assign(name, venue);
  known_.clear();
  ++changes_;
}

void Venues::observe(const Event& e) {
  if (auto i = instrument_from_event(e)) observed_[{e.venue, e.symbol}] = *i, ++changes_;
}

const Instrument* Venues::observed(Atom venue, Atom symbol) const {
  if (venue != Atom::none) {
    const auto it = observed_.find({venue, symbol});
    return it == observed_.end() ? nullptr : &it->second;
  }
  const Instrument* first = nullptr;
  Atom of = Atom::none;
  for (const auto& [key, instrument] : observed_)
    if (key.second == symbol && (!first || name_of(key.first) < name_of(of)))
      first = &instrument, of = key.first;
  return first;
}

const Venue* Venues::venue(Atom name) const {
  auto it = venues_.find(name_of(name));
  return it == venues_.end() ? nullptr : &it->second;
}

const Instrument* Venues::instrument(Atom venue_name, Atom symbol) const {
  std::pair key{venue_name, symbol};
  if (auto it = observed_.find(key); it != observed_.end()) return &it->second;
  if (auto it = known_.find(key); it != known_.end()) return &it->second;
  const Venue* v = venue(venue_name);
  auto names = instrument_from_symbol(name_of(symbol));
  if (!v || !names) return nullptr;
  std::string_view s = name_of(symbol);
  const Instrument* best = nullptr;
  std::size_t length = 0;
  for (const auto& [pattern, instrument] : v->instruments) {
    std::size_t star = pattern.find('*');
    if (star == pattern.npos) {
      if (pattern == s) best = &instrument, length = pattern.size() + s.size();
      continue;
    }
    std::string_view head = std::string_view(pattern).substr(0, star),
                     tail = std::string_view(pattern).substr(star + 1);
    bool fits = s.size() >= head.size() + tail.size() && s.substr(0, head.size()) == head &&
                s.substr(s.size() - tail.size()) == tail;
    if (fits && pattern.size() > length) best = &instrument, length = pattern.size();
  }
  if (!best) return nullptr;
  Instrument i = *best;
  i.market = names->market;
  i.short_allowed = i.short_allowed && i.market == Market::perp;
  i.base = names->base;
  i.quote = names->quote;
  i.settle = names->settle;
  return &known_.emplace(key, i).first->second;
}

std::optional<FeeTier> Venues::fees(Atom name, TsUs ts, Decimal volume_30d) const {
  const Venue* v = venue(name);
  const FeeSchedule* schedule = nullptr;
  if (v)
    for (const FeeSchedule& s : v->fees)
      if (s.since <= ts) schedule = &s;
  std::optional<FeeTier> tier;
  if (schedule)
    for (const FeeTier& t : schedule->tiers)
      if (t.from_volume <= volume_30d) tier = t;
  return tier;
}

}  // namespace tu::account
