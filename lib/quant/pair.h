// Two doubles that are computed with at once. Each lane is rounded as a double of its own, so that a pair
// gives the bits that two scalars would.
#pragma once

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace tu::quant {

// A function that is compiled for processors with AVX: the same operations, three operands to an instruction.
#if defined(__x86_64__)
#define QUANT_AVX __attribute__((target("avx")))
inline bool has_avx() {
  return __builtin_cpu_supports("avx");
}
#else
#define QUANT_AVX
inline bool has_avx() {
  return false;
}
#endif

typedef double Pair __attribute__((vector_size(16)));
using PairBits = decltype(Pair{} > Pair{});

inline Pair load(const double* p) {
  Pair x;
  __builtin_memcpy(&x, p, sizeof x);
  return x;
}
inline void store(double* p, Pair x) {
  __builtin_memcpy(p, &x, sizeof x);
}

inline Pair pair_of(double x) {
  return Pair{x, x};
}

// One lane of each: {a0, b0}, {a1, b1}, {a1, b0}, {a0, b1}.
inline Pair lows(Pair a, Pair b) {
#if defined(__SSE2__)  // else a shift among integers where a lane is 0
  return reinterpret_cast<Pair>(_mm_unpacklo_pd(reinterpret_cast<__m128d>(a), reinterpret_cast<__m128d>(b)));
#else
  return __builtin_shufflevector(a, b, 0, 2);
#endif
}
inline Pair highs(Pair a, Pair b) {
  return __builtin_shufflevector(a, b, 1, 3);
}
inline Pair high_low(Pair a, Pair b) {
  return __builtin_shufflevector(a, b, 1, 2);
}
inline Pair low_high(Pair a, Pair b) {
  return __builtin_shufflevector(a, b, 0, 3);
}
inline Pair swapped(Pair x) {
  return __builtin_shufflevector(x, x, 1, 0);
}

// x lane by lane where the mask is set, else 0: never a branch.
inline Pair where(PairBits mask, Pair x) {
#if defined(__SSE2__)  // a mask among doubles: no way through the integer units
  return reinterpret_cast<Pair>(_mm_and_pd(reinterpret_cast<__m128d>(mask), reinterpret_cast<__m128d>(x)));
#else
  return reinterpret_cast<Pair>(mask & reinterpret_cast<PairBits>(x));
#endif
}
inline PairBits both(PairBits a, PairBits b) {
#if defined(__SSE2__)
  return reinterpret_cast<PairBits>(_mm_and_pd(reinterpret_cast<__m128d>(a), reinterpret_cast<__m128d>(b)));
#else
  return a & b;
#endif
}
// {x0, -x1}: a sign bit, nothing is rounded.
inline Pair second_negated(Pair x) {
  return reinterpret_cast<Pair>(reinterpret_cast<PairBits>(x) ^ reinterpret_cast<PairBits>(Pair{0.0, -0.0}));
}
inline Pair magnitudes(Pair x) {
  return reinterpret_cast<Pair>(reinterpret_cast<PairBits>(x) & ~reinterpret_cast<PairBits>(pair_of(-0.0)));
}

#if defined(__SSE2__)
// a > b ? a : b and a < b ? a : b in each lane; b when they are equal or one is NaN.
inline Pair larger(Pair a, Pair b) {
  return reinterpret_cast<Pair>(_mm_max_pd(reinterpret_cast<__m128d>(a), reinterpret_cast<__m128d>(b)));
}
inline Pair smaller(Pair a, Pair b) {
  return reinterpret_cast<Pair>(_mm_min_pd(reinterpret_cast<__m128d>(a), reinterpret_cast<__m128d>(b)));
}
inline Pair roots(Pair x) {
  return reinterpret_cast<Pair>(_mm_sqrt_pd(reinterpret_cast<__m128d>(x)));
}
// {x0 * x0, x1}
inline Pair first_squared(Pair x) {
  return reinterpret_cast<Pair>(_mm_mul_sd(reinterpret_cast<__m128d>(x), reinterpret_cast<__m128d>(x)));
}
// Bit i: lane i is set.
inline unsigned lanes_set(PairBits mask) {
  return static_cast<unsigned>(_mm_movemask_pd(reinterpret_cast<__m128d>(mask)));
}
// Whether a lane of either mask is set.
inline bool any(PairBits a, PairBits b) {
  return _mm_movemask_pd(_mm_or_pd(reinterpret_cast<__m128d>(a), reinterpret_cast<__m128d>(b))) != 0;
}
#else
inline Pair larger(Pair a, Pair b) {
  return Pair{a[0] > b[0] ? a[0] : b[0], a[1] > b[1] ? a[1] : b[1]};
}
inline Pair smaller(Pair a, Pair b) {
  return Pair{a[0] < b[0] ? a[0] : b[0], a[1] < b[1] ? a[1] : b[1]};
}
inline Pair roots(Pair x) {
  return Pair{__builtin_sqrt(x[0]), __builtin_sqrt(x[1])};
}
inline Pair first_squared(Pair x) {
  return Pair{x[0] * x[0], x[1]};
}
inline unsigned lanes_set(PairBits mask) {
  return (mask[0] != 0) | (mask[1] != 0) << 1;
}
inline bool any(PairBits a, PairBits b) {
  return (a[0] | a[1] | b[0] | b[1]) != 0;
}
#endif

// a < b ? a : b, never a branch.
inline double lesser(double a, double b) {
#if defined(__SSE2__)
  return _mm_cvtsd_f64(_mm_min_sd(_mm_set_sd(a), _mm_set_sd(b)));
#else
  return a < b ? a : b;
#endif
}

// a > b ? a : b, as little.
inline double greater(double a, double b) {
#if defined(__SSE2__)
  return _mm_cvtsd_f64(_mm_max_sd(_mm_set_sd(a), _mm_set_sd(b)));
#else
  return a > b ? a : b;
#endif
}

// std::sqrt without a look at errno.
inline double root(double x) {
#if defined(__SSE2__)
  const __m128d low = _mm_set_sd(x);
  return _mm_cvtsd_f64(_mm_sqrt_sd(low, low));
#else
  return __builtin_sqrt(x);
#endif
}

// Hides which lane was changed, so that both are stored: a load of the pair over a fresh store of one lane
// would wait until that has left the processor.
inline Pair whole(Pair x) {
#if defined(__SSE2__)
  asm("" : "+x"(x));
#endif
  return x;
}

// Two moves, upwards and downwards: each where it is above 0 and above the other one, else 0. Which side
// moved further is a coin toss to a branch predictor.
inline Pair larger_gain(Pair moves) {
  return where(moves > larger(swapped(moves), Pair{0.0, 0.0}), moves);
}

}  // namespace tu::quant
