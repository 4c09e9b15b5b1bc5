#include "quant/performance.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "quant/fn.h"
#include "quant/number.h"
#include "quant/sharpe.h"
#include "quant/stats.h"
#include "quant/wilson.h"

namespace tu::quant {
namespace {

constexpr double z95 = 1.959963984540054;
constexpr int resamples = 1000;

std::optional<double> if_known(double x) {
  return known(x) ? std::optional<double>(x) : std::nullopt;
}

void judge(Estimate& e, double no_skill, double narrow) {
  if (e.count < least_count || !e.low || !e.high) return;
  const bool apart = *e.low > no_skill || *e.high < no_skill;
  e.enough = apart || *e.high - *e.low <= 2.0 * narrow;
}

// Student's 97.5% point from the normal one (Cornish and Fisher); within 1% from 3 degrees of freedom on.
double student_975(double freedom) {
  const double z = z95, z3 = z * z * z, z5 = z3 * z * z, z7 = z5 * z * z;
  const double f2 = freedom * freedom;
  return z + (z3 + z) / (4.0 * freedom) + (5.0 * z5 + 16.0 * z3 + 3.0 * z) / (96.0 * f2) +
         (3.0 * z7 + 19.0 * z5 + 17.0 * z3 - 15.0 * z) / (384.0 * f2 * freedom);
}

// Draw number `i` of resample `round`, below n: a pure function, so that a report can be repeated.
std::size_t draw(std::uint64_t round, std::uint64_t i, std::size_t n) {
  std::uint64_t x = round * 0x9e3779b97f4a7c15ULL + (i + 1) * 0xd1342543de82ef95ULL;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  x ^= x >> 31;
  return static_cast<std::size_t>(static_cast<double>(x >> 11) * 0x1p-53 * static_cast<double>(n));
}

// Percentile interval of `figure` over resamples with replacement. A figure without value (no loss drawn)
// counts as infinitely good; an end of the interval that lies there is left out.
template <class Figure>
void bootstrap(Estimate& e, std::span<const double> x, Figure figure) {
  if (x.size() < 3) return;
  std::vector<double> sample(x.size()), seen;
  seen.reserve(resamples);
  for (int round = 0; round < resamples; ++round) {
    for (std::size_t i = 0; i < x.size(); ++i) {
      sample[i] = x[draw(static_cast<std::uint64_t>(round), i, x.size())];
    }
    const double value = figure(sample);
    seen.push_back(known(value) ? value : infinite);
  }
  std::sort(seen.begin(), seen.end());
  e.low = if_known(seen[resamples * 25 / 1000]);
  e.high = if_known(seen[resamples * 975 / 1000]);
}

double sortino_of(std::span<const double> returns) {
  double squares = 0.0;
  for (const double r : returns) squares += r < 0.0 ? r * r : 0.0;
  if (returns.empty() || squares == 0.0) return absent;
  return mean(returns) / std::sqrt(squares / static_cast<double>(returns.size())) * std::sqrt(days_per_year);
}

double calmar_of(std::span<const double> returns, double drawdown) {
  if (returns.empty() || !(drawdown > 0.0)) return absent;
  double growth = 0.0;
  for (const double r : returns) growth += r > -1.0 ? fn::log1p(r) : -infinite;
  return fn::expm1(growth * days_per_year / static_cast<double>(returns.size())) / drawdown;
}

double profit_factor_of(std::span<const double> results) {
  double won = 0.0, lost = 0.0;
  for (const double p : results) (p > 0.0 ? won : lost) += std::fabs(p);
  return lost > 0.0 ? won / lost : absent;
}

Estimate counted(std::span<const double> x) {
  Estimate e;
  e.count = static_cast<std::int64_t>(x.size());
  return e;
}

}  // namespace

Estimate sharpe_annual(std::span<const double> returns) {
  Estimate e = counted(returns);
  if (returns.size() < 2 || constant(returns)) return e;
  const double year = std::sqrt(days_per_year);
  const double sr = sharpe(returns);
  e.value = sr * year;
  const Moments shape = moments(returns);
  const double radicand = 1.0 - shape.skew * sr + 0.25 * (shape.kurt - 1.0) * sr * sr;
  if (!known(radicand) || !(radicand > 0.0)) return e;
  const double freedom = static_cast<double>(returns.size() - 1);
  const double reach = student_975(freedom) * std::sqrt(radicand / freedom) * year;
  e.low = *e.value - reach;
  e.high = *e.value + reach;
  judge(e, 0.0, 0.5);
  return e;
}

Estimate sortino_annual(std::span<const double> returns) {
  Estimate e = counted(returns);
  e.value = if_known(sortino_of(returns));
  if (e.value) bootstrap(e, returns, sortino_of);
  judge(e, 0.0, 0.5);
  e.enough = e.enough && sharpe_annual(returns).enough;
  return e;
}

Estimate calmar(std::span<const double> returns, double drawdown) {
  Estimate e = counted(returns);
  e.value = if_known(calmar_of(returns, drawdown));
  if (e.value) {
    bootstrap(e, returns, [](std::span<const double> r) { return calmar_of(r, max_drawdown_of_returns(r)); });
  }
  judge(e, 0.0, 0.5);
  e.enough = e.enough && sharpe_annual(returns).enough;
  return e;
}

Estimate win_rate(std::span<const double> results) {
  Estimate e = counted(results);
  if (results.empty()) return e;
  const auto wins =
      static_cast<double>(std::count_if(results.begin(), results.end(), [](double p) { return p > 0; }));
  const auto trips = static_cast<double>(results.size());
  const Interval interval = wilson_interval(wins, trips);
  e.value = wins / trips;
  e.low = interval.low;
  e.high = interval.high;
  e.enough = e.count >= least_count && interval.high - interval.low <= 0.2;
  return e;
}

Estimate profit_factor(std::span<const double> results) {
  Estimate e = counted(results);
  e.value = if_known(profit_factor_of(results));
  if (e.value) bootstrap(e, results, profit_factor_of);
  judge(e, 1.0, 0.5);
  return e;
}

Estimate mean_result(std::span<const double> results) {
  Estimate e = counted(results);
  if (results.empty()) return e;
  e.value = mean(results);
  if (results.size() < 2) return e;
  const auto n = static_cast<double>(results.size());
  const double reach = student_975(n - 1.0) * sample_deviation(results) / std::sqrt(n);
  e.low = *e.value - reach;
  e.high = *e.value + reach;
  e.enough = e.count >= least_count && (*e.low > 0.0 || *e.high < 0.0);
  return e;
}

double max_drawdown(std::span<const double> equity) {
  double peak = -infinite, worst = 0.0;
  for (const double value : equity) {
    peak = value > peak ? value : peak;
    if (peak > 0.0) worst = std::max(worst, (peak - value) / peak);
  }
  return worst;
}

double max_drawdown_of_returns(std::span<const double> returns) {
  double value = 1.0, peak = 1.0, worst = 0.0;
  for (const double r : returns) {
    value *= 1.0 + r;
    peak = value > peak ? value : peak;
    worst = std::max(worst, (peak - value) / peak);
  }
  return worst;
}

UnderWater longest_under_water(std::span<const std::int64_t> ts, std::span<const double> equity) {
  const std::size_t n = std::min(ts.size(), equity.size());
  UnderWater longest;
  if (n == 0) return longest;
  std::size_t peak = 0;
  bool below_peak = false;
  const auto take = [&](std::size_t end, bool recovered) {
    if (ts[end] - ts[peak] > longest.length()) longest = {ts[peak], ts[end], recovered};
  };
  for (std::size_t i = 1; i < n; ++i) {
    if (equity[i] < equity[peak]) {
      below_peak = true;
      continue;
    }
    if (below_peak) take(i, true);
    below_peak = false;
    peak = i;
  }
  if (below_peak) take(n - 1, false);
  return longest;
}

}  // namespace tu::quant
