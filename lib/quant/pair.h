// Two doubles that are computed with at once. Each lane is rounded as a double of its own, so that a pair
// gives the bits that two scalars would.
#pragma once

namespace tu::quant {

typedef double Pair __attribute__((vector_size(16)));

inline Pair load(const double* p) {
  Pair x;
  __builtin_memcpy(&x, p, sizeof x);
  return x;
}
inline void store(double* p, Pair x) {
  __builtin_memcpy(p, &x, sizeof x);
}

// x lane by lane where it is above the limit, else 0: a mask, never a branch.
inline Pair keep_above(Pair x, Pair limit) {
  typedef long long Bits __attribute__((vector_size(16)));
  return reinterpret_cast<Pair>(reinterpret_cast<Bits>(x) & reinterpret_cast<Bits>(x > limit));
}

// Two moves, upwards and downwards: each where it is above 0 and above the other one, else 0. Which side
// moved further is a coin toss to a branch predictor.
inline Pair larger_gain(double up, double down) {
  return keep_above(Pair{up, down}, Pair{down > 0.0 ? down : 0.0, up > 0.0 ? up : 0.0});
}

}  // namespace tu::quant
