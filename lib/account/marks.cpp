#include "account/marks.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "account/instrument.h"

namespace tu::account {
namespace {

constexpr double peg_band = 0.005;
constexpr DurUs peg_fresh = 60 * us_per_s;

const std::array<Atom, 7>& dollar_like() {
  static const std::array<Atom, 7> list{intern("USD"),   intern("USDT"),  intern("USDC"), intern("DAI"),
                                        intern("FDUSD"), intern("PYUSD"), intern("TUSD")};
  return list;
}
bool is_dollar_like(Atom a) {
  return std::find(dollar_like().begin(), dollar_like().end(), a) != dollar_like().end();
}

}  // namespace

void Marks::observe(const Event& e) {
  constexpr Field bid{Type::quote, "bid"}, ask{Type::quote, "ask"}, price{Type::trade, "price"};
  constexpr Field close{Type::candle, "close"}, start{Type::candle, "start"}, mark{Type::funding, "mark"};
  Mark m{0, e.ts, 0};
  switch (e.type) {
    case Type::quote: {
      std::string_view s = name_of(e.symbol);
      bool perp = s.size() > 5 && s.substr(s.size() - 5) == "-PERP";
      m.price = perp ? (e.real(bid) + e.real(ask)) / 2 : e.real(bid);
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
  auto [it, fresh] = marks_.try_emplace({e.venue, e.symbol}, m);
  Mark& old = it->second;
  if (fresh) {
    std::vector<Atom>& venues = venues_of_[std::string(name_of(e.symbol))];
    venues.push_back(e.venue);
    std::sort(venues.begin(), venues.end(), [](Atom a, Atom b) { return name_of(a) < name_of(b); });
  } else if (m.ts < old.ts || (m.ts == old.ts && m.bar > old.bar)) {
    return;
  }
  if (fresh || old.price != m.price) ++version_;
  old = m;
}

const Mark* Marks::find(Atom venue, Atom symbol) const {
  auto it = marks_.find({venue, symbol});
  return it == marks_.end() ? nullptr : &it->second;
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
