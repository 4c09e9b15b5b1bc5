// Part of text.h: what the ways of writing doubles have in common.
#pragma once

#include <bit>
#include <cstdint>

#include "base/shortest.h"

namespace tu::text {

// Whether shortest() knows the digits of x, and they are written without an exponent.
inline bool has_shortest(double x) {
  constexpr std::uint64_t least = std::bit_cast<std::uint64_t>(shortest_min),
                          most = std::bit_cast<std::uint64_t>(1e14);
  const std::uint64_t bits = std::bit_cast<std::uint64_t>(x);
  return bits - least < most - least && (bits & ((std::uint64_t{1} << 52) - 1)) != 0;
}

// Any finite double, with the instructions that every processor has.
char* put_any_real(char* out, double x);

}  // namespace tu::text
