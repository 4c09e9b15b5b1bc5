#include "stages/basis.h"

#include <algorithm>

#include "account/valuation.h"

namespace tu::stages {

namespace {

const Decimal one = Decimal::from_integer(1);
const Decimal market_headroom =
    Decimal::from_integer(102) / Decimal::from_integer(100);  // the usual price collar

bool not_sized(std::string_view& why, std::string_view name) {
  why = name;
  return false;
}

}  // namespace

Decimal Basis::lot() const {
  return instrument.lot.is_zero() ? Decimal::from_raw(static_cast<Decimal::Raw>(10'000'000'000))
                                  : instrument.lot;
}

Decimal Basis::cost_of_one() const {
  const bool margin = instrument.market == account::Market::perp;
  return market_headroom * ((margin ? instrument.margin_rate() : one) + taker);
}

bool make_basis(const Event& e, const account::Account* a, const account::Venues& venues,
                const account::Marks& marks, const BasisRules& rules, Basis& b, std::string_view& why) {
  constexpr Field priced_on{Type::proposal, "priced_on"}, side_of{Type::proposal, "side"};
  const account::Instrument* known = venues.instrument(e.venue, e.symbol);
  const auto instrument = known ? std::optional(*known) : account::instrument_from_symbol(name_of(e.symbol));
  if (!instrument) return not_sized(why, "unknown_instrument");
  b.instrument = *instrument;
  const account::Mark* mark = marks.find(e.venue, e.symbol);
  const account::ValuationRules limits;
  double at = mark ? mark->price : e.real(priced_on);
  if (const account::Mark* ask = marks.ask(e.venue, e.symbol, e.ts, limits.mark_limit);
      ask && e.text(side_of) == "buy")
    at = std::max(at, ask->price);
  const auto price = Decimal::from_real(at);
  if (!price || price->sign() <= 0) return not_sized(why, "no_price");
  b.price = *price;
  const Atom quote = b.instrument.market == account::Market::perp ? b.instrument.settle : b.instrument.quote;
  const Atom own = rules.currency.empty() ? quote : intern(rules.currency);
  const Atom base = a ? account::base_currency(*a, rules.currency) : own;
  const auto rate = marks.rate(quote, base, e.ts);
  const auto exact = rate ? Decimal::from_real(*rate) : std::nullopt;
  if (!exact || exact->sign() <= 0) return not_sized(why, "no_rate");
  b.rate = *exact;
  b.equity = rules.flat_equity;
  if (a) {
    account::ValuationRules valuation;
    valuation.currency = base;
    valuation.list_marks = false;
    b.equity = account::value(*a, venues, marks, e.ts, valuation).equity;
    b.free = a->free_cash(quote);
    b.has_cash = true;
    const Decimal volume = a->fee_volume(e.ts, e.venue);
    if (const auto fees = venues.fees(e.venue, e.ts, volume)) b.taker = fees->taker;
  }
  return b.equity.sign() > 0 || not_sized(why, "no_equity");
}

}  // namespace tu::stages
