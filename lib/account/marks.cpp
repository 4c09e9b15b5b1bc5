#include "account/marks.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "account/dollar.h"
#include "account/instrument.h"

namespace tu::account {
namespace {

constexpr double peg_band = 0.005;
constexpr DurUs peg_fresh = 60 * us_per_s;
constexpr double widest_spread = 0.08 + 1e-9;  // of an outcome, which pays 1 at most

// Prices that money can be multiplied with: a broken feed's 1e30 is no mark.
bool representable(double price) {
  return price >= 1e-12 && price <= 1e15;
}

const std::array<Atom, 7>& dollar_like() {
  static const std::array<Atom, 7> list{intern("USD"),   intern("USDT"),  intern("USDC"), intern("DAI"),
                                        intern("FDUSD"), intern("PYUSD"), intern("TUSD")};
  return list;
}

}  // namespace

bool is_dollar_like(Atom a) {
  return std::find(dollar_like().begin(), dollar_like().end(), a) != dollar_like().end();
}

void Marks::observe(const Event& e) {
  constexpr Field bid{Type::quote, "bid"}, ask{Type::quote, "ask"}, price{Type::trade, "price"};
  constexpr Field close{Type::candle, "close"}, start{Type::candle, "start"}, mark{Type::funding, "mark"};
  Mark m{0, e.ts, 0};
  switch (e.type) {
    case Type::quote: {
      m.price = e.real(bid);
      break;
    }
    case Type::trade:
      m.price = e.real(price);
      break;
    case Type::candle:
      m.price = e.real(close);
      m.bar = std::max<DurUs>(e.ts - e.integer(start), 1);
      break;
    case Type::funding:
      if (!e.has(mark)) return;
      m.price = e.real(mark);
      break;
    default:
      return;
  }
  bool fresh = false;
  Entry& known = entry(e.venue, e.symbol, fresh);
  if (known.outcome) observe_ask(known, e);
  if (e.type == Type::quote && known.perp) m.price = (e.real(bid) + e.real(ask)) / 2;
  Mark& old = known.mark;
  const bool older = m.ts < old.ts || (m.ts == old.ts && m.bar > old.bar);
  if (!representable(m.price) || (!fresh && older)) return;
  if (fresh || old.price != m.price) ++version_;
  old = m;
}

void Marks::observe_ask(Entry& known, const Event& e) {
  const bool quote = e.type == Type::quote, candle = e.type == Type::candle;
  constexpr Field quote_bid{Type::quote, "bid"}, quote_ask{Type::quote, "ask"};
  constexpr Field candle_bid{Type::candle, "bid"}, candle_ask{Type::candle, "ask"},
      start{Type::candle, "start"};
  if (!quote && !(candle && e.has(candle_bid) && e.has(candle_ask))) return;
  const double bid = e.real(quote ? quote_bid : candle_bid), ask = e.real(quote ? quote_ask : candle_ask);
  const DurUs bar = candle ? std::max<DurUs>(e.ts - e.integer(start), 1) : 0;
  if (e.ts < known.ask.ts || (e.ts == known.ask.ts && bar > known.ask.bar)) return;
  known.ask = {bid <= ask && ask - bid <= widest_spread && representable(ask) ? ask : 0, e.ts, bar};
}

// The entry of a market; a new one (or one that has had no usable price yet) is `fresh`.
Marks::Entry& Marks::entry(Atom venue, Atom symbol, bool& fresh) {
  const std::size_t at = index_of(symbol);
  if (at >= by_symbol_.size()) by_symbol_.resize(at + 1);
  for (Entry& e : by_symbol_[at])
    if (e.venue == venue) return fresh = e.mark.price == 0, e;
  fresh = true;
  std::string_view name = name_of(symbol);
  std::vector<Atom>& venues = venues_of_[std::string(name)];
  venues.push_back(venue);
  std::sort(venues.begin(), venues.end(), [](Atom a, Atom b) { return name_of(a) < name_of(b); });
  bool perp = name.size() > 5 && name.substr(name.size() - 5) == "-PERP";
  by_symbol_[at].push_back({venue, perp, name.find(':') != name.npos, {}, {}});
  return by_symbol_[at].back();
}

const Marks::Entry* Marks::entry_of(Atom venue, Atom symbol) const {
  const std::size_t at = index_of(symbol);
  if (at >= by_symbol_.size()) return nullptr;
  for (const Entry& e : by_symbol_[at])
    if (e.venue == venue) return &e;
  return nullptr;
}

const Mark* Marks::find(Atom venue, Atom symbol) const {
  const Entry* e = entry_of(venue, symbol);
  return e && e->mark.price != 0 ? &e->mark : nullptr;
}

const Mark* Marks::ask(Atom venue, Atom symbol, TsUs now, DurUs limit) const {
  const Entry* e = entry_of(venue, symbol);
  return e && e->ask.price != 0 && !stale(e->ask, now, limit) ? &e->ask : nullptr;
}

std::optional<double> Marks::pair_rate(Atom from, Atom to, TsUs now) const {
  auto newest = [&](Atom a, Atom b) -> const Mark* {
    std::string symbol = std::string(name_of(a)) + "-" + std::string(name_of(b));
    auto venues = venues_of_.find(symbol);
    if (venues == venues_of_.end()) return nullptr;
    const Mark* best = nullptr;
    for (Atom venue : venues->second)
      if (const Mark* m = find(venue, intern(symbol)); m && (!best || m->ts > best->ts)) best = m;
    return best;
  };
  const Mark* m = newest(from, to);
  bool inverse = !m;
  if (inverse) m = newest(to, from);
  if (!m) return std::nullopt;
  double rate = inverse ? 1 / m->price : m->price;
  bool pegged = is_dollar_like(from) && is_dollar_like(to);
  if (pegged && std::fabs(rate - 1) <= peg_band && !stale(*m, now, peg_fresh)) return 1.0;
  return rate;
}

std::optional<double> Marks::rate(Atom from, Atom to, TsUs now) const {
  if (from == to) return 1.0;
  if (auto r = pair_rate(from, to, now)) return r;
  for (Atom via : dollar_like()) {
    if (via == from || via == to || !is_dollar_like(to)) continue;
    auto peg = pair_rate(via, to, now);
    if (!peg || *peg != 1.0) continue;
    if (auto r = pair_rate(from, via, now)) return r;
  }
  return std::nullopt;
}

}  // namespace tu::account
