#include "quant/sharpe.h"

#include <cmath>

#include "quant/fn.h"
#include "quant/stats.h"

namespace tu::quant {

double sharpe(std::span<const double> returns) {
  if (returns.size() < 2) return absent;
  if (constant(returns)) return 0.0;
  return mean(returns) / sample_deviation(returns);
}

Moments moments(std::span<const double> returns) {
  if (returns.size() < 2 || constant(returns)) return {};
  const double centre = mean(returns);
  double m2 = 0.0, m3 = 0.0, m4 = 0.0;
  for (const double r : returns) {
    const double d = r - centre;
    m2 += d * d;
    m3 += d * d * d;
    m4 += d * d * d * d;
  }
  const auto n = static_cast<double>(returns.size());
  m2 /= n;
  return {m3 / n / (m2 * std::sqrt(m2)), m4 / n / (m2 * m2)};
}

double probabilistic_sharpe(double sr, double n, double skew, double kurt, double benchmark) {
  const double radicand = 1.0 - skew * sr + (kurt - 1.0) / 4.0 * sr * sr;
  if (!(n >= 2.0) || !(radicand > 0.0) || !known(benchmark)) return absent;
  return fn::normal_cdf((sr - benchmark) * std::sqrt(n - 1.0) / std::sqrt(radicand));
}

double expected_max_sharpe(double trials, double variance) {
  constexpr double euler_gamma = 0.5772156649015329;
  constexpr double e = 2.718281828459045;
  if (!(trials >= 1.0) || !(variance >= 0.0)) return absent;
  if (trials == 1.0) return 0.0;
  return std::sqrt(variance) * ((1.0 - euler_gamma) * fn::normal_quantile(1.0 - 1.0 / trials) +
                                euler_gamma * fn::normal_quantile(1.0 - 1.0 / (trials * e)));
}

DeflatedSharpe deflated_sharpe(std::span<const double> returns, std::span<const double> trial_sharpes) {
  const auto trials = static_cast<double>(trial_sharpes.size());
  DeflatedSharpe out;
  out.sr = sharpe(returns);
  const double deviation = trial_sharpes.size() == 1 ? 0.0 : sample_deviation(trial_sharpes);
  out.sr0 = expected_max_sharpe(trials, deviation * deviation);
  const Moments shape = moments(returns);
  out.dsr =
      probabilistic_sharpe(out.sr, static_cast<double>(returns.size()), shape.skew, shape.kurt, out.sr0);
  return out;
}

}  // namespace tu::quant
