// Values of fields in the fast way: from p to one past the value, or nullptr where the slow way must look.
// Everywhere p < end, end[-1] is the '}' of the line (so nothing that looks for the end of a number can leave
// the line), and the 24 bytes before end are readable.
#pragma once

#include "wire/json.h"
#include "wire/note_keys.h"
#include "wire/swar.h"
#include "wire/value.h"

namespace tu::wire::fast {

inline constexpr double ten_to[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
inline constexpr std::uint64_t exact_max = std::uint64_t{1} << 53;

// A number with an exponent, or with more digits than a double holds exactly.
const char* long_real(const char* p, const char* end, double& x);

// Any number without exponent of at most 19 digits; the rest goes to long_real.
inline const char* plain_real(const char* p, const char* end, double& x) {
  const char* begin = p;
  const bool negative = *p == '-';
  p += negative;
  std::uint64_t m = 0;
  const char* whole = p;
  p = take_digits(p, end, m);
  std::ptrdiff_t digits = p - whole, places = 0;
  if (digits == 0 || (*whole == '0' && digits > 1)) return nullptr;
  if (*p == '.') {
    const char* fraction = ++p;
    p = take_digits(p, end, m);
    places = p - fraction;
    if (places == 0) return nullptr;
  }
  if (digits + places > 19 || m > exact_max || (*p | 0x20) == 'e') return long_real(begin, end, x);
  x = static_cast<double>(static_cast<std::int64_t>(m)) / ten_to[places];  // both exact: correctly rounded
  if (negative) x = -x;
  return p;
}

// From the bits of what is no digit in 32 bytes at p: where the number there ends, if it has no exponent.
[[gnu::always_inline]] inline const char* end_of_number(const char* p, unsigned other) {
  const unsigned whole = static_cast<unsigned>(std::countr_zero(other));
  if (other == 0 || whole == 0 || (*p == '0' && whole > 1)) return nullptr;
  if (p[whole] != '.') return p + whole;
  const unsigned behind = other & (other - 1);
  const unsigned stop = static_cast<unsigned>(std::countr_zero(behind));
  return behind != 0 && stop > whole + 1 ? p + stop : nullptr;
}

// The quick ones take what fills a stream and leave all else to the others. They do not look at what follows
// a number: the caller must see a comma or a brace there.

// A number without sign and exponent, of at most 8 digits before and after the point: its end is found in one
// step, so that reading the next field need not wait for the value of this one.
template <Check check, class End>
[[gnu::always_inline]] inline const char* quick_real(const char* p, End end, double& x) {
  const unsigned other = other_than_digits_of_16(p, end);
  const unsigned whole = static_cast<unsigned>(std::countr_zero(other));
  if (whole - 1 >= 8 || (*p == '0' && whole > 1)) return nullptr;
  const std::uint64_t before = first_in_place(load8(p, end), whole);
  std::uint64_t m;
  if (p[whole] == '.') {
    const unsigned stop = static_cast<unsigned>(std::countr_zero(other & (other - 1))),
                   places = stop - whole - 1;
    if (places - 1 >= 8 || stop > 15) return nullptr;
    m = two_eights(before, integer_ten_to[places], first_in_place(load8(p + whole + 1, end), places));
    x = static_cast<double>(static_cast<std::int64_t>(m)) / ten_to[places];  // of at most 14 digits: exact
    p += stop;
  } else {
    m = eight_digits(before);
    x = static_cast<double>(static_cast<std::int64_t>(m));
    p += whole;
  }
  if (check == Check::positive && m == 0) return nullptr;
  if (check == Check::unit_interval && x > 1) return nullptr;
  return p;
}

// A time of this century.
template <class End>
[[gnu::always_inline]] inline const char* quick_integer(const char* p, End end, std::int64_t& x) {
  if (!readable(p, end, 17) || p[16] != ',' || *p == '0' || digits_of_16(p) != 0xFFFF) return nullptr;
  x = static_cast<std::int64_t>(
      two_eights(load8(p) - byte_ones * '0', 100000000, load8(p + 8) - byte_ones * '0'));
  return p + 16;
}

// A number of at most 31 bytes without exponent, of which only the grammar counts.
template <class End>
[[gnu::always_inline]] inline const char* quick_number(const char* p, End end) {
  p += *p == '-';
  if (!readable(p, end, 32)) return nullptr;
  return end_of_number(p, ~(digits_of_16(p) | digits_of_16(p + 16) << 16));
}

// Whether the text of the key stands at p; of one without text it does.
template <class End>
[[gnu::always_inline]] inline bool stands_at(const KnownKey& key, const char* p, End end) {
  return readable(p, end, 32) && masked_same_32(p, key.text.data(), key.mask.data());
}

inline const char* real(const char* p, const char* end, double& x) {
  const char* after = quick_real<Check::none>(p, end, x);
  return after && (*after == ',' || *after == '}' || *after == ']') ? after : plain_real(p, end, x);
}

inline const char* integer(const char* p, const char* end, std::int64_t& x) {
  if (const char* after = quick_integer(p, end, x)) return after;
  const bool negative = *p == '-';
  p += negative;
  std::uint64_t m = 0;
  const char* begin = p;
  p = take_digits(p, end, m);
  const std::ptrdiff_t digits = p - begin;
  if (digits == 0 || digits > 18 || (*begin == '0' && digits > 1)) return nullptr;
  if (*p == '.' || (*p | 0x20) == 'e') return nullptr;
  x = negative ? -static_cast<std::int64_t>(m) : static_cast<std::int64_t>(m);
  return p;
}

// p is past the opening quote; the string is [p, result - 1).
inline const char* string(const char* p, const char* end) {
  const char* q = p;
  for (;;) {
    const std::uint64_t special = special_bytes(load8(q, end));
    if (special) {
      q += first_byte(special);
      if (q < end && *q == '"') return q + 1;
      break;
    }
    q += 8;
  }
  bool plain = true;
  Fault fault;
  q = skip_string(p - 1, end, plain, fault);
  return q && plain ? q : nullptr;
}

inline const char* flag(const char* p, const char* end, bool& x) {
  x = end - p >= 5 && std::memcmp(p, "true", 4) == 0;
  if (x) return p + 4;
  return end - p >= 6 && std::memcmp(p, "false", 5) == 0 ? p + 5 : nullptr;
}

const char* decimal(const char* p, const char* end, Check check, Decimal::Raw& x);
// [[price,size],...] without blanks.
const char* levels(const char* p, const char* end);

// A number of which only the grammar counts.
inline const char* number(const char* p, const char* end) {
  const int whole = std::countr_zero(other_than_digits_of_16(p, end));
  if (whole >= 1 && whole < 16 && p[whole] == '.' && (*p != '0' || whole == 1)) {
    const char* q = p + whole + 1;
    int n;
    do {
      n = std::countr_zero(other_than_digits_of_16(q, end));
      q += n;
    } while (n == 16);
    if (q > p + whole + 1 && (*q | 0x20) != 'e') return q;
  }
  Fault fault;
  return skip_number(p, end, fault);
}

// Any value of the outer object.
inline const char* any(const char* p, const char* end) {
  if (*p == '"') return string(p + 1, end);
  if (*p == '-' || is_digit(*p)) return number(p, end);
  Fault fault;
  return skip_value(p, end, 1, fault);
}

}  // namespace tu::wire::fast
