// A breaker from the outside world: funding, volatility index, taker ratio and fear add up to signals that
// raise the size of short positions.
#pragma once

#include <span>

#include "quant/number.h"

namespace tu::quant {

struct ExternalFactors {
  double funding = absent;
  double dvol = absent;
  double fng = absent;
  double taker = absent;
};
// Median of each over the first 10 scans; missing values dropped.
ExternalFactors median_factors(std::span<const ExternalFactors> scans);

struct BreakerSignals {
  double funding = 0.0, dvol = 0.0, taker = 0.0, fng = 0.0;  // each 0, 0.5 or 1
  double sum() const { return funding + dvol + taker + fng; }
};
// Fear counts only when the other three add up to one half at least. What is missing counts 0.
BreakerSignals breaker_signals(const ExternalFactors& factors);

// 1 + ln(1 + signals)/2 from one signal on, else 1.
double breaker_boost(double signals);

struct BreakerBeta {
  double threshold = absent;  // the 60% quantile of the velocities seen before
  double beta = 0.2;
};
// 0.8 when the slow velocity is at or above the threshold; a quarter more when the book's regime is +1. Hand
// in the past only: a threshold over all data knows the future.
double breaker_beta_at(double threshold, double slow_velocity, int book_regime = 0);
BreakerBeta breaker_beta(std::span<const double> history, double slow_velocity, int book_regime = 0);

// The boost fell so far within the day that the position must go.
inline bool boost_collapsed(double old_boost, double new_boost) {
  return at_least(old_boost, 1.25) && below(new_boost, 1.10);
}

}  // namespace tu::quant
