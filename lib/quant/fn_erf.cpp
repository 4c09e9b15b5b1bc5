#include <cmath>

#include "quant/fn.h"
#include "quant/fn_parts.h"
#include "quant/number.h"

namespace tu::quant::fn {
namespace {

// (1 + 2x) e^(x^2) erfc(x) for 0.5 <= x <= 28.125 as a Chebyshev series in u = (x - 3.75)/(x + 3.75) * 17/13,
// which runs over [-1, 1]. The coefficients were computed with 60 digits; the first left out is below 1e-18.
constexpr double lead_hi = 1.2206343181892472;
constexpr double lead_lo = 4.1645610133106113e-17;
constexpr double series[] = {
    -0.06211979403531574,   -0.02354646353886491,    0.018211102410792768,    -0.00709570360446853,
    0.0020027221742623448,  -0.00043605688568457547, 7.251826307125243e-05,   -8.456099404182893e-06,
    4.628016706096576e-07,  4.87231259551725e-08,    -1.2760696695032705e-08, 6.274771662239319e-10,
    1.5038728666601032e-10, -2.3038947416364064e-11, -1.1405937179194505e-12, 5.029340213804315e-13,
    -1.227169698796059e-15, -1.027773066412279e-14,  3.148205388498985e-16,   2.19867260654873e-16,
    -9.539401503137978e-18, -5.10652056469243e-18};
constexpr int terms = sizeof(series) / sizeof(series[0]);

// e^(x^2) erfc(x) for 0.5 <= x <= 28.
double erfc_scaled(double x) {
  const double u = (x - 3.75) / (x + 3.75) * (17.0 / 13.0);
  double b1 = 0.0, b2 = 0.0;
  for (int k = terms - 1; k >= 0; --k) {
    const double b0 = 2.0 * u * b1 - b2 + series[k];
    b2 = b1;
    b1 = b0;
  }
  const double h = lead_hi + (u * b1 - b2 + lead_lo);
  return h / (1.0 + 2.0 * x);
}

// e^(-x^2 scale), scale a power of two, with the rounding error of the square carried along.
double exp_of_minus_square(double x, double scale) {
  const DoubleDouble square = two_product(x, x);
  return exp_of_sum(-square.hi * scale, -square.lo * scale);
}

// erf(x) - x for |x| <= 0.85, from erf = (2/sqrt(pi)) sum (-1)^n x^(2n+1) / (n! (2n+1)). Small beside x, so
// adding it to x or to 1 - x costs half a unit.
double erf_beyond(double x) {
  const double z = x * x;
  double sum = 0.0;
  double factorial = 355687428096000.0;  // 17!
  for (int n = 17; n >= 1; --n) {
    sum = ((n % 2 ? -1.0 : 1.0) / (factorial * (2 * n + 1)) + sum * z);
    factorial /= n;
  }
  constexpr double two_over_root_pi_less_one = 0.1283791670955126, two_over_root_pi = 1.1283791670955126;
  return x * (two_over_root_pi_less_one + two_over_root_pi * (sum * z));
}
double erf_series(double x) {
  return x + erf_beyond(x);
}

// erfc for x >= 0.5.
double erfc_tail(double x) {
  if (x > 27.3) return 0.0;
  if (x < 0.85) return (1.0 - x) - erf_beyond(x);
  return exp_of_minus_square(x, 1.0) * erfc_scaled(x);
}

// The normal distribution's tail beyond x >= 0.75.
double normal_tail(double x) {
  if (x > 38.6) return 0.0;
  if (x < 1.2) {
    DoubleDouble y = two_product(x, 0.7071067811865476);
    y.lo += x * -4.833646656726457e-17;  // what 1/sqrt(2) lost
    return 0.5 * ((1.0 - y.hi) - (erf_beyond(y.hi) + y.lo));
  }
  return 0.5 * exp_of_minus_square(x, 0.5) * erfc_scaled(x * 0.7071067811865476);
}

}  // namespace

double erf(double x) {
  const double a = std::fabs(x);
  if (a <= 0.85) return erf_series(x);
  if (!(a == a)) return x;
  const double value = a > 6.0 ? 1.0 : 1.0 - erfc_tail(a);
  return x < 0.0 ? -value : value;
}

double erfc(double x) {
  if (!(x == x)) return x;
  if (x >= 0.5) return erfc_tail(x);
  if (x > -0.85) return 1.0 - erf_series(x);
  return x < -6.0 ? 2.0 : 2.0 - erfc_tail(-x);
}

double normal_pdf(double x) {
  if (std::fabs(x) > 39.0) return 0.0;
  return 0.3989422804014327 * exp_of_minus_square(x, 0.5);
}

double normal_cdf(double x) {
  if (!(x == x)) return x;
  if (std::fabs(x) < 0.75) return 0.5 + 0.5 * erf_series(x * 0.7071067811865476);
  return x < 0.0 ? normal_tail(-x) : 1.0 - normal_tail(x);
}

double normal_quantile(double p) {
  if (!(p > 0.0 && p < 1.0)) return absent;
  if (p > 0.5) return -normal_quantile(1.0 - p);  // 1 - p is exact here
  if (p == 0.5) return 0.0;
  // Start within 4.5e-4 (Hastings, Approximations for Digital Computers, sheet 68), then Halley, which cubes
  // the error.
  const double t = std::sqrt(-2.0 * log(p));
  const double over = 2.515517 + t * (0.802853 + t * 0.010328);
  const double under = 1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  double x = over / under - t;
  for (int step = 0; step < 2; ++step) {
    const double density = normal_pdf(x);
    if (density < 1e-300) break;
    const double miss = (normal_cdf(x) - p) / density;
    x -= miss / (1.0 + 0.5 * x * miss);
  }
  return x;
}

}  // namespace tu::quant::fn
