// Basis: what a proposal is sized on: price, equity, free cash and the instrument's steps.
#pragma once

#include <string_view>

#include "account/account.h"
#include "account/instrument.h"
#include "account/marks.h"

namespace tu::stages {

struct Basis {
  Decimal price;          // in quote: the mark, of an outcome's buy the ask; else what it was priced on
  Decimal equity;         // in the base currency
  Decimal rate;           // of the quote currency in the base currency
  Decimal free;           // cash that is free, in quote
  bool has_cash = false;  // false without a ledger
  account::Instrument instrument;
  Decimal taker;

  Decimal lot() const;          // 1e-8 where the venue is not known
  Decimal cost_of_one() const;  // what a unit of notional takes from the free cash at worst
};

struct BasisRules {
  std::string_view currency;  // "" for the account's own
  Decimal flat_equity;        // assumed without a ledger
};

// False, with the reason's name, when the proposal cannot be sized.
bool make_basis(const Event& proposal, const account::Account* a, const account::Venues& venues,
                const account::Marks& marks, const BasisRules& rules, Basis& b, std::string_view& why);

}  // namespace tu::stages
