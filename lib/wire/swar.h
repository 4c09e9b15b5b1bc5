// Eight bytes at a time in plain C++ (little-endian), and sixteen where the processor has SSE2: what the fast
// way of decoding is built on. Where a function takes `end`, the eight bytes before it are readable. Nothing
// at or beyond an end that is a pointer is read. Of an Unknown end a newline is known to stand there at the
// latest, and 64 bytes from it on are readable, whatever they are.
#pragma once

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <array>
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

struct Unknown {
  const char *begin, *limit;  // of the line; of the newline that stands last
};
[[gnu::always_inline]] inline std::uint64_t load8(const char* p, Unknown) {
  return load8(p);
}

// Whether so many bytes from p on may be read.
[[gnu::always_inline]] inline bool readable(const char* p, const char* end, int bytes) {
  return end - p >= bytes;
}
[[gnu::always_inline]] inline bool readable(const char*, Unknown, int) {
  return true;
}

inline bool is_digit(char c) {
  return static_cast<unsigned char>(c - '0') < 10;
}

// Bit i of 16: byte i at p is a digit.
inline unsigned digits_of_16(const char* p) {
#if defined(__SSE2__)
  const __m128i from_zero =
      _mm_sub_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)), _mm_set1_epi8('0'));
  const __m128i digit = _mm_cmpeq_epi8(_mm_min_epu8(from_zero, _mm_set1_epi8(9)), from_zero);
  return static_cast<unsigned>(_mm_movemask_epi8(digit));
#else
  unsigned bits = 0;
  for (int i = 0; i < 16; ++i) bits |= static_cast<unsigned>(is_digit(p[i])) << i;
  return bits;
#endif
}

// Bit i: byte i at p is no digit. The bits from 16 on stand for all that follows, as do those of bytes behind
// the line.
inline unsigned other_than_digits_of_16(const char* p, const char* end) {
  const std::ptrdiff_t left = end - p;
  return left >= 16 ? ~digits_of_16(p) : ~(digits_of_16(end - 16) >> (16 - left));
}
inline unsigned other_than_digits_of_16(const char* p, Unknown) {
  return ~digits_of_16(p);
}

// Whether sixteen bytes are the same at each of four places.
[[gnu::always_inline]] inline bool same_16(const char* p, const char* q,
                                           const std::array<std::size_t, 4>& at) {
#if defined(__SSE2__)
  const auto same = [&](std::size_t i) {
    return _mm_cmpeq_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p + i)),
                          _mm_loadu_si128(reinterpret_cast<const __m128i*>(q + i)));
  };
  return _mm_movemask_epi8(_mm_and_si128(_mm_and_si128(same(at[0]), same(at[1])),
                                         _mm_and_si128(same(at[2]), same(at[3])))) == 0xFFFF;
#else
  std::uint64_t other = 0;
  for (const std::size_t i : at)
    other |= (load8(p + i) ^ load8(q + i)) | (load8(p + i + 8) ^ load8(q + i + 8));
  return other == 0;
#endif
}

// Whether 32 bytes are the same where `mask` has ones; q and mask are aligned.
[[gnu::always_inline]] inline bool masked_same_32(const char* p, const char* q, const char* mask) {
#if defined(__SSE2__)
  const auto other = [&](int i) {
    const __m128i here = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p + i));
    const __m128i there = _mm_load_si128(reinterpret_cast<const __m128i*>(q + i));
    return _mm_and_si128(_mm_xor_si128(here, there),
                         _mm_load_si128(reinterpret_cast<const __m128i*>(mask + i)));
  };
  const __m128i any = _mm_or_si128(other(0), other(16));
  return _mm_movemask_epi8(_mm_cmpeq_epi8(any, _mm_setzero_si128())) == 0xFFFF;
#else
  std::uint64_t other = 0;
  for (int i = 0; i < 32; i += 8) other |= (load8(p + i) ^ load8(q + i)) & load8(mask + i);
  return other == 0;
#endif
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
// The first n (1 to 8) of the bytes of w, which are digits: as numbers, in the last places of eight.
[[gnu::always_inline]] inline std::uint64_t first_in_place(std::uint64_t w, unsigned n) {
  return (w - byte_ones * '0') << (-8 * n & 63);
}
[[gnu::always_inline]] inline std::uint64_t first_digits(std::uint64_t w, int n) {
  return eight_digits(first_in_place(w, static_cast<unsigned>(n)));
}

inline constexpr std::uint64_t integer_ten_to[] = {1,      10,      100,      1000,     10000,
                                                   100000, 1000000, 10000000, 100000000};

// The values of two times eight digits, each 0..9 in its byte: high * scale + low.
[[gnu::always_inline]] inline std::uint64_t two_eights(std::uint64_t high, std::uint64_t scale,
                                                       std::uint64_t low) {
#if defined(__SSE2__)
  const __m128i digits = _mm_set_epi64x(static_cast<long long>(low), static_cast<long long>(high));
  const __m128i twos = _mm_srli_epi16(_mm_mullo_epi16(digits, _mm_set1_epi16(2561)), 8);  // 10 a + b
  const __m128i fours = _mm_madd_epi16(twos, _mm_set1_epi32(1 << 16 | 100));
  const __m128i eights = _mm_madd_epi16(_mm_packs_epi32(fours, fours), _mm_set1_epi32(1 << 16 | 10000));
  const std::uint64_t both = static_cast<std::uint64_t>(_mm_cvtsi128_si64(eights));
  return (both & 0xFFFFFFFF) * scale + (both >> 32);
#else
  return eight_digits(high) * scale + eight_digits(low);
#endif
}

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
// The eight bytes of a literal, as load8 reads them.
consteval std::uint64_t literal8(const char (&bytes)[9]) {
  return word_of({bytes, 8});
}
inline ShortName short_name(const char* p, std::size_t size, const char* end) {
  if (size >= 8) return {load8(p), load8(p + size - 8), static_cast<std::uint32_t>(size)};
  return {size ? load8(p, end) << (64 - 8 * size) : 0, 0, static_cast<std::uint32_t>(size)};
}

}  // namespace tu::wire
