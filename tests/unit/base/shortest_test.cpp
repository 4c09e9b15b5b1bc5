#include "base/shortest.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>

#include "base/random.h"
#include "base/text.h"

using namespace tu;

namespace {

// Another algorithm's answer, without zeros at the end.
text::Shortest other_way(double x) {
  const auto d = fmt::detail::dragonbox::to_decimal(x);
  text::Shortest s{d.significand, d.exponent};
  while (s.digits % 10 == 0) s.digits /= 10, ++s.exponent;
  return s;
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
    text::Shortest s = text::shortest(x);
    while (s.digits % 10 == 0) s.digits /= 10, ++s.exponent;
    const text::Shortest t = other_way(x);
    if (s.digits != t.digits || s.exponent != t.exponent) FAIL(x << ": " << s.digits << "e" << s.exponent);
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
