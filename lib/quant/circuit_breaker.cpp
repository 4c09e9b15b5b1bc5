#include "quant/circuit_breaker.h"

#include <algorithm>

#include "quant/fn.h"
#include "quant/stats.h"

namespace tu::quant {
namespace {

double median_of(std::span<const ExternalFactors> scans, double ExternalFactors::*member) {
  std::vector<double> values;
  for (const ExternalFactors& s : scans) {
    if (known(s.*member)) values.push_back(s.*member);
  }
  return median(values);
}

double under(double x, double whole, double half) {
  return below(x, whole) ? 1.0 : below(x, half) ? 0.5 : 0.0;
}

}  // namespace

ExternalFactors median_factors(std::span<const ExternalFactors> scans) {
  scans = scans.first(std::min<std::size_t>(scans.size(), 10));
  return {median_of(scans, &ExternalFactors::funding), median_of(scans, &ExternalFactors::dvol),
          median_of(scans, &ExternalFactors::fng), median_of(scans, &ExternalFactors::taker)};
}

BreakerSignals breaker_signals(const ExternalFactors& f) {
  BreakerSignals s;
  s.funding = under(f.funding, -0.0001, 0.0);
  s.dvol = above(f.dvol, 80.0) ? 1.0 : above(f.dvol, 55.0) ? 0.5 : 0.0;
  s.taker = under(f.taker, 0.80, 0.90);
  const bool confirmed = s.funding + s.dvol + s.taker >= 0.5;
  s.fng = confirmed ? under(f.fng, 25.0, 40.0) : 0.0;
  return s;
}

double breaker_boost(double signals) {
  return at_least(signals, 1.0) ? 1.0 + 0.5 * fn::log1p(signals) : 1.0;
}

double breaker_beta_at(double threshold, double slow_velocity, int book_regime) {
  const double beta = known(threshold) && slow_velocity >= threshold ? 0.8 : 0.2;
  return book_regime == 1 ? beta * 1.25 : beta;
}

BreakerBeta breaker_beta(std::span<const double> history, double slow_velocity, int book_regime) {
  BreakerBeta out;
  out.threshold = quantile(only_known(history), 0.60);
  out.beta = breaker_beta_at(out.threshold, slow_velocity, book_regime);
  return out;
}

}  // namespace tu::quant
