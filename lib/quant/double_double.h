// An unevaluated sum of two doubles: about 106 bits, for the few places where 53 are not enough.
// Works by rounding errors that can be computed exactly; needs contraction off. Operands below 2^996 in
// magnitude.
#pragma once

namespace tu::quant {

struct DoubleDouble {
  double hi = 0.0;
  double lo = 0.0;
};

inline DoubleDouble two_sum(double a, double b) {
  const double sum = a + b;
  const double b_seen = sum - a;
  return {sum, (a - (sum - b_seen)) + (b - b_seen)};
}

// Needs |a| >= |b|, or a == 0.
inline DoubleDouble quick_two_sum(double a, double b) {
  const double sum = a + b;
  return {sum, b - (sum - a)};
}

// Exact product by splitting both factors into halves of 26 bits: no fused multiply-add, which not every
// machine has.
inline DoubleDouble two_product(double a, double b) {
  constexpr double splitter = 134217729.0;  // 2^27 + 1
  const double a_big = splitter * a;
  const double a_hi = a_big - (a_big - a);
  const double a_lo = a - a_hi;
  const double b_big = splitter * b;
  const double b_hi = b_big - (b_big - b);
  const double b_lo = b - b_hi;
  const double product = a * b;
  return {product, ((a_hi * b_hi - product) + a_hi * b_lo + a_lo * b_hi) + a_lo * b_lo};
}

inline DoubleDouble operator+(DoubleDouble a, DoubleDouble b) {
  DoubleDouble sum = two_sum(a.hi, b.hi);
  sum.lo += a.lo + b.lo;
  return quick_two_sum(sum.hi, sum.lo);
}

inline DoubleDouble operator*(DoubleDouble a, DoubleDouble b) {
  DoubleDouble product = two_product(a.hi, b.hi);
  product.lo += a.hi * b.lo + a.lo * b.hi;
  return quick_two_sum(product.hi, product.lo);
}

inline DoubleDouble operator/(DoubleDouble a, DoubleDouble b) {
  const double first = a.hi / b.hi;
  const DoubleDouble back = DoubleDouble{first, 0.0} * b;
  const double rest = ((a.hi - back.hi) - back.lo + a.lo) / b.hi;
  return quick_two_sum(first, rest);
}

}  // namespace tu::quant
