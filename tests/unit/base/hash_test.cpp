#include "base/hash.h"

#include <catch2/catch.hpp>

#include "base/random.h"
#include "base/rate.h"

using namespace tu;

// Values of FIPS 180-2, appendix B.
TEST_CASE("SHA-256 of the standard's messages") {
  CHECK(hex(sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(hex(sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  Sha256 h;
  for (int i = 0; i < 1000; ++i) h.add(std::string(1000, 'a'));
  CHECK(hex(h.finish()) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  CHECK(short_hash("abc") == "ba7816bf8f01cfea");
}
TEST_CASE("random numbers depend on seed, stream and counter, and on nothing else") {
  CHECK(random_bits(1, 2, 3) == random_bits(1, 2, 3));
  CHECK(random_bits(1, 2, 3) != random_bits(2, 2, 3));
  CHECK(random_bits(1, 2, 3) != random_bits(1, 3, 3));
  CHECK(random_bits(1, 2, 3) != random_bits(1, 2, 4));
  CHECK(stream_of("size") != stream_of("settle"));
}
TEST_CASE("random units fill [0, 1) evenly") {
  int cell[10] = {};
  double sum = 0;
  for (std::uint64_t i = 0; i < 100000; ++i) {
    const double x = random_unit(7, stream_of("test"), i);
    REQUIRE(x >= 0);
    REQUIRE(x < 1);
    sum += x;
    ++cell[static_cast<int>(x * 10)];
  }
  CHECK(sum / 100000 == Approx(0.5).margin(0.005));
  for (const int n : cell) CHECK(n == Approx(10000).margin(500));
}
TEST_CASE("rates are percent, basis points or fractions") {
  CHECK(parse_rate("0.6%")->str() == "0.006");
  CHECK(parse_rate("60bps")->str() == "0.006");
  CHECK(parse_rate("0.006")->str() == "0.006");
  CHECK(parse_rate("-0.5bps")->str() == "-0.00005");
  for (const char* s : {"", "%", "bps", "6 %", "6%%", "0.0000000000000001bps", "x%"})
    CHECK_FALSE(parse_rate(s));
  CHECK(rate_text(*parse_rate("60bps")) == "0.6%");
  CHECK(rate_text(*parse_rate("100%")) == "100%");
}
