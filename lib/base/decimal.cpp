#include "base/decimal.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "base/text.h"

namespace tu {
namespace {

using Raw = Decimal::Raw;
using Wide = unsigned __int128;

constexpr std::uint64_t one = 1'000'000'000'000'000'000;  // units in 1
constexpr Wide raw_max = (Wide{1} << 127) - 1;

Wide size_of(Raw x) {
  return x < 0 ? ~static_cast<Wide>(x) + 1 : static_cast<Wide>(x);
}
std::optional<Raw> with_sign(Wide size, bool negative) {
  if (size > raw_max) return std::nullopt;
  const Raw x = static_cast<Raw>(size);
  return negative ? -x : x;
}

[[noreturn]] void impossible(const char* operation, Decimal a, Decimal b) {
  std::fprintf(stderr,
               "tradeutils: %s %s %s does not fit a decimal amount; stopped before writing a wrong one\n",
               a.str().c_str(), operation, b.str().c_str());
  std::_Exit(70);
}

struct Wide256 {
  Wide high, low;
};

Wide256 multiply(Wide a, Wide b) {
  const std::uint64_t a0 = static_cast<std::uint64_t>(a), a1 = static_cast<std::uint64_t>(a >> 64);
  const std::uint64_t b0 = static_cast<std::uint64_t>(b), b1 = static_cast<std::uint64_t>(b >> 64);
  const Wide p00 = Wide{a0} * b0, p01 = Wide{a0} * b1, p10 = Wide{a1} * b0, p11 = Wide{a1} * b1;
  const Wide middle = (p00 >> 64) + static_cast<std::uint64_t>(p01) + static_cast<std::uint64_t>(p10);
  return {p11 + (p01 >> 64) + (p10 >> 64) + (middle >> 64), middle << 64 | static_cast<std::uint64_t>(p00)};
}

struct Quotient {
  Wide value, rest;
  bool fits;
};

// One step of long division in limbs of 64 bits: (rest, limb) / d, where d has its top bit set and rest < d.
// The estimate from the top limbs is at most two too large (Knuth, The Art of Computer Programming 2, 4.3.1
// D).
std::uint64_t divide_limb(Wide& rest, std::uint64_t limb, Wide d) {
  const std::uint64_t d1 = static_cast<std::uint64_t>(d >> 64), d0 = static_cast<std::uint64_t>(d);
  Wide q = rest / d1, r = rest % d1;
  while (q >> 64 != 0 || q * d0 > (r << 64 | limb)) {
    --q;
    r += d1;
    if (r >> 64 != 0) break;
  }
  rest = (rest << 64 | limb) - q * d;  // modulo 2^128, where the true rest lies
  return static_cast<std::uint64_t>(q);
}

// n / d in 128 bits.
Quotient divide(Wide256 n, Wide d) {
  if (n.high >= d) return {0, 0, false};
  if (n.high == 0) return {n.low / d, n.low % d, true};
  if (d >> 64 == 0) {
    const Wide upper = n.high << 64 | n.low >> 64;  // n.high < d < 2^64
    const Wide q1 = upper / d;
    const Wide lower = (upper % d) << 64 | static_cast<std::uint64_t>(n.low);
    return {q1 << 64 | lower / d, lower % d, true};
  }
  const int shift = __builtin_clzll(static_cast<std::uint64_t>(d >> 64));
  Wide rest = n.high, low = n.low;
  if (shift > 0) {
    d <<= shift;
    rest = n.high << shift | n.low >> (128 - shift);
    low <<= shift;
  }
  const Wide q1 = divide_limb(rest, static_cast<std::uint64_t>(low >> 64), d);
  const Wide q0 = divide_limb(rest, static_cast<std::uint64_t>(low), d);
  return {q1 << 64 | q0, rest >> shift, true};
}

std::optional<Raw> rounded(Quotient q, Wide d, bool negative) {
  if (!q.fits) return std::nullopt;
  const Wide other = d - q.rest;  // avoids doubling the rest
  if (q.rest > other || (q.rest == other && (q.value & 1))) ++q.value;
  return with_sign(q.value, negative);
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Digits of a number: significant ones as an integer times 10^exponent. False when not a number or beyond 128
// bits.
struct Read {
  Wide digits = 0;
  int exponent = 0;
  bool negative = false;
};

bool add_digit(Read& r, int& zeros, char c) {
  if (c == '0') {  // kept back: trailing zeros need no room
    ++zeros;
    return true;
  }
  if (r.digits == 0) zeros = 0;
  for (; zeros >= 0; --zeros) {
    if (r.digits > raw_max / 10) return false;
    r.digits *= 10;
  }
  zeros = 0;
  r.digits += static_cast<Wide>(c - '0');
  return true;
}

bool read_number(std::string_view s, Read& r) {
  std::size_t i = 0;
  if (i < s.size() && s[i] == '-') r.negative = true, ++i;
  int zeros = 0;
  if (i == s.size() || !is_digit(s[i])) return false;
  for (; i < s.size() && is_digit(s[i]); ++i)
    if (!add_digit(r, zeros, s[i])) return false;
  if (i < s.size() && s[i] == '.') {
    const std::size_t first = ++i;
    for (; i < s.size() && is_digit(s[i]); ++i) {
      if (!add_digit(r, zeros, s[i])) return false;
      --r.exponent;
    }
    if (i == first) return false;
  }
  if (i < s.size() && (s[i] == 'e' || s[i] == 'E')) {
    ++i;
    bool down = false;
    if (i < s.size() && (s[i] == '+' || s[i] == '-')) down = s[i++] == '-';
    if (i == s.size()) return false;
    int e = 0;
    for (; i < s.size() && is_digit(s[i]); ++i)
      if (e < 100000) e = e * 10 + (s[i] - '0');
    r.exponent += down ? -e : e;
  }
  r.exponent += zeros;
  return i == s.size();
}

std::optional<Raw> scaled(Read r, bool round) {
  if (r.digits == 0) return Raw{0};
  int shift = r.exponent + Decimal::places;
  for (; shift > 0; --shift) {
    if (r.digits > raw_max / 10) return std::nullopt;
    r.digits *= 10;
  }
  if (shift == 0) return with_sign(r.digits, r.negative);
  if (!round) return std::nullopt;
  if (shift < -38) return Raw{0};
  Wide divisor = 1;
  for (; shift < 0; ++shift) divisor *= 10;
  return rounded({r.digits / divisor, r.digits % divisor, true}, divisor, r.negative);
}

}  // namespace

Decimal Decimal::from_integer(std::int64_t n) {
  return from_raw(Raw{n} * one);
}

std::optional<Decimal> Decimal::parse(std::string_view s) {
  Read r;
  if (!read_number(s, r)) return std::nullopt;
  const auto raw = scaled(r, false);
  return raw ? std::optional(from_raw(*raw)) : std::nullopt;
}

std::optional<Decimal> Decimal::from_real(double x) {
  // As text::put_real does: of up to eight decimals and 15 digits, the text that reads back is the shortest.
  if (const double size = std::fabs(x); size < 1e7) {
    const std::int64_t units = static_cast<std::int64_t>(size * 1e8 + 0.5);
    if (static_cast<double>(units) / 1e8 == size)
      return from_raw(Raw{x < 0 ? -units : units} * 10'000'000'000);
  }
  if (!std::isfinite(x)) return std::nullopt;
  char buffer[40];
  const char* end = text::put_real(buffer, x);
  Read r;
  if (!read_number({buffer, static_cast<std::size_t>(end - buffer)}, r)) return std::nullopt;
  const auto raw = scaled(r, true);
  return raw ? std::optional(from_raw(*raw)) : std::nullopt;
}

double Decimal::to_real() const {
  // m / 10^8 is correctly rounded when m is exact; all but odd amounts have at most eight decimals.
  const Raw m = units_ / 10'000'000'000;
  if (m * 10'000'000'000 == units_ && size_of(m) <= Wide{1} << 53)
    return static_cast<double>(static_cast<std::int64_t>(m)) / 1e8;
  char buffer[48];
  const char* end = put(buffer);
  return *text::to_real({buffer, static_cast<std::size_t>(end - buffer)});
}

char* Decimal::put(char* out) const {
  if (units_ < 0) *out++ = '-';
  const Wide size = size_of(units_);
  const Wide whole = size / one;
  std::uint64_t fraction = static_cast<std::uint64_t>(size % one);
  const Wide high = whole / one;  // at most 170: the whole part has up to 21 digits
  if (high != 0) {
    out = text::put_integer(out, static_cast<std::int64_t>(high));
    std::uint64_t rest = static_cast<std::uint64_t>(whole % one);
    for (int i = 17; i >= 0; --i, rest /= 10) out[i] = static_cast<char>('0' + rest % 10);
    out += 18;
  } else {
    out = text::put_integer(out, static_cast<std::int64_t>(whole));
  }
  if (fraction == 0) return out;
  *out++ = '.';
  for (int i = 17; i >= 0; --i, fraction /= 10) out[i] = static_cast<char>('0' + fraction % 10);
  out += 18;
  while (out[-1] == '0') --out;
  return out;
}

std::string Decimal::str() const {
  char buffer[48];
  return {buffer, put(buffer)};
}

std::optional<Decimal> Decimal::checked_add(Decimal a, Decimal b) {
  Raw sum;
  if (__builtin_add_overflow(a.units_, b.units_, &sum) || size_of(sum) > raw_max) return std::nullopt;
  return from_raw(sum);
}

std::optional<Decimal> Decimal::checked_mul(Decimal a, Decimal b) {
  const Quotient q = divide(multiply(size_of(a.units_), size_of(b.units_)), one);
  const auto raw = rounded(q, one, (a.units_ < 0) != (b.units_ < 0));
  return raw ? std::optional(from_raw(*raw)) : std::nullopt;
}

Decimal operator+(Decimal a, Decimal b) {
  const auto sum = Decimal::checked_add(a, b);
  if (!sum) impossible("+", a, b);
  return *sum;
}
Decimal operator-(Decimal a, Decimal b) {
  Raw difference;
  if (__builtin_sub_overflow(a.units_, b.units_, &difference) || size_of(difference) > raw_max)
    impossible("-", a, b);
  return Decimal::from_raw(difference);
}
Decimal operator*(Decimal a, Decimal b) {
  const auto product = Decimal::checked_mul(a, b);
  if (!product) impossible("*", a, b);
  return *product;
}
Decimal operator/(Decimal a, Decimal b) {
  if (b.is_zero()) impossible("/", a, b);
  const Wide d = size_of(b.units_);
  const auto raw = rounded(divide(multiply(size_of(a.units_), one), d), d, (a.units_ < 0) != (b.units_ < 0));
  if (!raw) impossible("/", a, b);
  return Decimal::from_raw(*raw);
}
Decimal Decimal::operator-() const {
  if (size_of(units_) > raw_max) impossible("-", Decimal{}, *this);
  return from_raw(-units_);
}

Decimal min(Decimal a, Decimal b) {
  return b < a ? b : a;
}
Decimal max(Decimal a, Decimal b) {
  return a < b ? b : a;
}

Decimal trunc_to(Decimal x, Decimal step) {
  if (step.is_zero()) return x;
  return Decimal::from_raw(x.raw() - x.raw() % step.raw());
}
Decimal floor_to(Decimal x, Decimal step) {
  const Decimal t = trunc_to(x, step);
  return t > x ? t - step : t;
}
Decimal ceil_to(Decimal x, Decimal step) {
  const Decimal t = trunc_to(x, step);
  return t < x ? t + step : t;
}

}  // namespace tu
