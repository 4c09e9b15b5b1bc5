// Transcendental functions that answer with the same bits on every IEEE 754 machine.
//
// The C library's versions differ between processors and releases; these use only + - * /, sqrt, floor and
// bit patterns. Build with contraction off. Largest error seen over the tested range: 1 unit in the last
// place for exp, expm1, log, log1p, pow; 2 for tanh, erf and normal_pdf; 3 for erfc and normal_cdf. Domain
// errors answer NaN, overflow infinity. Method: argument reduction by ln 2 held in two doubles, then the
// series itself (no fitted constants); the scaled complementary error function is a Chebyshev expansion in (x
// - 3.75)/(x + 3.75).
#pragma once

namespace tu::quant::fn {

double exp(double x);
double expm1(double x);  // e^x - 1, exact near 0
double log(double x);
double log1p(double x);  // ln(1 + x), exact near 0
double pow(double x, double y);
double tanh(double x);

double erf(double x);
double erfc(double x);
double normal_pdf(double x);
double normal_cdf(double x);
double normal_quantile(double p);  // inverse of normal_cdf, |error| < 1e-12; p outside (0, 1) answers NaN

}  // namespace tu::quant::fn
