// TradeCosts: what trading in a market has to be expected to cost now, as fractions of the notional: the fees
// of the account's tier, half the spread, and slippage, as paper fills charge them.
#pragma once

#include <map>
#include <optional>
#include <utility>

#include "account/account.h"
#include "account/half_spread.h"
#include "account/instrument.h"

namespace tu::stages {

struct TradeCost {
  Decimal maker, taker, half_spread, slippage;
  Decimal round_trip() const;  // taken both times: who has to leave does not rest
  Decimal rest_saves() const;  // of an order that fills at its own side of the book, against one that takes
};

class TradeCosts {
 public:
  void observe(const Event& e);  // quotes, candles and metrics are looked at
  // Nothing where no file knows the venue's fees.
  std::optional<TradeCost> of(const Event& proposal, const account::Account* a,
                              const account::Venues& venues) const;

 private:
  std::map<std::pair<Atom, Atom>, account::HalfSpread> spreads_;
};

}  // namespace tu::stages
