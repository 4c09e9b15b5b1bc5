// Value at risk and expected shortfall of a period, as losses (fractions; a negative one is a gain).
//
// `confidence` is a fraction such as 0.95. Missing returns are dropped. Historical: the quantile of the
// losses, and the mean of those at or beyond it. Parametric: of a normal distribution with the returns' mean
// and sample deviation; NaN for fewer than two.
#pragma once

#include <span>

#include "quant/number.h"

namespace tu::quant {

struct TailRisk {
  double var = absent;
  double es = absent;
};
TailRisk historical_tail_risk(std::span<const double> returns, double confidence);
TailRisk parametric_tail_risk(std::span<const double> returns, double confidence);

}  // namespace tu::quant
