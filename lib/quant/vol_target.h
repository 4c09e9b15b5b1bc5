// Volatility targeting: hold so much that the position's volatility is the target's.
#pragma once

#include "quant/number.h"

namespace tu::quant {

struct VolTarget {
  double target = 0.15;  // a year
  double cap = 1.0;      // most weight
  double lot = 0.0001;
};
struct VolPosition {
  double weight = 0.0;  // of equity, with the signal's sign
  double notional = 0.0;
  double quantity = 0.0;  // whole lots towards zero, a millionth of a lot forgiven
};
// weight = clamp(signal, -1, 1) min(cap, target/vol). Zeros unless equity, price and vol are positive and
// there is a signal.
VolPosition vol_target_position(double equity, double price, double signal, double vol,
                                const VolTarget& rule = {});

}  // namespace tu::quant
