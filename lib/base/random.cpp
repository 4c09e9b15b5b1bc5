#include "base/random.h"

namespace tu {
namespace {

// The finaliser of splitmix64 (Steele, Lea, Flood 2014; variant 13 of Stafford): a bijection that mixes all
// bits.
std::uint64_t mix(std::uint64_t z) {
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
  z = (z ^ z >> 27) * 0x94D049BB133111EB;
  return z ^ z >> 31;
}
constexpr std::uint64_t golden = 0x9E3779B97F4A7C15;

}  // namespace

std::uint64_t random_bits(std::uint64_t seed, std::uint64_t stream, std::uint64_t counter) {
  const std::uint64_t key = mix(mix(seed + golden) + stream);
  return mix(mix(key + counter * golden) ^ key);
}

double random_unit(std::uint64_t seed, std::uint64_t stream, std::uint64_t counter) {
  return static_cast<double>(random_bits(seed, stream, counter) >> 11) * 0x1p-53;
}

std::uint64_t stream_of(std::string_view name) {
  std::uint64_t h = 0xCBF29CE484222325;  // FNV-1a
  for (const char c : name) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001B3;
  return mix(h);
}

}  // namespace tu
