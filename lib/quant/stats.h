// Sample statistics: mean, deviation, quantile, median, straight-line fit.
//
// NaN where a figure is not defined. Two passes; a constant sample has exactly its value as mean and
// deviation 0. Inputs must be finite: `only_known` drops the rest.
#pragma once

#include <span>
#include <vector>

#include "quant/number.h"

namespace tu::quant {

std::vector<double> only_known(std::span<const double> x);
bool all_known(std::span<const double> x);
bool constant(std::span<const double> x);  // also true of an empty one

double mean(std::span<const double> x);
double population_deviation(std::span<const double> x);
double sample_deviation(std::span<const double> x);  // NaN for fewer than two
double median(std::span<const double> x);

// Type 7: linear between order statistics, h = (n-1) q.
double quantile(std::span<const double> x, double q);
double quantile_sorted(std::span<const double> sorted, double q);

struct Line {
  double slope = absent;
  double intercept = absent;
  double r2 = absent;        // NaN if y is constant
  double slope_se = absent;  // NaN for two points or fewer
};
// Least squares y = intercept + slope x over the shorter length; all NaN for a constant x or fewer than two
// points.
Line fit_line(std::span<const double> x, std::span<const double> y);

}  // namespace tu::quant
