// Four doubles that are computed with at once, by functions that are compiled with AVX (QUANT_AVX, pair.h).
// Each lane is rounded as a double of its own, so that four give the bits that four scalars would.
#pragma once

#if defined(__x86_64__)
#include <immintrin.h>

#include "quant/pair.h"

namespace tu::quant {

#define QUANT_FOUR __attribute__((target("avx"), always_inline)) inline

typedef double Four __attribute__((vector_size(32)));
using FourBits = decltype(Four{} > Four{});

QUANT_FOUR Four four_of(double x) {
  return Four{x, x, x, x};
}
QUANT_FOUR Four four(const double* p) {
  Four x;
  __builtin_memcpy(&x, p, sizeof x);
  return x;
}
QUANT_FOUR void store(double* p, Four x) {
  __builtin_memcpy(p, &x, sizeof x);
}
QUANT_FOUR __m256d beside(Pair a, Pair b) {
  return _mm256_insertf128_pd(_mm256_castpd128_pd256(reinterpret_cast<__m128d>(a)),
                              reinterpret_cast<__m128d>(b), 1);
}
// The first lanes of four pairs, and the second ones.
struct Lanes {
  Four first, second;
};
QUANT_FOUR Lanes lanes(const Pair* p) {
  const __m256d even = beside(p[0], p[2]), odd = beside(p[1], p[3]);
  return {reinterpret_cast<Four>(_mm256_unpacklo_pd(even, odd)),
          reinterpret_cast<Four>(_mm256_unpackhi_pd(even, odd))};
}
// As of pairs.
QUANT_FOUR Four larger(Four a, Four b) {
  return reinterpret_cast<Four>(_mm256_max_pd(reinterpret_cast<__m256d>(a), reinterpret_cast<__m256d>(b)));
}
QUANT_FOUR Four smaller(Four a, Four b) {
  return reinterpret_cast<Four>(_mm256_min_pd(reinterpret_cast<__m256d>(a), reinterpret_cast<__m256d>(b)));
}
QUANT_FOUR Four roots(Four x) {
  return reinterpret_cast<Four>(_mm256_sqrt_pd(reinterpret_cast<__m256d>(x)));
}
QUANT_FOUR Four magnitudes(Four x) {
  return reinterpret_cast<Four>(reinterpret_cast<FourBits>(x) & ~reinterpret_cast<FourBits>(four_of(-0.0)));
}
// a where the mask is set, else b.
QUANT_FOUR Four either(FourBits mask, Four a, Four b) {
  return reinterpret_cast<Four>(_mm256_blendv_pd(reinterpret_cast<__m256d>(b), reinterpret_cast<__m256d>(a),
                                                 reinterpret_cast<__m256d>(mask)));
}

// x where the mask is set, else 0.
QUANT_FOUR Four where(FourBits mask, Four x) {
  return reinterpret_cast<Four>(_mm256_and_pd(reinterpret_cast<__m256d>(mask), reinterpret_cast<__m256d>(x)));
}
QUANT_FOUR FourBits both(FourBits a, FourBits b) {
  return reinterpret_cast<FourBits>(
      _mm256_and_pd(reinterpret_cast<__m256d>(a), reinterpret_cast<__m256d>(b)));
}
QUANT_FOUR FourBits any_of(FourBits a, FourBits b) {
  return reinterpret_cast<FourBits>(_mm256_or_pd(reinterpret_cast<__m256d>(a), reinterpret_cast<__m256d>(b)));
}
// a where b is not set.
QUANT_FOUR FourBits without(FourBits a, FourBits b) {
  return reinterpret_cast<FourBits>(
      _mm256_andnot_pd(reinterpret_cast<__m256d>(b), reinterpret_cast<__m256d>(a)));
}
// Bit i: lane i is set.
QUANT_FOUR unsigned lanes_set(FourBits mask) {
  return static_cast<unsigned>(_mm256_movemask_pd(reinterpret_cast<__m256d>(mask)));
}
// The last lane of `before` and the first three of x.
QUANT_FOUR FourBits moved_up(FourBits before, FourBits x) {
  const __m256d b = reinterpret_cast<__m256d>(before), now = reinterpret_cast<__m256d>(x);
  return reinterpret_cast<FourBits>(_mm256_shuffle_pd(_mm256_permute2f128_pd(b, now, 0x21), now, 0b0101));
}

}  // namespace tu::quant
#endif
