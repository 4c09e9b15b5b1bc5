#include "base/text.h"

#include <bit>
#include <catch2/catch.hpp>
#include <charconv>
#include <cmath>
#include <limits>

using namespace tu;

namespace {
std::uint64_t next(std::uint64_t& state) {
  state += 0x9E3779B97F4A7C15;
  std::uint64_t z = state;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
  z = (z ^ z >> 27) * 0x94D049BB133111EB;
  return z ^ z >> 31;
}
std::string shortest(double x) {
  char buffer[64];
  return {buffer, std::to_chars(buffer, buffer + 64, x, std::chars_format::scientific).ptr};
}
// Number of significant digits of a text.
std::size_t digits_of(const std::string& s) {
  std::string d;
  for (char c : s.substr(0, s.find('e')))
    if (c >= '0' && c <= '9') d += c;
  d.erase(0, std::min(d.find_first_not_of('0'), d.size()));
  while (!d.empty() && d.back() == '0') d.pop_back();
  return d.size();
}
void check_number(double x) {
  const std::string s = text::of_real(x);
  const auto back = text::to_real(s);
  INFO(s << " for " << shortest(x));
  if (!back || *back != x || s.size() > 32 || digits_of(s) != digits_of(shortest(std::fabs(x))))
    FAIL("not a round trip");
}
}  // namespace

TEST_CASE("a price is written with its own few digits") {
  CHECK(text::of_real(0.1) == "0.1");
  CHECK(text::of_real(100) == "100");
  CHECK(text::of_real(64123.45) == "64123.45");
  CHECK(text::of_real(-2.5) == "-2.5");
  CHECK(text::of_real(0.00000001) == "0.00000001");
  CHECK(text::of_real(12345678.25) == "12345678.25");
  CHECK(text::of_real(0.1 + 0.2) == "0.30000000000000004");
}
TEST_CASE("zero has no sign") {
  CHECK(text::of_real(0.0) == "0");
  CHECK(text::of_real(-0.0) == "0");
}
TEST_CASE("integers below 1e15 carry neither point nor exponent") {
  CHECK(text::of_real(1e14) == "100000000000000");
  CHECK(text::of_real(999999999999999) == "999999999999999");
  CHECK(text::of_real(100000) == "100000");
  CHECK(text::of_real(-1e7) == "-10000000");
}
TEST_CASE("very large and very small numbers carry an exponent that JSON allows") {
  CHECK(text::of_real(1e21) == "1e+21");
  CHECK(text::of_real(1.5e-9) == "1.5e-09");
  CHECK(text::of_real(5e-324) == "5e-324");
  CHECK(text::of_real(std::numeric_limits<double>::max()) == "1.7976931348623157e+308");
}
TEST_CASE("random bit patterns are read back exactly, with as few digits as possible") {
  std::uint64_t state = 1;
  for (int i = 0; i < 200000; ++i) {
    const double x = std::bit_cast<double>(next(state));
    if (std::isfinite(x)) check_number(x);
  }
}
TEST_CASE("random decimals of all sizes are read back exactly, with as few digits as possible") {
  std::uint64_t state = 2;
  for (int i = 0; i < 300000; ++i) {
    const double scale = std::pow(10.0, static_cast<double>(next(state) % 20));
    check_number(static_cast<double>(next(state) % 10'000'000'000'000'000) / scale);
  }
}
TEST_CASE("reading agrees with the standard library on random text") {
  std::uint64_t state = 3;
  for (int i = 0; i < 300000; ++i) {
    std::string s = next(state) % 2 ? "-" : "";
    s += std::to_string(next(state) >> (next(state) % 64));
    if (next(state) % 3) {
      s += ".";
      for (int n = static_cast<int>(next(state) % 25) + 1; n > 0; --n)
        s += static_cast<char>('0' + next(state) % 10);
    }
    if (next(state) % 3 == 0) s += "e" + std::to_string(static_cast<int>(next(state) % 80) - 40);
    double expected = 0;
    std::from_chars(s.data(), s.data() + s.size(), expected);
    const auto x = text::to_real(s);
    if (!x || *x != expected) FAIL(s);
  }
}
TEST_CASE("only JSON's numbers are numbers") {
  for (const char* s :
       {"",    "-",  "+1", ".5",    "1.",   "01",  "-01", "1e", "1e+",   "0x10",           "nan",
        "inf", "1 ", " 1", "1.5.2", "1e5x", "--1", "1,5", "00", "1e400", "-1e999999999999"})
    CHECK_FALSE(text::to_real(s));
  CHECK(text::to_real("-0") == 0.0);
  CHECK(text::to_real("0e5") == 0.0);
  CHECK(text::to_real("1E+2") == 100.0);
  CHECK(text::to_real("1e-400") == 0.0);
  CHECK(text::to_real("0.00000000000000000000000000000000000000000000000001") == 1e-50);
  CHECK(text::to_real("123456789012345678901234567890") == 123456789012345678901234567890.0);
}
TEST_CASE("an integer is digits with an optional minus, within 64 bits") {
  CHECK(text::to_integer("0") == 0);
  CHECK(text::to_integer("-9223372036854775808") == std::numeric_limits<std::int64_t>::min());
  CHECK(text::to_integer("010") == 10);
  for (const char* s : {"", "-", "+1", " 1", "1 ", "1.0", "9223372036854775808", "0x10", "--1", "-+1"})
    CHECK_FALSE(text::to_integer(s));
}
TEST_CASE("integers are written whole, also the smallest") {
  char b[32];
  auto text_of = [&](std::int64_t x) { return std::string(b, text::put_integer(b, x)); };
  CHECK(text_of(0) == "0");
  CHECK(text_of(-7) == "-7");
  CHECK(text_of(1700000000000000) == "1700000000000000");
  CHECK(text_of(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
}
TEST_CASE("invalid UTF-8 is found: overlong, surrogate, beyond the last, cut") {
  CHECK(text::valid_utf8("plain, ümläut, 東京, 🚀"));
  for (std::string_view s :
       {"\xff", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "a\xe2\x82", "\x80"})
    CHECK_FALSE(text::valid_utf8(s));
}
TEST_CASE("control characters, quotes and backslashes are escaped; other text is kept") {
  std::string s;
  using namespace std::string_view_literals;
  text::append_escaped(s, "a\"b\\c\n\t\x01 東\0"sv);
  CHECK(s == "a\\\"b\\\\c\\n\\t\\u0001 東\\u0000");
}
TEST_CASE("splitting keeps empty parts") {
  CHECK(text::split("a,,b", ',').size() == 3);
  CHECK(text::split("", ',').size() == 1);
  CHECK(text::trim(" \t a b\r\n") == "a b");
  CHECK(text::trim("  ").empty());
}
TEST_CASE("a misspelt word finds its neighbour, a strange one finds nothing") {
  const std::string_view words[] = {"--window", "--trend", "--strict"};
  CHECK(text::nearest("--windw", words) == "--window");
  CHECK(text::nearest("--tredn", words) == "--trend");
  CHECK(text::nearest("--frobnicate", words).empty());
  CHECK(text::nearest("--x", words).empty());
}
