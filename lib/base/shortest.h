// The shortest decimal that reads back as a given double, for doubles of the sizes that markets have.
// R. Giulietti, "The Schubfach way to render doubles" (2020), sections 5 to 9. In [1e-5, 1e15) all of its
// powers of ten are whole and at most 10^27, and 5^27 < 2^63: so 128 bits hold everything exactly. Powers of
// two, whose lower neighbour is nearer, are left to the caller's other way.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

namespace tu::text {

struct Shortest {
  std::uint64_t digits;  // 16 or 17 of them; zeros at the end do not count
  int exponent;          // the value is digits * 10^exponent
};

namespace shortest_parts {

using Wide = unsigned __int128;

// How doubles of one size, c * 2^q, are scaled: (c << shift) * ten is c * 2^q in units of 10^k / 2^64, and
// half is half the distance to the next double, which is from 0.5 up to 5 units of 10^k.
struct Scale {
  Wide half;
  std::uint64_t ten;  // 10^-k with its top bit moved to bit 63
  int shift, k;
};
constexpr int least_q = -69, most_q = -3;
inline constexpr auto scales = [] {
  std::array<Scale, most_q - least_q + 1> all{};
  for (int q = least_q; q <= most_q; ++q) {
    const int k = (q * 1262611) >> 22;             // floor(log10(2^q))
    const int h = q + ((-k * 1741647) >> 19) + 1;  // q + floor(log2(10^-k)) + 1
    std::uint64_t ten = 1;
    for (int n = 0; n < -k; ++n) ten *= 5;
    ten <<= std::countl_zero(ten);  // by at least one bit
    all[static_cast<std::size_t>(q - least_q)] = {(Wide{ten} << h) >> 1, ten, h, k};
  }
  return all;
}();

}  // namespace shortest_parts

constexpr double shortest_min = 1e-5, shortest_max = 1e15;

// x in [shortest_min, shortest_max) and no power of two.
[[gnu::always_inline]] inline Shortest shortest(double x) {
  using namespace shortest_parts;
  const std::uint64_t bits = std::bit_cast<std::uint64_t>(x);
  const std::uint64_t c = (bits & ((std::uint64_t{1} << 52) - 1)) | std::uint64_t{1} << 52;
  const Scale& scale = scales[(bits >> 52) - 1075 - static_cast<std::uint64_t>(least_q)];  // x = c * 2^q
  const std::uint64_t odd = c & 1;  // the ends of the interval belong to it when c is even
  const Wide value = Wide{scale.ten} * (c << scale.shift);
  const std::uint64_t whole = static_cast<std::uint64_t>(value >> 64),
                      part = static_cast<std::uint64_t>(value);
  // Of the multiples of ten at most one is in the interval, and then it is the shortest. Else it is the
  // nearest whole number, which always is in it. All are worked out, without branches: which it is cannot be
  // foretold.
  const std::uint64_t down = whole / 10 * 10;
  const Wide above = Wide{whole - down} << 64 | part;
  const std::uint64_t down_fits = above + odd <= scale.half;
  const std::uint64_t up_fits = above + scale.half >= (Wide{10} << 64) + odd;
  const std::uint64_t nearest = whole + (part > (std::uint64_t{1} << 63) - (whole & 1));  // half to even
  const std::uint64_t is_shorter = -(down_fits | up_fits);
  return {((down + 10 * up_fits) & is_shorter) | (nearest & ~is_shorter), scale.k};
}

}  // namespace tu::text
