#include "quant/fn.h"

#include <cmath>

#include "quant/fn_parts.h"
#include "quant/number.h"

namespace tu::quant::fn {
namespace {

// ln((1+s)/(1-s)) = 2s + s z (2/3 + 2/5 z + ...), z = s^2 <= 0.0295. This is the bracket times z.
double log_series(double z) {
  double p = 2.0 / 25.0;
  for (int odd = 23; odd >= 3; odd -= 2) p = p * z + 2.0 / odd;
  return p * z;
}

// k ln 2 + ln(1 + f) + extra.
double log_of(int k, double f, double extra) {
  const double s = f / (2.0 + f);
  const double half_square = 0.5 * f * f;
  const double low = s * (half_square + log_series(s * s)) + (k * ln2_lo + extra);
  return k * ln2_hi - ((half_square - low) - f);
}

// ln x to about 2^-66 of itself: pow multiplies the error by as much as 745.
DoubleDouble log_long(double x) {
  const auto [k, f] = split(x);
  const DoubleDouble s = DoubleDouble{f, 0.0} / two_sum(2.0, f);
  const DoubleDouble z = s * s;
  double p = 2.0 / 27.0;
  for (int odd = 25; odd >= 5; odd -= 2) p = p * z.hi + 2.0 / odd;
  const DoubleDouble two_thirds{0.6666666666666666, 3.700743415417188e-17};
  const DoubleDouble bracket = two_thirds + two_product(z.hi, p);
  const DoubleDouble mantissa_log = DoubleDouble{2.0 * s.hi, 2.0 * s.lo} + s * (z * bracket);
  return DoubleDouble{k * ln2_hi, 0.0} + two_product(k, ln2_lo) + mantissa_log;
}

bool is_integer(double y) {
  return std::floor(y) == y;
}
bool is_odd(double y) {
  return is_integer(y) && std::fabs(y) < 9007199254740992.0 && !is_integer(0.5 * y);
}

double pow_of_positive(double x, double y) {
  const DoubleDouble log_x = log_long(x);
  const double rough = y * log_x.hi;
  if (rough > 710.0) return infinite;
  if (rough < -746.0) return 0.0;
  const DoubleDouble exponent = two_product(y, log_x.hi);
  return exp_of_sum(exponent.hi, exponent.lo + y * log_x.lo);
}

}  // namespace

double exp(double x) {
  return exp_of_sum(x, 0.0);
}

double expm1(double x) {
  if (!(x == x)) return x;
  if (x > 40.0) return exp(x);
  if (x < -40.0) return -1.0;
  const Reduced a = reduce_by_ln2(x, 0.0);
  if (a.k == 0) return x + exp_tail(x);
  const DoubleDouble lead = two_sum(1.0 - scale_by_power_of_two(1.0, -a.k), a.r);
  const double y = lead.hi + (lead.lo + (exp_tail(a.r) + a.r_lo * (1.0 + a.r)));
  return scale_by_power_of_two(y, a.k);
}

double log(double x) {
  if (!(x > 0.0)) return x == 0.0 ? -infinite : absent;
  if (x == infinite) return x;
  const auto [k, f] = split(x);
  return log_of(k, f, 0.0);
}

double log1p(double x) {
  if (!(x > -1.0)) return x == -1.0 ? -infinite : absent;
  if (x == infinite) return x;
  if (std::fabs(x) < 1e-300) return x;
  if (x > -0.29 && x < 0.41) return log_of(0, x, 0.0);
  const double u = 1.0 + x;
  const double lost = x > 1.0 ? 1.0 - (u - x) : x - (u - 1.0);
  const auto [k, f] = split(u);
  return log_of(k, f, lost / u);
}

double pow(double x, double y) {
  if (y == 0.0 || x == 1.0) return 1.0;
  if (!(x == x) || !(y == y)) return absent;
  const double magnitude = std::fabs(x);
  const double sign = x < 0.0 && is_odd(y) ? -1.0 : 1.0;
  if (std::fabs(y) == infinite) {
    if (magnitude == 1.0) return 1.0;
    return (magnitude > 1.0) == (y > 0.0) ? infinite : 0.0;
  }
  if (magnitude == 0.0 || magnitude == infinite) {
    const double result = (magnitude == 0.0) == (y > 0.0) ? 0.0 : infinite;
    const bool keep_sign = std::signbit(x) && is_odd(y);
    return keep_sign ? -result : result;
  }
  if (x < 0.0 && !is_integer(y)) return absent;
  return sign * pow_of_positive(magnitude, y);
}

double tanh(double x) {
  const double a = std::fabs(x);
  if (!(a == a)) return x;
  double t = 1.0;
  if (a < 1.0) {
    const double e = expm1(-2.0 * a);
    t = -e / (e + 2.0);
  } else if (a < 22.0) {
    t = 1.0 - 2.0 / (expm1(2.0 * a) + 2.0);
  }
  return x < 0.0 ? -t : t;
}

}  // namespace tu::quant::fn
