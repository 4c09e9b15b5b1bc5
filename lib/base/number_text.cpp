// Doubles and integers as text (number_read.cpp reads them). Market prices have few decimals, so exact
// decimals are tried first.
#include <fmt/format.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>

#include "base/avx2.h"
#include "base/number_text.h"
#include "base/number_text_avx2.h"
#include "base/text.h"

namespace tu::text {
namespace {

// The eight digits of x < 10^8 as bytes 0 to 9, the first in the lowest: halves of four, of two, of one, all
// at once.
std::uint64_t eight_digits_of(std::uint32_t x) {
  const std::uint64_t fours = std::uint64_t{x / 10000} | std::uint64_t{x % 10000} << 32;
  const std::uint64_t hundreds = (fours * 10486 >> 20) & 0x0000007F0000007F;
  const std::uint64_t twos = hundreds | (fours - hundreds * 100) << 16;
  const std::uint64_t tens = (twos * 103 >> 10) & 0x000F000F000F000F;
  return tens | (twos - tens * 10) << 8;
}
constexpr std::uint64_t ascii_zeros = 0x3030303030303030;
constexpr unsigned zero_bytes(int zero_bits) {
  return static_cast<unsigned>(zero_bits) / 8;
}

// The digits of two numbers below 10^8, as above.
struct SixteenDigits {
  std::uint64_t high, low;
};
[[gnu::always_inline]] inline SixteenDigits sixteen_digits_of(std::uint32_t high, std::uint32_t low) {
#if defined(__SSE2__)
  // Each half takes what is left into its lower part, so the digits come out last to first.
  const __m128i both = _mm_set_epi64x(low, high);
  const __m128i first_fours = _mm_srli_epi64(_mm_mul_epu32(both, _mm_set1_epi64x(0xD1B71759)), 45);
  const __m128i fours = _mm_add_epi64(both, _mm_mul_epu32(first_fours, _mm_set1_epi64x((1LL << 32) - 10000)));
  const __m128i hundreds = _mm_srli_epi16(_mm_mulhi_epu16(fours, _mm_set1_epi32(5243)), 3);
  const __m128i rest = _mm_sub_epi16(fours, _mm_mullo_epi16(hundreds, _mm_set1_epi32(100)));
  const __m128i twos = _mm_or_si128(rest, _mm_slli_epi32(hundreds, 16));
  const __m128i tens = _mm_mulhi_epu16(twos, _mm_set1_epi16(6554));
  const __m128i digits = _mm_add_epi16(twos, _mm_mullo_epi16(tens, _mm_set1_epi16(256 - 10)));
  const auto in_order = [](__m128i lowest) {
    return __builtin_bswap64(static_cast<std::uint64_t>(_mm_cvtsi128_si64(lowest)));
  };
  return {in_order(digits), in_order(_mm_unpackhi_epi64(digits, digits))};
#else
  return {eight_digits_of(high), eight_digits_of(low)};
#endif
}

char* put_8_digits(char* out, std::uint32_t x) {
  const std::uint64_t text = eight_digits_of(x) | ascii_zeros;
  std::memcpy(out, &text, 8);
  return out + 8;
}

// x < 10^8 without leading zeros; eight bytes are written.
char* put_small(char* out, std::uint32_t x) {
  const std::uint64_t digits = eight_digits_of(x);
  const unsigned zeros = zero_bytes(std::countr_zero(digits | std::uint64_t{1} << 56));
  const std::uint64_t text = (digits | ascii_zeros) >> 8 * zeros;
  std::memcpy(out, &text, 8);
  return out + 8 - zeros;
}

// At most 24 bytes are written.
char* put_unsigned(char* out, std::uint64_t x) {
  if (x < 10) {
    *out = static_cast<char>('0' + x);
    return out + 1;
  }
  if (x < 100'000'000) return put_small(out, static_cast<std::uint32_t>(x));
  const std::uint64_t high = x / 100'000'000;
  const std::uint32_t low = static_cast<std::uint32_t>(x % 100'000'000);
  if (high < 100'000'000) return put_8_digits(put_small(out, static_cast<std::uint32_t>(high)), low);
  out = put_small(out, static_cast<std::uint32_t>(high / 100'000'000));
  return put_8_digits(put_8_digits(out, static_cast<std::uint32_t>(high % 100'000'000)), low);
}

// `whole` (below 10^8) and the fraction `units` / 10^8, without zeros at the end; no point when it is zero.
// 17 bytes are written.
char* put_decimal(char* out, std::uint32_t whole, std::uint32_t units) {
  const SixteenDigits digits = sixteen_digits_of(whole, units);
  const unsigned zeros = zero_bytes(std::countr_zero(digits.high | std::uint64_t{1} << 56));
  const std::uint64_t before = (digits.high | ascii_zeros) >> 8 * zeros, after = digits.low | ascii_zeros;
  std::memcpy(out, &before, 8);
  out += 8 - zeros;
  *out = '.';
  std::memcpy(out + 1, &after, 8);
  return digits.low ? out + 9 - zero_bytes(std::countl_zero(digits.low)) : out;
}

// A number of the size of a market's, not an integer, with its point among or before its digits.
char* put_plain(char* out, Shortest d) {
  const bool less = d.tens < 1'000'000'000'000'000;  // one digit less than 17
  const std::uint64_t digits = d.tens * 10 + d.last,
                      all = digits + (9 * digits & -std::uint64_t{less});  // no branch: it is by chance
  const int point = static_cast<int>(d.places) - less;                     // digits before the decimal point
  const std::uint64_t nine = all / 100'000'000, first = nine / 100'000'000;
  const auto [high, low] = sixteen_digits_of(static_cast<std::uint32_t>(nine - first * 100'000'000),
                                             static_cast<std::uint32_t>(all - nine * 100'000'000));
  const unsigned n = low ? 17 - zero_bytes(std::countl_zero(low)) : 9 - zero_bytes(std::countl_zero(high));
  unsigned __int128 text = static_cast<unsigned __int128>(low | ascii_zeros) << 64 | (high | ascii_zeros);
  if (point <= 0) {
    std::memcpy(out, "0.0000", 6);
    out += 2 - point;
  }
  *out = static_cast<char>('0' + first);
  std::memcpy(out + 1, &text, 16);
  if (point <= 0) return out + n;
  text >>= 8 * (point - 1);
  out[point] = '.';
  std::memcpy(out + point + 1, &text, 16);
  return out + n + 1;
}

// Any digits m times 10^e that dragonbox found: plain when short, with an exponent otherwise.
char* put_scientific(char* out, std::uint64_t digits, int exponent) {
  char text[24];
  const int n = static_cast<int>(put_unsigned(text, digits) - text);
  const int point = n + exponent;  // digits before the decimal point
  if (point > 0 && point <= 17) {
    if (exponent >= 0) {
      std::memcpy(out, text, static_cast<std::size_t>(n));
      std::memset(out + n, '0', static_cast<std::size_t>(exponent));
      return out + point;
    }
    std::memcpy(out, text, static_cast<std::size_t>(point));
    out[point] = '.';
    std::memcpy(out + point + 1, text + point, static_cast<std::size_t>(n - point));
    return out + n + 1;
  }
  if (point <= 0 && point > -6) {
    *out++ = '0';
    *out++ = '.';
    std::memset(out, '0', static_cast<std::size_t>(-point));
    out += -point;
    std::memcpy(out, text, static_cast<std::size_t>(n));
    return out + n;
  }
  *out++ = text[0];
  if (n > 1) {
    *out++ = '.';
    std::memcpy(out, text + 1, static_cast<std::size_t>(n - 1));
    out += n - 1;
  }
  *out++ = 'e';
  const int e10 = point - 1;
  *out++ = e10 < 0 ? '-' : '+';
  const unsigned size = static_cast<unsigned>(e10 < 0 ? -e10 : e10);
  if (size < 10) *out++ = '0';
  return put_unsigned(out, size);
}

[[gnu::noinline]] char* put_any(char* out, double x) {
  const auto any = fmt::detail::dragonbox::to_decimal(x);
  return put_scientific(out, any.significand, any.exponent);
}

// Those that are no short decimal below 10^7, and not negative.
[[gnu::noinline]] char* put_other(char* out, double x) {
  if (x >= 1e7 && x < 1e15 && static_cast<double>(static_cast<std::int64_t>(x)) == x)
    return put_unsigned(out, static_cast<std::uint64_t>(x));
  if (x >= 1e7 && x < 1e8) {
    const std::uint64_t units = static_cast<std::uint64_t>(x * 1e4 + 0.5);
    if (static_cast<double>(static_cast<std::int64_t>(units)) / 1e4 == x)
      return put_decimal(out, static_cast<std::uint32_t>(units / 10000),
                         static_cast<std::uint32_t>(units % 10000) * 10000);
  }
  if (has_shortest(x)) return put_plain(out, shortest(x));
  return put_any(out, x);
}

}  // namespace

char* put_integer(char* out, std::int64_t x) {
  std::uint64_t size = static_cast<std::uint64_t>(x);
  if (x < 0) {
    *out++ = '-';
    size = ~size + 1;
  }
  return put_unsigned(out, size);
}

char* put_any_real(char* out, double x) {
  if (x < 0) {
    *out++ = '-';
    x = -x;
  }
  // Up to 15 digits no two decimals read as the same double, so one that reads back is the shortest.
  if (x < 1e7) [[likely]] {
    const std::int64_t units = static_cast<std::int64_t>(x * 1e8 + 0.5);
    if (static_cast<double>(units) / 1e8 == x) {
      const std::uint64_t all = static_cast<std::uint64_t>(units), whole = all / 100'000'000;
      return put_decimal(out, static_cast<std::uint32_t>(whole),
                         static_cast<std::uint32_t>(all - whole * 100'000'000));
    }
  }
  return put_other(out, x);
}

namespace {
// Constant at first, for whatever is written before main begins.
constinit auto best_put_real = put_any_real;
[[maybe_unused]] const bool has_best = [] {
#if defined(__x86_64__)
  if (has_avx2()) best_put_real = put_real_avx2;
#endif
  return true;
}();
}  // namespace

char* put_real(char* out, double x) {
  return best_put_real(out, x);
}

std::string of_real(double x) {
  char buffer[40];
  return {buffer, put_real(buffer, x)};
}

}  // namespace tu::text
