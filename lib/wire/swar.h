// Eight bytes at a time in plain C++ (little-endian): what the fast way of decoding is built on. Where a
// function takes `end`, the eight bytes before it are readable, and nothing at or beyond it is read.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

static_assert(std::endian::native == std::endian::little, "the eight-byte words are read as little-endian");

namespace tu::wire {

inline std::uint64_t load8(const char* p) {
  std::uint64_t w;
  std::memcpy(&w, p, 8);
  return w;
}

inline std::uint32_t load4(const char* p) {
  std::uint32_t w;
  std::memcpy(&w, p, 4);
  return w;
}

// The bytes from p on, zeros where the line is over (p <= end).
[[gnu::always_inline]] inline std::uint64_t load8(const char* p, const char* end) {
  const std::ptrdiff_t left = end - p;
  if (left >= 8) return load8(p);
  return left ? load8(end - 8) >> (64 - 8 * left) : 0;
}

inline constexpr std::uint64_t byte_ones = 0x0101010101010101, byte_highs = 0x8080808080808080;

// The high bit of each byte that is '"', '\\', a control character or not ASCII. Right up to and including
// the first such byte; above it a carry may add false ones.
inline std::uint64_t special_bytes(std::uint64_t w) {
  const std::uint64_t quote = w ^ byte_ones * '"', slash = w ^ byte_ones * '\\';
  return ((w - byte_ones * 0x20) | (quote - byte_ones) | (slash - byte_ones) | w) & byte_highs;
}

// The same for bytes that are no digit.
inline std::uint64_t other_than_digits(std::uint64_t w) {
  return ((w + byte_ones * 0x46) | (w - byte_ones * 0x30)) & byte_highs;
}

inline int first_byte(std::uint64_t highs) {
  return std::countr_zero(highs) >> 3;
}

// Eight decimal digits, each 0..9 in its byte, the first in the lowest byte.
[[gnu::always_inline]] inline std::uint64_t eight_digits(std::uint64_t w) {
  w = w * 10 + (w >> 8);
  return ((w & 0x000000FF000000FF) * 0x000F424000000064 +
          (w >> 16 & 0x000000FF000000FF) * 0x0000271000000001) >>
         32;
}
// The first n (1 to 8) of the bytes of w, which are digits.
[[gnu::always_inline]] inline std::uint64_t first_digits(std::uint64_t w, int n) {
  return eight_digits((w - byte_ones * '0') << (64 - 8 * n));
}

inline constexpr std::uint64_t integer_ten_to[] = {1,      10,      100,      1000,     10000,
                                                   100000, 1000000, 10000000, 100000000};

// The digits at p, added behind those in m (which wraps after 19: the caller counts). One past the last
// digit.
inline const char* take_digits(const char* p, const char* end, std::uint64_t& m) {
  for (;;) {
    const std::uint64_t w = load8(p, end), other = other_than_digits(w);
    if (other) {
      const int n = first_byte(other);
      if (n) m = m * integer_ten_to[n] + first_digits(w, n);
      return p + n;
    }
    m = m * 100000000 + eight_digits(w - byte_ones * '0');
    p += 8;
  }
}

// A name of at most 16 bytes as two words: equal words and sizes, equal names.
struct ShortName {
  std::uint64_t head = 0, tail = 0;
  std::uint32_t size = 0;
  bool operator==(const ShortName&) const = default;
  constexpr std::uint64_t hash() const {
    const std::uint64_t h = (head ^ std::rotl(tail, 23) ^ size) * 0x9E3779B97F4A7C15;
    return h ^ h >> 32;
  }
};

constexpr std::uint64_t word_of(std::string_view bytes) {  // at most eight
  std::uint64_t w = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i)
    w |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << 8 * i;
  return w;
}
constexpr ShortName short_name(std::string_view name) {
  const std::size_t n = name.size();
  if (n < 8) return {n ? word_of(name) << (64 - 8 * n) : 0, 0, static_cast<std::uint32_t>(n)};
  return {word_of(name.substr(0, 8)), word_of(name.substr(n - 8)), static_cast<std::uint32_t>(n)};
}
inline ShortName short_name(const char* p, std::size_t size, const char* end) {
  if (size >= 8) return {load8(p), load8(p + size - 8), static_cast<std::uint32_t>(size)};
  return {size ? load8(p, end) << (64 - 8 * size) : 0, 0, static_cast<std::uint32_t>(size)};
}

}  // namespace tu::wire
