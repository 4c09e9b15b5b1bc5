#include "base/shortest.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>

#include "base/number_text.h"
#include "base/random.h"
#include "base/text.h"

using namespace tu;

namespace {

// Without zeros at the end: the value is digits * 10^exponent.
struct Decimal {
  std::uint64_t digits;
  int exponent;
  bool operator==(const Decimal&) const = default;
};
Decimal decimal_of(std::uint64_t digits, int exponent) {
  while (digits % 10 == 0) digits /= 10, ++exponent;
  return {digits, exponent};
}

double some_double(std::uint64_t i) {
  const std::uint64_t bits = random_bits(4, 1, i);
  switch (i % 4) {
    case 0:
      return std::ldexp(1.0 + static_cast<double>(bits >> 12) * 0x1p-52, static_cast<int>(bits % 66) - 16);
    case 1:
      return static_cast<double>(bits % 100'000'000) / 1e4;
    case 2:
      return std::nextafter(std::ldexp(1.0, static_cast<int>(bits % 60) - 14), bits & 64 ? 1e30 : 0.0);
    default:
      return static_cast<double>(bits % 1'000'000'000) / (1.0 + static_cast<double>(bits >> 48));
  }
}

}  // namespace

TEST_CASE("the shortest digits are those that another algorithm finds") {
  long compared = 0;
  for (std::uint64_t i = 0; i < 400'000; ++i) {
    const double x = some_double(i);
    int exponent = 0;
    if (!(x >= text::shortest_min && x < text::shortest_max) || std::frexp(x, &exponent) == 0.5) continue;
    const text::Shortest s = text::shortest(x);
    const Decimal ours = decimal_of(s.tens * 10 + s.last, s.places - 17);
    const auto other = fmt::detail::dragonbox::to_decimal(x);
    if (ours != decimal_of(other.significand, other.exponent))
      FAIL(x << ": " << ours.digits << "e" << ours.exponent);
    ++compared;
  }
  CHECK(compared > 300'000);
}

TEST_CASE("a written double reads back, and no more than 32 bytes are touched") {
  for (std::uint64_t i = 0; i < 200'000; ++i) {
    double x = some_double(i) * (i % 3 == 0 ? -1 : 1);
    char buffer[64];
    std::memset(buffer, '#', sizeof buffer);
    const char* end = text::put_real(buffer, x);
    for (int k = 32; k < 64; ++k)
      if (buffer[k] != '#') FAIL("byte " << k << " of " << x);
    const auto back = text::to_real({buffer, static_cast<std::size_t>(end - buffer)});
    if (!back || *back != x) FAIL(std::string(static_cast<const char*>(buffer), end));
  }
}

TEST_CASE("a double is written the same with the instructions of each processor") {
  const auto text_of = [](char* (*put)(char*, double), double x) {
    char buffer[64];
    return std::string(buffer, put(buffer, x));
  };
  long compared = 0;
  const auto compare = [&](double x) {
    if (text_of(text::put_real, x) != text_of(text::put_any_real, x))
      FAIL(text_of(text::put_real, x) << " and " << text_of(text::put_any_real, x));
    ++compared;
  };
  for (std::uint64_t i = 0; i < 400'000; ++i) {
    const double x = some_double(i);
    compare(i % 5 == 0 ? -x : x);
    compare(std::floor(x));
    compare(std::round(x * 10) / 10);
  }
  for (int e = -30; e < 30; ++e)
    for (const double power : {std::pow(10.0, e), std::ldexp(1.0, e * 2)})
      for (const double x : {power, std::nextafter(power, 0.0), std::nextafter(power, 1e300), power * 0.5,
                             power * 9.5, -power})
        compare(x);
  for (const double x : {0.0, -0.0, 5e-324, 1.7976931348623157e308, 1e14, 99999999999999.98, 1e-5})
    compare(x);
  CHECK(compared > 1'200'000);
}

TEST_CASE("integers of every length are written digit by digit") {
  std::int64_t x = 0;
  std::string expected;
  for (int n = 1; n <= 18; ++n) {
    x = x * 10 + n % 10;
    expected += static_cast<char>('0' + n % 10);
    char buffer[40];
    CHECK(std::string(buffer, text::put_integer(buffer, x)) == expected);
    CHECK(std::string(buffer, text::put_integer(buffer, -x)) == "-" + expected);
    std::int64_t ten = 1;
    for (int i = 1; i < n; ++i) ten *= 10;
    CHECK(std::string(buffer, text::put_integer(buffer, ten)) == "1" + std::string(n - 1, '0'));
    CHECK(std::string(buffer, text::put_integer(buffer, ten - 1)) ==
          (n == 1 ? "0" : std::string(n - 1, '9')));
  }
}
