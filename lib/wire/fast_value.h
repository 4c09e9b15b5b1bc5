// Values of fields in the fast way: from p to one past the value, or nullptr where the slow way must look.
#pragma once

#include "wire/json.h"
#include "wire/swar.h"
#include "wire/value.h"

namespace tu::wire::fast {

inline constexpr double ten_to[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

// A number with an exponent, or with more digits than a double holds exactly.
const char* long_real(const char* p, const char* end, double& x);

inline const char* real(const char* p, const char* end, double& x) {
  const char* begin = p;
  bool negative = p < end && *p == '-';
  p += negative;
  std::uint64_t m = 0;
  const char* whole = p;
  p = take_digits(p, end, m);
  std::ptrdiff_t digits = p - whole, places = 0;
  if (digits == 0 || p == end || (*whole == '0' && digits > 1)) return nullptr;
  if (*p == '.') {
    const char* fraction = ++p;
    p = take_digits(p, end, m);
    places = p - fraction;
    if (places == 0 || p == end) return nullptr;
  }
  if (digits + places > 19 || m > (std::uint64_t{1} << 53) || (*p | 0x20) == 'e') return long_real(begin, end, x);
  x = static_cast<double>(static_cast<std::int64_t>(m)) / ten_to[places];  // both exact: correctly rounded
  if (negative) x = -x;
  return p;
}

inline const char* integer(const char* p, const char* end, std::int64_t& x) {
  bool negative = p < end && *p == '-';
  p += negative;
  std::uint64_t m = 0;
  const char* begin = p;
  p = take_digits(p, end, m);
  std::ptrdiff_t digits = p - begin;
  if (digits == 0 || digits > 18 || p == end || (*begin == '0' && digits > 1)) return nullptr;
  if (*p == '.' || (*p | 0x20) == 'e') return nullptr;
  x = negative ? -static_cast<std::int64_t>(m) : static_cast<std::int64_t>(m);
  return p;
}

// p is past the opening quote; the string is [p, result - 1).
inline const char* string(const char* p, const char* end) {
  const char* q = p;
  while (end - q >= 8) {
    std::uint64_t special = special_bytes(load8(q));
    if (!special) {
      q += 8;
      continue;
    }
    q += first_byte(special);
    if (*q == '"') return q + 1;
    break;
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
// Any value; `level` is how many objects and arrays are open around it.
inline const char* any(const char* p, const char* end) {
  if (p < end && *p == '"') return string(p + 1, end);
  Fault fault;
  return skip_value(p, end, 1, fault);
}

}  // namespace tu::wire::fast
