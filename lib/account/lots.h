// Lots: opening and closing parts of a position, first in, first out, exact. Shares of a lot are rounded
// half-even at 1e-18 and the last part takes what is left, so nothing is made or lost by rounding.
#pragma once

#include "account/account.h"

namespace tu::account {

// One side of a fill: the part that opens, or the part that closes.
struct FillPart {
  Decimal qty, value, fees, slippage, margin;  // qty > 0, value = price x qty
};

struct Closed {
  FillPart entry;   // what the closed lots had cost
  Decimal funding;  // their share
  TsUs opened = 0;
  std::string signals;
};

// `part` of `whole` in proportion; all of it when part == whole.
Decimal share(Decimal amount, Decimal part, Decimal whole);

void open_lot(Position& p, bool buy, const FillPart& part, Decimal price, TsUs at, const OrderState& order);
// Takes `qty` (at most |p.qty|) from the oldest lots.
Closed close_lots(Position& p, Decimal qty);

}  // namespace tu::account
