#include "stages/venue_prices.h"

#include <algorithm>
#include <cmath>

#include "account/dollar.h"
#include "account/instrument.h"

namespace tu::stages {

namespace {

constexpr double peg_band = 0.005;
constexpr DurUs peg_fresh = 60 * us_per_s;
constexpr DurUs firm_for = 10 * us_per_s;
constexpr TsUs gone = -1'000'000 * us_per_day;  // older than anything that is compared

template <class T>
std::vector<T>& place_of(std::vector<std::vector<T>>& list, Atom a) {
  const std::size_t at = index_of(a);
  if (at >= list.size()) list.resize(at + 1);
  return list[at];
}

// Best prices from a quote, from a candle or from what `book` wrote; else one price for both.
bool read(const Event& e, VenuePrice& p) {
  switch (e.type) {
    case Type::quote: {
      constexpr Field bid{Type::quote, "bid"}, ask{Type::quote, "ask"};
      p.bid = e.real(bid), p.ask = e.real(ask), p.firm = true;
      return true;
    }
    case Type::trade: {
      constexpr Field price{Type::trade, "price"};
      p.bid = p.ask = e.real(price), p.firm = false;
      return true;
    }
    case Type::candle: {
      constexpr Field close{Type::candle, "close"}, bid{Type::candle, "bid"}, ask{Type::candle, "ask"};
      p.firm = e.has(bid) && e.has(ask);
      p.bid = p.firm ? e.real(bid) : e.real(close), p.ask = p.firm ? e.real(ask) : e.real(close);
      return true;
    }
    case Type::book: {
      const auto bid = e.number("book_bid"), ask = e.number("book_ask");
      if (!bid || !ask) return false;
      p.bid = *bid, p.ask = *ask, p.firm = true;
      return true;
    }
    default:
      return false;
  }
}

// A side of size 0 is nobody's price.
bool is_one_sided(const Event& e) {
  constexpr Field bid_size{Type::quote, "bid_size"}, ask_size{Type::quote, "ask_size"};
  return e.type == Type::quote && !(e.real(bid_size) > 0 && e.real(ask_size) > 0);
}

}  // namespace

VenuePrice* VenuePrices::entry(const Event& e) {
  for (VenuePrice* p : place_of(by_symbol_, e.symbol))
    if (p->venue == e.venue) return p;
  const auto& instrument = account::instrument_from_symbol(e.symbol);
  if (!instrument) return nullptr;
  VenuePrice p;
  p.venue = e.venue, p.symbol = e.symbol;
  p.base = instrument->base, p.quote = instrument->quote;
  p.perp = instrument->market == account::Market::perp;
  p.outcome = instrument->market == account::Market::outcome;
  p.place = all_.size();
  all_.push_back(p);
  place_of(by_symbol_, p.symbol).push_back(&all_.back());
  place_of(by_base_, p.base).push_back(&all_.back());
  return &all_.back();
}

const VenuePrice* VenuePrices::observe(const Event& e) {
  if (is_one_sided(e)) {
    forget(e.venue, e.symbol);
    return nullptr;
  }
  VenuePrice seen;
  if (!read(e, seen)) return nullptr;
  VenuePrice* p = entry(e);
  if (!p) return nullptr;
  // A trade says less than best prices that are not old.
  if (!seen.firm && p->firm && e.ts - p->ts <= firm_for) return p;
  p->bid = seen.bid, p->ask = seen.ask, p->firm = seen.firm, p->ts = e.ts;
  observe_peg(*p);
  return p;
}

void VenuePrices::forget(Atom venue, Atom symbol) {
  const std::size_t at = index_of(symbol);
  if (at >= by_symbol_.size()) return;
  for (VenuePrice* p : by_symbol_[at])
    if (p->venue == venue) p->firm = false, p->ts = gone;
}

const VenuePrice* VenuePrices::find(Atom venue, Atom symbol) const {
  const std::size_t at = index_of(symbol);
  if (at >= by_symbol_.size()) return nullptr;
  for (const VenuePrice* p : by_symbol_[at])
    if (p->venue == venue) return p;
  return nullptr;
}

void VenuePrices::observe_peg(const VenuePrice& p) {
  if (p.perp || !account::is_dollar_like(p.base) || !account::is_dollar_like(p.quote)) return;
  for (Peg& peg : pegs_)
    if (peg.from == p.base && peg.to == p.quote) {
      peg.rate = p.middle(), peg.ts = p.ts;
      return;
    }
  pegs_.push_back({p.base, p.quote, p.middle(), p.ts});
}

std::optional<double> VenuePrices::pair(Atom from, Atom to, TsUs now) const {
  for (const Peg& peg : pegs_) {
    const bool forward = peg.from == from && peg.to == to;
    if (!forward && !(peg.from == to && peg.to == from)) continue;
    if (now - peg.ts > peg_fresh || std::fabs(peg.rate - 1) > peg_band) continue;
    return forward ? peg.rate : 1 / peg.rate;
  }
  return std::nullopt;
}

// Straight, or over one other coin.
std::optional<double> VenuePrices::conversion(Atom from, Atom to, TsUs now) const {
  if (from == to) return 1.0;
  if (!account::is_dollar_like(from) || !account::is_dollar_like(to)) return std::nullopt;
  if (const auto straight = pair(from, to, now)) return straight;
  for (const Peg& over : pegs_)
    for (const Atom via : {over.from, over.to}) {
      const auto first = pair(from, via, now), second = pair(via, to, now);
      if (first && second) return *first * *second;
    }
  return std::nullopt;
}

void VenuePrices::compare(const VenuePrice& own, TsUs now, DurUs fresh,
                          std::vector<OtherPrice>& others) const {
  others.clear();
  const std::size_t at = index_of(own.base);
  if (at >= by_base_.size()) return;
  for (const VenuePrice* p : by_base_[at]) {
    if (p->venue == own.venue || p->perp != own.perp || now - p->ts > fresh) continue;
    const auto factor = conversion(p->quote, own.quote, now);
    if (!factor) continue;
    // A venue has one voice: the market in the same currency, else the one it had first.
    const auto same = std::find_if(others.begin(), others.end(),
                                   [&](const OtherPrice& o) { return o.of->venue == p->venue; });
    if (same == others.end())
      others.push_back({p, *factor});
    else if (p->quote == own.quote)
      *same = {p, *factor};
  }
}

}  // namespace tu::stages
