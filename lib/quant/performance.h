// How well a strategy did, each figure with its 95% interval and what it was counted from.
//
// Returns are fractions, one a UTC day (so a year has 365); results are money, one a closed round trip. What
// cannot be computed is absent. `enough` says whether the data can carry a conclusion: at least 30
// observations, and an interval that either leaves out the value of no skill (0, or 1 for the profit factor)
// or is narrow: within 0.1 for the win rate, 0.5 for ratios. The Sortino and Calmar ratios rest on the same
// days as the Sharpe ratio: where that one cannot carry a conclusion they cannot. Where no formula gives the
// interval it comes from 1,000 resamples, the same ones every time.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace tu::quant {

struct Estimate {
  std::optional<double> value, low, high;
  std::int64_t count = 0;
  bool enough = false;
};

inline constexpr double days_per_year = 365.0;
inline constexpr std::int64_t least_count = 30;  // observations

// Mean over deviation; the interval takes skewness and fat tails into account.
Estimate sharpe_annual(std::span<const double> daily_returns);
// Mean over the deviation of the losing days from 0.
Estimate sortino_annual(std::span<const double> daily_returns);
// Compound return a year over the largest drawdown (a fraction, as seen at any resolution).
Estimate calmar(std::span<const double> daily_returns, double max_drawdown);

// Trips that made nothing are neither wins nor losses, but count as trips.
Estimate win_rate(std::span<const double> results);
Estimate profit_factor(std::span<const double> results);  // wins over losses; absent without a loss
Estimate mean_result(std::span<const double> results);

// Largest (peak - value)/peak of a curve; 0 for a rising one.
double max_drawdown(std::span<const double> equity);
// The curve that daily returns make, starting from 1 (one element more than returns).
double max_drawdown_of_returns(std::span<const double> returns);

struct UnderWater {
  std::int64_t from = 0, to = 0;  // times of the peak and of its recovery (or of the end, if it never came)
  bool recovered = true;
  std::int64_t length() const { return to - from; }
};
// The longest stretch below an earlier peak. `ts` ascends, any unit, one for each value.
UnderWater longest_under_water(std::span<const std::int64_t> ts, std::span<const double> equity);

}  // namespace tu::quant
