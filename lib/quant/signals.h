// Single signals: which side one source speaks for, and how surely.
//
// Trigger levels are strict. The confidence grows from 0.5 at the level to 1 (formulas beside each function).
// An input that is missing or out of its range says nothing: side none, confidence 0.
#pragma once

#include <span>
#include <string_view>

#include "quant/number.h"

namespace tu::quant {

enum class Side { none, buy, sell };
std::string_view name_of(Side side);  // "NONE", "BUY", "SELL"

struct Signal {
  Side side = Side::none;
  double confidence = 0.0;
};

// Buys an RSI below 35, sells above 65; 0.5 + 0.5 distance/35.
Signal rsi_signal(double rsi);
// Contrarian: buys an index of fear and greed below 25, sells above 75; 0.5 + 0.5 distance/25.
Signal fear_greed_signal(double index);
// The return over the last four steps of hourly closes, beyond half a percent; full at 3%.
Signal momentum_signal(std::span<const double> closes);
// A book's imbalance in [-1, 1] beyond 0.15; full at 0.5.
Signal book_signal(double imbalance);

struct ArbitrageSignal {
  Signal signal;
  double deviation = absent;  // price over the median of the others, less 1
};
// Buys what is cheaper than the median of at least two other venues by more than 0.8%, sells what is dearer;
// full at 2%.
ArbitrageSignal arbitrage_signal(double price, std::span<const double> others);

struct UptickParams {
  int window = 15;
  double min_dip = 0.002;
  double min_bounce = 0.0005;
};
// Buys the turn after a dip: within the last `window` one-minute closes the low lies at least two closes
// back, the fall to it and the rise from it are large enough, and the last two steps go up. 0.6 + 0.4 min(1,
// dip/1%).
Signal uptick_signal(std::span<const double> closes, const UptickParams& params = {});

}  // namespace tu::quant
