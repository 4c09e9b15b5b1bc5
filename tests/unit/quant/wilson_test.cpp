#include "quant/wilson.h"

#include <catch2/catch.hpp>

using namespace tu::quant;

TEST_CASE("Wilson's interval agrees with the published values for 81 of 263") {
  // Newcombe (1998), "Two-sided confidence intervals for the single proportion", table I.
  const Interval i = wilson_interval(81, 263);
  CHECK(i.low == Approx(0.2553).margin(5e-5));
  CHECK(i.high == Approx(0.3662).margin(5e-5));
}

TEST_CASE("no win and no loss still leave room") {
  CHECK(wilson_interval(0, 20).low == 0.0);
  CHECK(wilson_interval(0, 20).high == Approx(0.1611).margin(5e-5));
  CHECK(wilson_interval(20, 20).high == 1.0);
  CHECK(wilson_interval(0, 0).low == 0.0);
  CHECK(wilson_interval(0, 0).high == 1.0);
}

TEST_CASE("the lower bound lies below the seen rate and closes in with more trials") {
  const double few = wilson_lower(11, 20, 0.80), many = wilson_lower(1100, 2000, 0.80);
  CHECK(few < many);
  CHECK(many < 0.55);
  CHECK(wilson_lower(11, 20, 0.5) == Approx(0.55));
}
