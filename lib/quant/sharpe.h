// Sharpe ratios and what they are worth after many trials.
//
// All per period, not annualised. Formulas: Bailey and Lopez de Prado, "The Sharpe ratio efficient frontier"
// (2012) and "The deflated Sharpe ratio" (2014). NaN where a figure is not defined.
#pragma once

#include <span>

#include "quant/number.h"

namespace tu::quant {

// Mean over sample deviation; 0 for a constant sample, NaN for fewer than two.
double sharpe(std::span<const double> returns);

// Third and fourth standardised population moments (3 is the normal's kurtosis); NaN for fewer than two or
// constant.
struct Moments {
  double skew = absent;
  double kurt = absent;
};
Moments moments(std::span<const double> returns);

// Probability that the true Sharpe ratio is above `benchmark`, seen `sr` over n periods.
double probabilistic_sharpe(double sr, double n, double skew, double kurt, double benchmark);

// The best Sharpe ratio to expect from `trials` strategies without skill whose Sharpe ratios vary by
// `variance`.
double expected_max_sharpe(double trials, double variance);

struct DeflatedSharpe {
  double sr = absent;
  double sr0 = absent;  // what the best of the trials would show by luck
  double dsr = absent;  // probability that sr is above sr0
};
DeflatedSharpe deflated_sharpe(std::span<const double> returns, std::span<const double> trial_sharpes);

}  // namespace tu::quant
