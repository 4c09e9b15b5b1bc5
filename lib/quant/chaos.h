// How a series scales and diverges: largest Lyapunov exponent, Hurst exponent, fractal dimension.
//
// Whole series in, one figure out; NaN where it is not defined (too short, missing values, nothing to fit).
#pragma once

#include <span>
#include <vector>

#include "quant/number.h"

namespace tu::quant {

struct LyapunovParams {
  int m = 3;         // dimension of the embedding
  int tau = 1;       // delay
  int theiler = 10;  // neighbours nearer in time than this do not count
  int kmax = 8;      // steps followed
  double dt = 1.0;   // time of a step
};
struct Lyapunov {
  double lambda = absent;          // per unit of time
  std::vector<double> divergence;  // mean log distance after 0..kmax steps
};
// Rosenstein, Collins, De Luca (1993).
Lyapunov lyapunov_rosenstein(std::span<const double> x, const LyapunovParams& params = {});

struct HurstFit {
  double hurst = absent;
  std::vector<double> fluctuation;  // one a scale
};
// Detrended fluctuation analysis with straight lines, of increments such as log returns (Peng et al. 1994).
HurstFit hurst_dfa(std::span<const double> increments, std::span<const int> scales);

struct FractalFit {
  double dimension = absent;
  std::vector<double> lengths;  // of the curve at steps 1..kmax
};
// Higuchi (1988).
FractalFit higuchi_dimension(std::span<const double> x, int kmax = 8);

}  // namespace tu::quant
