// Doubles as text with the instructions of AVX2 and BMI2: the same bytes, made in fewer steps.
#include "base/number_text_avx2.h"

#if defined(__x86_64__)

#include <cstring>

#include "base/avx2.h"
#include "base/number_text.h"
#include "base/shortest.h"

namespace tu::text {
#include "base/avx2_begin.inc"
namespace {

struct Constants {
  Sixteen<std::uint64_t> ten_thousandth{0xD1B71759}, minus_ten_thousand{(std::uint64_t{1} << 32) - 10000};
  Sixteen<std::uint32_t> hundredth{5243}, hundred{100};
  Sixteen<std::uint16_t> tenth{6554}, minus_ten_and_up{256 - 10};
  Sixteen<char> zero{'0'};
  // Sixteen bytes last to first, without the first `n` of them: at backwards + n.
  std::int8_t backwards[32] = {15, 14, 13, 12, 11, 10, 9,  8,  7,  6,  5,  4,  3,  2,  1,  0,
                               -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
};
constexpr Constants all_constants;

[[gnu::always_inline]] inline __m128i backwards(__m128i bytes, const std::int8_t* from) {
  return _mm_shuffle_epi8(bytes, _mm_loadu_si128(reinterpret_cast<const __m128i*>(from)));
}
[[gnu::always_inline]] inline void store(char* out, __m128i bytes) {
  _mm_storeu_si128(reinterpret_cast<__m128i*>(out), bytes);
}

// The sixteen digits of two numbers below 10^8, from the last one to the first: each half leaves the rest in
// its lower part.
[[gnu::always_inline]] inline __m128i digits_backwards(std::uint64_t high, std::uint64_t low,
                                                       const Constants& k) {
  const __m128i both = _mm_set_epi64x(static_cast<long long>(high), static_cast<long long>(low));
  const __m128i first_fours = _mm_srli_epi64(_mm_mul_epu32(both, k.ten_thousandth), 45);
  const __m128i fours = _mm_add_epi64(both, _mm_mul_epu32(first_fours, k.minus_ten_thousand));
  const __m128i hundreds = _mm_srli_epi16(_mm_mulhi_epu16(fours, k.hundredth), 3);
  const __m128i rest = _mm_sub_epi16(fours, _mm_mullo_epi16(hundreds, k.hundred));
  const __m128i twos = _mm_or_si128(rest, _mm_slli_epi32(hundreds, 16));
  const __m128i tens = _mm_mulhi_epu16(twos, k.tenth);
  return _mm_add_epi16(twos, _mm_mullo_epi16(tens, k.minus_ten_and_up));
}

}  // namespace

char* put_real_avx2(char* out, double x) {
  if (!has_shortest(x)) return put_any_real(out, x);
  const Constants* k = &all_constants;
  asm("" : "+r"(k));
  const Shortest d = shortest(x);
  const std::int64_t less = d.tens < 1'000'000'000'000'000;  // a zero in front
  const std::int64_t point = d.places - less;                // digits before the decimal point
  const std::uint64_t high = d.tens / 100'000'000;
  const __m128i digits = digits_backwards(high, d.tens - high * 100'000'000, *k);
  const __m128i text = _mm_or_si128(digits, k->zero);
  const unsigned used = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpgt_epi8(digits, _mm_setzero_si128())));
  const std::int64_t zeros = static_cast<std::int64_t>(_tzcnt_u64(std::uint64_t{used} << 1 | (d.last != 0)));
  char* end = out - less + 17;
  if (point <= 0) [[unlikely]] {
    std::memcpy(out, "0.0000", 6);
    out += 2 - point;
    store(out, backwards(text, k->backwards + less));
    end += 2 - point;
    end[-1] = static_cast<char>('0' + d.last);
    return end - zeros;
  }
  store(out, backwards(text, k->backwards + less));
  out[point] = '.';
  store(out + point + 1, backwards(text, k->backwards + d.places));
  *end = static_cast<char>('0' + d.last);
  end -= zeros;
  return end > out + point ? end + 1 : out + point;
}

#include "base/avx2_end.inc"
}  // namespace tu::text

#endif
