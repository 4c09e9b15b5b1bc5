// Deterministic prices for tests: a bounded walk of cents, as a pure function of the index.
#pragma once

#include <cstdint>

inline std::uint64_t walk_bits(std::uint64_t i) {
  i = (i + 0x9e3779b97f4a7c15ULL) * 0xbf58476d1ce4e5b9ULL;
  i = (i ^ (i >> 27)) * 0x94d049bb133111ebULL;
  return i ^ (i >> 31);
}
inline double walk_noise(std::uint64_t i) {
  return static_cast<double>(walk_bits(i) >> 11) * 0x1p-53;
}  // [0, 1)
inline double walk_price(int i) {
  const double swing = (i % 400 < 200 ? i % 200 : 200 - i % 200) * 0.05;
  return 100.0 + swing + static_cast<int>(walk_noise(static_cast<std::uint64_t>(i)) * 100.0) * 0.01;
}
