#include "quant/blend.h"

#include <catch2/catch.hpp>
#include <vector>

using namespace tu::quant;

namespace {
using Voices = std::vector<Voice>;
Voice says(double weight, int side, double confidence) {
  return {weight, side, confidence, true, true, true};
}
Voice missing(double weight) {
  return {weight, 0, 0, false, true, true};
}
}  // namespace

TEST_CASE("a fresh source that says nothing counts below the line, a missing one lowers coverage only") {
  const auto silent = blend(Voices{says(1, +1, 0.8), says(1, 0, 0)}, Blend::composite);
  CHECK(silent.side == +1);
  CHECK(silent.value == Approx(0.4));
  CHECK(silent.coverage == Approx(1.0));
  const auto away = blend(Voices{says(1, +1, 0.8), missing(1)}, Blend::composite);
  CHECK(away.value == Approx(0.8));
  CHECK(away.coverage == Approx(0.5));
}

TEST_CASE("dissent is subtracted") {
  const auto v = blend(Voices{says(2, +1, 1), says(1, -1, 1)}, Blend::composite);
  CHECK(v.side == +1);
  CHECK(v.value == Approx(1.0 / 3));
  CHECK(v.voices == 1);
  CHECK(blend(Voices{says(1, +1, 1), says(1, -1, 1)}, Blend::composite).side == 0);
}

TEST_CASE("a source that cannot speak for a side is left out of its sum and of its coverage") {
  Voice uptick = says(3, 0, 0);
  uptick.sells = false;
  const auto v = blend(Voices{uptick, says(1, -1, 0.9)}, Blend::composite);
  CHECK(v.side == -1);
  CHECK(v.value == Approx(0.9));
  CHECK(v.coverage == Approx(1.0));
  Voice bought = says(3, +1, 1);
  bought.sells = false;
  CHECK(blend(Voices{bought, says(1, -1, 0.9)}, Blend::composite).side == -1);  // 0.525 to buy, 0.9 to sell
}

TEST_CASE("nobody, or nobody fresh, is no side") {
  CHECK(blend(Voices{}, Blend::composite).side == 0);
  CHECK(blend(Voices{missing(1)}, Blend::composite).side == 0);
  CHECK(blend(Voices{missing(1)}, Blend::confirming).side == 0);
}

TEST_CASE("the two readings of the majority differ in what they divide by") {
  const Voices v{says(0.22, +1, 0.9), says(0.10, +1, 0.6), says(0.14, -1, 1), says(0.54, 0, 0)};
  const auto a = blend(v, Blend::confirming), b = blend(v, Blend::all_weights);
  CHECK(a.side == +1);
  CHECK(a.voices == 2);
  CHECK(a.value == Approx((0.22 * 0.9 + 0.10 * 0.6) / 0.32));
  CHECK(b.value == Approx(0.22 * 0.9 + 0.10 * 0.6));
  CHECK(blend(Voices{says(1, +1, 1), says(1, -1, 0.1)}, Blend::confirming).side == 0);
}

TEST_CASE("a threshold is reached at equality, whatever binary rounding says") {
  CHECK(reaches(0.1 + 0.2, 0.3));
  CHECK(reaches(0.3, 0.1 + 0.2));
  CHECK_FALSE(reaches(0.3 - 2e-9, 0.3));
}
