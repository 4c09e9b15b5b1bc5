#include "stages/trade_costs.h"

namespace tu::stages {

Decimal TradeCost::round_trip() const {
  const Decimal once = taker + half_spread + slippage;
  return once + once;
}

Decimal TradeCost::rest_saves() const {
  return taker - maker + half_spread + half_spread + slippage;
}

void TradeCosts::observe(const Event& e) {
  if (e.type == Type::quote || e.type == Type::candle || (e.type == Type::metric && e.symbol != Atom::none))
    spreads_[{e.venue, e.symbol}].observe(e);
}

std::optional<TradeCost> TradeCosts::of(const Event& e, const account::Account* a,
                                        const account::Venues& venues) const {
  const Decimal volume = a ? a->fee_volume(e.ts, e.venue) : Decimal{};
  const auto fees = venues.fees(e.venue, e.ts, volume);
  if (!fees) return std::nullopt;
  const account::Venue* venue = venues.venue(e.venue);
  const auto spread = spreads_.find({e.venue, e.symbol});
  TradeCost c{fees->maker, fees->taker, {}, venue ? venue->slippage : Decimal{}};
  c.half_spread = (spread == spreads_.end() ? account::HalfSpread{} : spread->second).at(e.ts, venue);
  return c;
}

}  // namespace tu::stages
