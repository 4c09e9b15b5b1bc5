#include "quant/lean.h"

#include <catch2/catch.hpp>

using namespace tu::quant;

TEST_CASE("a lean against extremes is half sure at the level and sure at a span beyond") {
  const Levels levels{35, 65, 35, 35};
  CHECK(lean_against(50, levels) == 0.0);
  CHECK(lean_against(35, levels) == 0.0);
  CHECK(lean_against(17.5, levels) == Approx(0.75));
  CHECK(lean_against(100, levels) == -1.0);
  CHECK(lean_against(65.0 + 1e-10, levels) == 0.0);
  CHECK(lean_against(101, levels) == 0.0);
  CHECK(lean_against(-1, levels) == 0.0);
  CHECK(lean_against(absent, levels) == 0.0);
}

TEST_CASE("a lean with the move needs more than the limit") {
  CHECK(lean_with(0.005, 0.005, 0.025) == 0.0);
  CHECK(lean_with(0.03, 0.005, 0.025) == Approx(1.0));
  CHECK(lean_with(-0.0175, 0.005, 0.025) == Approx(-0.75));
  CHECK(lean_with(-1, 0.005, 0.025) == -1.0);
  CHECK(lean_with(absent, 0.005, 0.025) == 0.0);
}

TEST_CASE("a deviation counts from the level itself on") {
  CHECK(lean_on_deviation(-2, -2, 2) == 0.5);
  CHECK(lean_on_deviation(3, -2, 2) == -0.75);
  CHECK(lean_on_deviation(9, -2, 2) == -1.0);
  CHECK(lean_on_deviation(1.999, -2, 2) == 0.0);
  CHECK(lean_on_deviation(absent, -2, 2) == 0.0);
}

TEST_CASE("what only sells is silent below its level") {
  CHECK(lean_on_top(69.9, 70) == 0.0);
  CHECK(lean_on_top(70, 70) == -0.5);
  CHECK(lean_on_top(85, 70) == Approx(-0.75));
  CHECK(lean_on_top(absent, 70) == 0.0);
}

TEST_CASE("a bounce is a close inside after one outside") {
  BandBounce bounce;
  CHECK(bounce.step(100, 110, 90) == 0.0);
  CHECK(bounce.step(89, 110, 90) == 0.0);
  CHECK(bounce.step(88, 110, 90) == 0.0);
  CHECK(bounce.step(91, 110, 90) == 0.6);
  CHECK(bounce.step(111, 110, 90) == 0.0);
  CHECK(bounce.step(110, 110, 90) == -0.6);
  bounce.step(111, 110, 90);
  bounce.forget();
  CHECK(bounce.step(100, 110, 90) == 0.0);
}

TEST_CASE("a trend speaks for its side, surer the further the averages stand apart") {
  const PairBits up = trends_of({}, 102.0, 101.0, 100.0, 1.0), down = trends_of({}, 80.0, 90.0, 100.0, 1.0);
  CHECK(lean_on_trend(up, 101.0, 100.0, 1.0) == Approx(0.625));
  CHECK(lean_on_trend(down, 90.0, 100.0, 1.0) == -1.0);
  CHECK(lean_on_trend(trends_of({}, 80.0, 100.2, 100.0, 1.0), 100.2, 100.0, 1.0) == 0.0);
  CHECK(lean_on_trend(trends_of({}, 102.0, 101.0, 100.0, 0.0), 101.0, 100.0, 0.0) == 0.0);
}
