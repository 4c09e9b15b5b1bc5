// Lots: opening and closing parts of a position, first in, first out, exact. Shares of a lot are rounded
// half-even at 1e-18 and the last part takes what is left, so nothing is made or lost by rounding.
#pragma once

#include "account/account.h"

namespace tu::account {

// One side of a fill: the part that opens, or the part that closes.
struct FillPart {
  Decimal qty, value, fees, slippage, margin;  // qty > 0, value = price x qty
  OtherFees other_fees = {};
};

struct Closed {
  FillPart entry;   // what the closed lots had cost
  Decimal funding;  // their share
  TsUs opened = 0;
  std::string signals;
  double value = quant::absent;
};

// `part` of `whole` in proportion; all of it when part == whole.
Decimal share(Decimal amount, Decimal part, Decimal whole);

void open_lot(Position& p, bool buy, const FillPart& part, Decimal price, TsUs at, const OrderState& order);
// The lots that an exit takes next, at most `most` of them: those of its own group first, else the oldest and
// those after it of the same group.
struct Run {
  std::string group;
  Decimal qty;
};
Run next_run(const Position& p, std::string_view group_of_exit, Decimal most);
// Takes a run (next_run) from the position.
Closed close_lots(Position& p, const Run& run);
// `part` of a fill at `price`; what remains of it stays in `rest`.
FillPart split_off(FillPart& rest, Decimal part, Decimal price);

}  // namespace tu::account
