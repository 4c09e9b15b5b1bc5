#include "account/half_spread.h"

namespace tu::account {

void HalfSpread::observe(const Event& e) {
  constexpr Field qbid{Type::quote, "bid"}, qask{Type::quote, "ask"};
  constexpr Field cbid{Type::candle, "bid"}, cask{Type::candle, "ask"};
  constexpr Field name{Type::metric, "name"}, value{Type::metric, "value"};
  if (e.type == Type::quote) {
    quoted(e.real(qbid), e.real(qask));
  } else if (e.type == Type::candle) {
    if (e.has(cbid) && e.has(cask)) quoted(e.real(cbid), e.real(cask));
  } else if (e.type == Type::metric && e.text(name) == "book_spread_model_bps" && e.real(value) > 0) {
    model_ = e.real(value) / 1e4;
    model_ts_ = e.ts;
  }
}

Decimal HalfSpread::at(TsUs now, const Venue* venue) const {
  Decimal rate = venue ? venue->half_spread : Decimal{};
  const auto at_least = [&](double half) { rate = max(rate, Decimal::from_real(half).value_or(Decimal{})); };
  if (bid_ > 0 && ask_ > bid_) at_least((ask_ - bid_) / (ask_ + bid_));
  if (model_ > 0 && now - model_ts_ <= model_fresh) at_least(model_ / 2);
  return rate;
}

}  // namespace tu::account
