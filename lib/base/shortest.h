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

// A number of 192 bits: high * 2^64 + low.
struct Wider {
  Wide high;
  std::uint64_t low;

  Wider operator+(Wider o) const {
    const std::uint64_t sum = low + o.low;
    return {high + o.high + (sum < low), sum};
  }
  Wider operator-(Wider o) const { return {high - o.high - (low < o.low), low - o.low}; }
  // Its upper 64 bits; the last of them also tells of anything below.
  std::uint64_t round_to_odd() const {
    return static_cast<std::uint64_t>(high >> 64) | (static_cast<std::uint64_t>(high) > 1);
  }
};
inline Wider product(Wide g, std::uint64_t x) {
  const Wide low = Wide{static_cast<std::uint64_t>(g)} * x;
  return {Wide{static_cast<std::uint64_t>(g >> 64)} * x + (low >> 64), static_cast<std::uint64_t>(low)};
}
inline Wider shifted(Wide g, int bits) {  // by 1 to 63
  const std::uint64_t high = static_cast<std::uint64_t>(g >> 64), low = static_cast<std::uint64_t>(g);
  return {Wide{high >> (64 - bits)} << 64 | (high << bits | low >> (64 - bits)), low << bits};
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
  const Wider value = product(g, c << (h + 2)), half = shifted(g, h + 1);
  const std::uint64_t v = value.round_to_odd();
  const std::uint64_t lower = (value - half).round_to_odd() + odd;
  const std::uint64_t upper = (value + half).round_to_odd() - odd;
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
