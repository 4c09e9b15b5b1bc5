// The shortest decimal that reads back as a given double, for doubles of the sizes that markets have.
// R. Giulietti, "The Schubfach way to render doubles" (2020), sections 5 to 9. Here 10^n is exact in 128
// bits, which covers [1e-5, 1e15); powers of two, whose lower neighbour is nearer, are left to the caller's
// other way.
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

// 10^n with its top bit moved to bit 127.
inline constexpr auto tens = [] {
  std::array<Wide, 28> all{};
  Wide five = 1;  // 5^27 < 2^63
  for (std::size_t n = 0; n < all.size(); ++n, five *= 5) {
    Wide x = five;
    while (!(x >> 127)) x <<= 1;
    all[n] = x;
  }
  return all;
}();

// The upper 64 of 192 bits of g * x; the last bit also tells of anything below.
inline std::uint64_t round_to_odd(Wide g, std::uint64_t x) {
  const Wide low = Wide{static_cast<std::uint64_t>(g)} * x;
  const Wide high = Wide{static_cast<std::uint64_t>(g >> 64)} * x + (low >> 64);
  return static_cast<std::uint64_t>(high >> 64) | (static_cast<std::uint64_t>(high) > 1);
}

}  // namespace shortest_parts

constexpr double shortest_min = 1e-5, shortest_max = 1e15;

// x in [shortest_min, shortest_max) and no power of two.
inline Shortest shortest(double x) {
  using namespace shortest_parts;
  const std::uint64_t bits = std::bit_cast<std::uint64_t>(x);
  const std::uint64_t c = (bits & ((std::uint64_t{1} << 52) - 1)) | std::uint64_t{1} << 52;
  const int q = static_cast<int>(bits >> 52) - 1075;  // x = c * 2^q, -69 <= q <= -3
  const int k = (q * 1262611) >> 22;                  // floor(log10(2^q))
  const int h = q + ((-k * 1741647) >> 19) + 1;       // q + floor(log2(10^-k)) + 1
  const Wide g = tens[static_cast<std::size_t>(-k)];
  const std::uint64_t odd = c & 1;  // the ends of the interval belong to it when c is even
  const std::uint64_t v = round_to_odd(g, c << (h + 2));
  const std::uint64_t lower = round_to_odd(g, ((c << 2) - 2) << h) + odd;
  const std::uint64_t upper = round_to_odd(g, ((c << 2) + 2) << h) - odd;
  // All three candidates are worked out, without branches: which of them it is cannot be foretold.
  const std::uint64_t s = v >> 2, shorter = s / 10 * 10;
  const std::uint64_t down_fits = lower <= 4 * shorter, up_fits = 4 * shorter + 40 <= upper;
  const std::uint64_t floor_fits = lower <= 4 * s, ceiling_fits = 4 * s + 4 <= upper;
  const std::uint64_t nearest = v + (s & 1) > 4 * s + 2;  // half to even
  const std::uint64_t only_one = -(floor_fits ^ ceiling_fits), is_shorter = -(down_fits ^ up_fits);
  const std::uint64_t exact = s + ((ceiling_fits & only_one) | (nearest & ~only_one));
  return {((shorter + 10 * up_fits) & is_shorter) | (exact & ~is_shorter), k};
}

}  // namespace tu::text
