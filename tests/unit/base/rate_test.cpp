#include "base/rate.h"

#include <catch2/catch.hpp>

using namespace tu;

namespace {

std::string read(std::string_view text) {
  const auto rate = parse_rate(text);
  return rate ? rate->str() : "none";
}

}  // namespace

TEST_CASE("a rate of 100% or more carries its unit: a bare 2 may be meant as 2%") {
  CHECK(read("2") == "none");
  CHECK(read("1") == "none");
  CHECK(read("-5") == "none");
  CHECK(read("0.999") == "0.999");
  CHECK(read("0") == "0");
  CHECK(read("200%") == "2");
  CHECK(read("20000bps") == "2");
  CHECK(unit_hint("2") == "; did you mean 2%?");
  CHECK(unit_hint("0.02").empty());
  CHECK(unit_hint("two").empty());
}
