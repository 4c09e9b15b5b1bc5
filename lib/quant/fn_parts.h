// The pieces that exp, log and the error functions share. Internal to fn.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

#include "quant/double_double.h"

namespace tu::quant::fn {

// ln 2 in two parts: the first has 40 bits, so its product with any binary exponent is exact.
inline constexpr double ln2_hi = 0x1.62e42fefa2p-1;
inline constexpr double ln2_lo = 7.371002565167799e-13;

// x * 2^k with one rounding, for -2200 < k < 1100.
inline double scale_by_power_of_two(double x, int k) {
  const auto power = [](int e) { return std::bit_cast<double>(static_cast<std::uint64_t>(e + 1023) << 52); };
  if (k > 1023) return x * power(1023) * power(k - 1023);
  if (k < -1022) {
    // Down in two steps, the first of them exact: the subnormal result is rounded once.
    const int rest = k + 969;
    return rest < -1022 ? 0.0 : x * power(-969) * power(rest);
  }
  return x * power(k);
}

// e^r - 1 - r for |r| <= 0.35, by the series; the first term left out is below 2^-58 of r.
inline double exp_tail(double r) {
  double p = 1.0 / 87178291200.0;
  p = p * r + 1.0 / 6227020800.0;
  p = p * r + 1.0 / 479001600.0;
  p = p * r + 1.0 / 39916800.0;
  p = p * r + 1.0 / 3628800.0;
  p = p * r + 1.0 / 362880.0;
  p = p * r + 1.0 / 40320.0;
  p = p * r + 1.0 / 5040.0;
  p = p * r + 1.0 / 720.0;
  p = p * r + 1.0 / 120.0;
  p = p * r + 1.0 / 24.0;
  p = p * r + 1.0 / 6.0;
  return r * r * (0.5 + r * p);
}

// x + extra = k ln 2 + r + r_lo with |r| <= 0.35. Needs |x| < 800.
struct Reduced {
  int k;
  double r, r_lo;
};
inline Reduced reduce_by_ln2(double x, double extra) {
  const double k = std::floor(x * 1.4426950408889634 + 0.5);
  const double hi = x - k * ln2_hi;  // exact
  const double lo = k * ln2_lo - extra;
  const double r = hi - lo;
  return {static_cast<int>(k), r, (hi - r) - lo};
}

// e^(x + extra), extra being a correction far below x.
inline double exp_of_sum(double x, double extra) {
  if (!(x == x)) return x;
  if (x > 709.79) return std::bit_cast<double>(0x7ff0000000000000ULL);
  if (x < -746.0) return 0.0;
  const Reduced a = reduce_by_ln2(x, extra);
  const DoubleDouble lead = quick_two_sum(1.0, a.r);
  const double y = lead.hi + (lead.lo + (exp_tail(a.r) + a.r_lo * (1.0 + a.r)));
  return scale_by_power_of_two(y, a.k);
}

// A positive finite x = 2^k (1 + f) with sqrt(1/2) <= 1 + f < sqrt(2); f is exact.
struct Mantissa {
  int k;
  double f;
};
inline Mantissa split(double x) {
  int k = 0;
  if (x < 2.2250738585072014e-308) {
    x *= 18014398509481984.0;  // 2^54: out of the subnormals
    k = -54;
  }
  const auto bits = std::bit_cast<std::uint64_t>(x);
  k += static_cast<int>(bits >> 52) - 1023;
  double m = std::bit_cast<double>((bits & 0x000fffffffffffffULL) | 0x3ff0000000000000ULL);
  if (m > 1.4142135623730951) {
    m *= 0.5;
    ++k;
  }
  return {k, m - 1.0};
}

}  // namespace tu::quant::fn
