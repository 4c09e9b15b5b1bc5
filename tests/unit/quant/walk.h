// Deterministic prices for tests: a bounded walk of cents, as a pure function of the index.
#pragma once

#include <cstdint>
#include <cstring>

#include "quant/bar.h"
#include "quant/number.h"

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
// A market of many moods: lively, dead, without trades, and now and then with a wild bar.
inline tu::quant::Bar walk_bar(int i) {
  const auto at = 5 * static_cast<std::uint64_t>(i);
  const int mood = i / 300 % 4;
  const double price = mood == 1 ? 101.37 : walk_price(i) * (i % 1511 == 1500 ? 1e6 : 1.0);
  const double reach = mood == 1 ? 0.0 : walk_noise(at);
  return {price + reach, price - walk_noise(at + 1) * reach, price,
          mood == 2 ? 0.0 : 1000 * walk_noise(at + 2)};
}
// How many numbers of two structures of numbers differ by a bit; what is not known has no bits.
template <class Figures>
int differing_figures(const Figures& a, const Figures& b) {
  constexpr std::size_t count = sizeof(Figures) / sizeof(double);
  double x[count], y[count];
  std::memcpy(x, &a, sizeof a);
  std::memcpy(y, &b, sizeof b);
  int n = 0;
  for (std::size_t i = 0; i < count; ++i) n += tu::quant::known(x[i]) ? x[i] != y[i] : tu::quant::known(y[i]);
  return n;
}
