// Logistic regression with an L2 penalty on the weights (not on the intercept), by Newton's method.
//
// Minimises the sum over rows of ln(1 + e^z) - y z, z = intercept + weights x, plus (l2/2)|weights|^2. For l2
// > 0 the optimum is unique. No model without rows, without both classes, with l2 <= 0 or with rows of
// unequal length.
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace tu::quant {

struct LogisticModel {
  double intercept = 0.0;
  std::vector<double> weights;
  double loss = 0.0;  // at the optimum, penalty included
  double probability(std::span<const double> x) const;
};

using Rows = std::vector<std::vector<double>>;
std::optional<LogisticModel> fit_logistic(const Rows& x, std::span<const double> y, double l2);

}  // namespace tu::quant
