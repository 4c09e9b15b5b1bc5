// Counter-based random numbers: a pure function of (seed, stream, counter). Nothing is remembered, so a
// replay draws the same numbers whatever else ran.
#pragma once

#include <cstdint>
#include <string_view>

namespace tu {

std::uint64_t random_bits(std::uint64_t seed, std::uint64_t stream, std::uint64_t counter);
double random_unit(std::uint64_t seed, std::uint64_t stream,
                   std::uint64_t counter);       // [0, 1), multiples of 2^-53
std::uint64_t stream_of(std::string_view name);  // a stream number from a name

}  // namespace tu
