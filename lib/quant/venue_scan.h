// One look across the prices of several venues: the lowest, the middle one and the highest, and where the
// ends are. Five venues, the usual number, go through a fixed network of comparators without a branch; other
// numbers are sorted. Threads: none.
#pragma once

#include <bit>
#include <span>

#include "quant/number.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace tu::quant {

struct VenueScan {
  double low = absent, median = absent, high = absent;
  int lowest = -1, highest = -1;  // of equal ones the first
};

// One number that is compared without a branch: compilers make branches of the plain form, and prices that
// change are not foretold.
#if defined(__SSE2__)
using Lane = __m128d;
inline Lane lane_of(const double& x) {
  return _mm_load_sd(&x);
}
inline double number_of(Lane x) {
  return _mm_cvtsd_f64(x);
}
inline Lane lesser(Lane a, Lane b) {
  return _mm_min_sd(a, b);
}
inline Lane greater(Lane a, Lane b) {
  return _mm_max_sd(a, b);
}
#else
using Lane = double;
inline Lane lane_of(const double& x) {
  return x;
}
inline double number_of(Lane x) {
  return x;
}
inline Lane lesser(Lane a, Lane b) {
  return a < b ? a : b;
}
inline Lane greater(Lane a, Lane b) {
  return a > b ? a : b;
}
#endif

// Where x stands among five, one of which it is; of equal ones the first.
inline int place_in_five(const double* p, Lane x) {
#if defined(__SSE2__)
  const __m128d both = _mm_unpacklo_pd(x, x);
  const int first = _mm_movemask_pd(_mm_cmpeq_pd(_mm_loadu_pd(p), both));
  const int second = _mm_movemask_pd(_mm_cmpeq_pd(_mm_loadu_pd(p + 2), both));
  return std::countr_zero(static_cast<unsigned>(first | second << 2 | 1 << 4));
#else
  int place = 4;
  for (int i = 3; i >= 0; --i) place = p[i] == x ? i : place;
  return place;
#endif
}

// Of five finite prices.
inline VenueScan scan_of_five(const double* p) {
  const Lane p0 = lane_of(p[0]), p1 = lane_of(p[1]), p2 = lane_of(p[2]), p3 = lane_of(p[3]),
             p4 = lane_of(p[4]);
  const Lane low_a = lesser(p0, p1), high_a = greater(p0, p1);
  const Lane low_b = lesser(p3, p4), high_b = greater(p3, p4);
  // The lower of the lows and the higher of the highs are not the middle one of five; the middle one of the
  // three that are left is.
  const Lane f = greater(low_a, low_b), g = lesser(high_a, high_b);
  const Lane low = lesser(lesser(low_a, low_b), p2), high = greater(greater(high_a, high_b), p2);
  VenueScan s;
  s.low = number_of(low);
  s.high = number_of(high);
  s.median = number_of(greater(lesser(f, g), lesser(p2, greater(f, g))));
  s.lowest = place_in_five(p, low);
  s.highest = place_in_five(p, high);
  return s;
}

// Of any number of finite prices; nothing of none.
VenueScan scan_venues(std::span<const double> prices);

}  // namespace tu::quant
