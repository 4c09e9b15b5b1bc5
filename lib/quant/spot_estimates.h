// A spot price and its volatility from several venues' samples. Times are milliseconds.
#pragma once

#include <cstdint>
#include <span>

#include "quant/number.h"

namespace tu::quant {

struct TimedPrice {
  double price = absent;
  std::int64_t ts_ms = 0;
};

struct MedianPrice {
  double price = absent;
  int fresh = 0;
};
// Median of the prices younger than `stale_ms`. A stamp in the future is an error and left out.
MedianPrice median_price(std::span<const TimedPrice> feeds, std::int64_t now_ms,
                         std::int64_t stale_ms = 2500);

struct VolRule {
  std::int64_t window_ms = 300'000;
  int min_samples = 12;  // prices; never fewer than 3
  double lo = 0.10;
  double hi = 2.00;
};
struct VolEstimate {
  double raw = absent;  // sample deviation of log returns times the root of samples a year
  double vol = absent;  // the same within [lo, hi]
};
// Of the samples within the window up to now; `samples` ascend in time. Not known: no trade.
VolEstimate annual_vol(std::span<const TimedPrice> samples, std::int64_t now_ms, const VolRule& rule = {});

}  // namespace tu::quant
