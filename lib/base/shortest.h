// The shortest decimal that reads back as a given double, for doubles of the sizes that markets have.
// R. Giulietti, "The Schubfach way to render doubles" (2020), sections 5 to 9. In [1e-5, 1e15) all of its
// powers of ten are whole and at most 10^27, and 5^27 < 2^63: so 128 bits hold everything exactly. Powers of
// two, whose lower neighbour is nearer, are left to the caller's other way.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

namespace tu::text {

struct Shortest {       // the value is (tens * 10 + last) * 10^(places - 17)
  std::uint64_t tens;   // 15 or 16 digits; zeros at the end do not count
  std::uint64_t last;   // 0 to 9
  std::int64_t places;  // digits before the decimal point when there are 17 in all, one more than with 16
};

namespace shortest_parts {

using Wide = unsigned __int128;

// How doubles of one size, c * 2^q, are scaled: (c << shift) * ten is c * 2^q in units of 10^(k + 1) / 2^64,
// for the k that has 10^k <= 2^q < 10^(k + 1). `half` is half the distance to the next double, from 0.05 up
// to 0.5, in units of 2^-64; all are whole.
struct Scale {
  std::uint64_t ten, half;
  std::int64_t shift, places;
};
constexpr int least_q = -69, most_q = -3;
inline constexpr auto scales = [] {
  std::array<Scale, most_q - least_q + 1> all{};
  for (int q = least_q; q <= most_q; ++q) {
    const int k = (q * 1262611) >> 22;  // floor(log10(2^q))
    std::uint64_t five = 1;
    for (int n = 0; n < -(k + 1); ++n) five *= 5;
    // c * 2^q / 10^(k + 1) = c * five * 2^(q - k - 1): what of the power of two does not fit in front of 64
    // bits of fraction
    const int two = 64 + q - k - 1, zeros = std::countl_zero(five);
    const int shift = two > zeros ? two - zeros : 0;
    const Wide next = Wide{five} << two;
    all[static_cast<std::size_t>(q - least_q)] = {five << (two - shift),
                                                  static_cast<std::uint64_t>(next >> 1), shift, k + 17};
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
  const Wide value = Wide{scale.ten} * (c << scale.shift);
  const std::uint64_t tens = static_cast<std::uint64_t>(value >> 64);
  const std::uint64_t above = static_cast<std::uint64_t>(value);  // the multiple of ten, in 2^-64 of ten
  const Wide whole = Wide{above} * 10;
  std::uint64_t last = static_cast<std::uint64_t>(whole >> 64);
  // The nearest whole number always is in the interval that reads back as x (half to even). Of the multiples
  // of ten at most one is in it, and then it is the shortest. It is chosen without branches: which it is
  // cannot be foretold.
  last += static_cast<std::uint64_t>(whole) > (std::uint64_t{1} << 63) - (last & 1);
  const std::uint64_t reach = scale.half - (c & 1);  // the ends belong to the interval when c is even
  const std::uint64_t up = above + reach < above;
  std::uint64_t none = static_cast<std::uint64_t>((above <= reach) | up) - 1;
  asm("" : "+r"(none));  // or a compiler makes branches
  return {tens + up, last & none, scale.places};
}

}  // namespace tu::text
