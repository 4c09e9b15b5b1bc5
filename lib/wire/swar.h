// Eight bytes at a time in plain C++ (little-endian): what the fast way of decoding is built on. Nothing here reads at
// or beyond `end`.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

static_assert(std::endian::native == std::endian::little, "the eight-byte words are read as little-endian");

namespace tu::wire {

inline std::uint64_t load8(const char* p) {
  std::uint64_t w;
  std::memcpy(&w, p, 8);
  return w;
}

inline constexpr std::uint64_t byte_ones = 0x0101010101010101, byte_highs = 0x8080808080808080;

// The high bit of each byte that is '"', '\\', a control character or not ASCII. Right up to and including the first
// such byte; above it a carry may add false ones.
inline std::uint64_t special_bytes(std::uint64_t w) {
  std::uint64_t quote = w ^ byte_ones * '"', slash = w ^ byte_ones * '\\';
  return ((w - byte_ones * 0x20) | (quote - byte_ones) | (slash - byte_ones) | w) & byte_highs;
}

// The same for bytes that are no digit.
inline std::uint64_t other_than_digits(std::uint64_t w) {
  return ((w + byte_ones * 0x46) | (w - byte_ones * 0x30)) & byte_highs;
}

inline int first_byte(std::uint64_t highs) { return std::countr_zero(highs) >> 3; }

// Eight decimal digits, each 0..9 in its byte, the first in the lowest byte.
inline std::uint64_t eight_digits(std::uint64_t w) {
  w = w * 10 + (w >> 8);
  return ((w & 0x000000FF000000FF) * 0x000F424000000064 + (w >> 16 & 0x000000FF000000FF) * 0x0000271000000001) >> 32;
}

inline constexpr std::uint64_t integer_ten_to[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};

// The digits at p, added behind those in m (which wraps after 19: the caller counts). One past the last digit.
inline const char* take_digits(const char* p, const char* end, std::uint64_t& m) {
  while (end - p >= 8) {
    std::uint64_t w = load8(p), other = other_than_digits(w);
    if (!other) {
      m = m * 100000000 + eight_digits(w - byte_ones * '0');
      p += 8;
      continue;
    }
    int n = first_byte(other);
    if (n) m = m * integer_ten_to[n] + eight_digits((w - byte_ones * '0') << (64 - 8 * n));
    return p + n;
  }
  for (; p < end && static_cast<unsigned char>(*p - '0') < 10; ++p) m = m * 10 + static_cast<unsigned char>(*p - '0');
  return p;
}

// A name of at most 16 bytes as two words: equal words and sizes, equal names.
struct ShortName {
  std::uint64_t head = 0, tail = 0;
  std::uint32_t size = 0;
  bool operator==(const ShortName&) const = default;
  std::uint64_t hash() const {
    std::uint64_t h = (head ^ std::rotl(tail, 23) ^ size) * 0x9E3779B97F4A7C15;
    return h ^ h >> 32;
  }
};

// size <= 16 bytes at p, which lie before `end`.
inline ShortName short_name(const char* p, std::uint32_t size, const char* end) {
  ShortName n;
  n.size = size;
  if (size >= 8) {
    n.head = load8(p);
    n.tail = load8(p + size - 8);
  } else if (end - p >= 8) {
    n.head = size ? load8(p) << (64 - 8 * size) : 0;
  } else {
    for (std::uint32_t i = 0; i < size; ++i) n.head |= std::uint64_t{static_cast<unsigned char>(p[i])} << (64 - 8 * size + 8 * i);
  }
  return n;
}

}  // namespace tu::wire
