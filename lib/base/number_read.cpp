// Text as doubles and integers. Market prices have few decimals, so exact decimal arithmetic is tried first:
// m / 10^k is correctly rounded when m and 10^k are exact doubles.
#include <charconv>
#include <cmath>
#include <cstring>

#include "base/text.h"

namespace tu::text {
namespace {

constexpr double power_of_ten[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                   1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
constexpr std::uint64_t exact_limit = std::uint64_t{1} << 53;

bool is_digit(char c) {
  return static_cast<unsigned char>(c - '0') < 10;
}

struct Scanned {
  std::uint64_t digits = 0;  // the first 19 significant ones
  int exponent = 0;          // of the last of them
  bool negative = false, cut = false;
};

const char* scan_exponent(const char* p, const char* end, int& exponent) {
  bool down = false;
  if (p < end && (*p == '+' || *p == '-')) down = *p++ == '-';
  if (p == end || !is_digit(*p)) return nullptr;
  int e = 0;
  for (; p < end && is_digit(*p); ++p)
    if (e < 100000) e = e * 10 + (*p - '0');
  exponent += down ? -e : e;
  return p;
}

// Eight digits at p as a number, or false: the usual trick of three multiplications on one 64-bit word.
bool eight_digits(const char* p, std::uint64_t& value) {
  std::uint64_t w;
  std::memcpy(&w, p, 8);
  if (((w & 0xF0F0F0F0F0F0F0F0) | (((w + 0x0606060606060606) & 0xF0F0F0F0F0F0F0F0) >> 4)) !=
      0x3333333333333333)
    return false;
  w -= 0x3030303030303030;
  w = w * 10 + (w >> 8);
  value = ((w & 0x000000FF000000FF) * 0x000F424000000064 +
           ((w >> 16) & 0x000000FF000000FF) * 0x0000271000000001) >>
          32;
  return true;
}

// Digits into s, at most 19 significant ones; what follows only moves the exponent (and marks the number as
// cut).
const char* scan_digits(const char* p, const char* end, Scanned& s, bool fraction) {
  std::uint64_t eight;
  while (end - p >= 8 && s.digits < 10'000'000'000 && eight_digits(p, eight)) {
    s.digits = s.digits * 100'000'000 + eight;
    if (fraction) s.exponent -= 8;
    p += 8;
  }
  for (; p < end && is_digit(*p); ++p) {
    if (s.digits < 1'000'000'000'000'000'000) {
      s.digits = s.digits * 10 + static_cast<std::uint64_t>(*p - '0');
      if (fraction) --s.exponent;
    } else {
      s.cut = true;
      if (!fraction) ++s.exponent;
    }
  }
  return p;
}

// JSON's grammar of numbers, over the whole text.
bool scan_number(std::string_view text, Scanned& s) {
  const char* p = text.data();
  const char* end = p + text.size();
  if (p < end && *p == '-') s.negative = true, ++p;
  if (p == end || !is_digit(*p)) return false;
  if (*p == '0') {
    ++p;
    if (p < end && is_digit(*p)) return false;
  } else {
    p = scan_digits(p, end, s, false);
  }
  if (p < end && *p == '.') {
    const char* first = ++p;
    p = scan_digits(p, end, s, true);
    if (p == first) return false;
  }
  if (p < end && (*p == 'e' || *p == 'E')) {
    p = scan_exponent(p + 1, end, s.exponent);
    if (!p) return false;
  }
  return p == end;
}

}  // namespace

std::optional<double> to_real(std::string_view text) {
  Scanned s;
  if (!scan_number(text, s)) return std::nullopt;
  if (s.digits == 0 && !s.cut) return s.negative ? -0.0 : 0.0;
  if (!s.cut && s.digits <= exact_limit && s.exponent >= -22 && s.exponent <= 22) {
    const double m = static_cast<double>(s.digits);
    const double x = s.exponent < 0 ? m / power_of_ten[-s.exponent] : m * power_of_ten[s.exponent];
    return s.negative ? -x : x;
  }
  double x = 0;
  const auto r = std::from_chars(text.data(), text.data() + text.size(), x);
  if (r.ec == std::errc::result_out_of_range && s.exponent < 0 && !(std::fabs(x) > 1))
    return s.negative ? -0.0 : 0.0;  // too small to be told from zero
  if (r.ec != std::errc() || !std::isfinite(x)) return std::nullopt;
  return x;
}

std::optional<std::int64_t> to_integer(std::string_view s) {
  if (s.empty() || (s[0] == '-' ? s.size() < 2 || !is_digit(s[1]) : !is_digit(s[0]))) return std::nullopt;
  std::int64_t x = 0;
  const auto r = std::from_chars(s.data(), s.data() + s.size(), x);
  if (r.ec != std::errc() || r.ptr != s.data() + s.size()) return std::nullopt;
  return x;
}

}  // namespace tu::text
