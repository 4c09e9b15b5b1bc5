// Wallet: what one account owns, what its open orders hold of it, and its positions in perpetuals.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <utility>

#include "simex/engine/types.h"

namespace tu::simex {

struct Balance {
  Decimal total, held;
  Decimal available() const { return total - held; }
};

struct Position {
  Decimal qty;  // negative: short
  Decimal entry, leverage, realised;
  Decimal funding;  // received in all, since the account began
};

struct Wallet {
  std::map<std::string, Balance> balances;
  std::map<ProductId, Position> positions;

  Balance& of(const std::string& currency) { return balances[currency]; }
  Decimal available(const std::string& currency) const;

  // A fill of a spot product changes two balances.
  void book_spot(const Product& p, const Fill& f);
  // A fill of a perpetual changes the position; what it closes is paid out in the quote currency.
  void book_perp(const Product& p, const Fill& f, Decimal leverage);
};

}  // namespace tu::simex
