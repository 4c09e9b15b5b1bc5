#include "quant/regime.h"

#include <catch2/catch.hpp>
#include <cmath>

using namespace tu::quant;

namespace {

RegimeLabel after(int bars, double start, double step, double range, const RegimeParams& params = {}) {
  RegimeClassifier regime(params);
  RegimeLabel label = RegimeLabel::unknown;
  for (int i = 0; i < bars; ++i) {
    const double close = start + i * step;
    label = regime.add(close + range, close - range, close);
  }
  return label;
}

}  // namespace

TEST_CASE("nothing is said of a market before the slow window is full") {
  CHECK(after(49, 100, 0.5, 0.1) == RegimeLabel::unknown);
  CHECK(after(50, 100, 0.5, 0.1) == RegimeLabel::uptrend);
}

TEST_CASE("a straight path is a trend, a flat one ranges, a wide one is volatile") {
  CHECK(after(60, 100, 0.5, 0.1) == RegimeLabel::uptrend);
  CHECK(after(60, 100, -0.5, 0.1) == RegimeLabel::downtrend);
  CHECK(after(60, 100, 0.0, 0.1) == RegimeLabel::ranging);
  CHECK(after(60, 100, 0.0, 5.0) == RegimeLabel::volatile_);
}

TEST_CASE("a crash is a downtrend although it is volatile too") {
  CHECK(after(60, 1000, -12.0, 10.0) == RegimeLabel::downtrend);
}

TEST_CASE("a bad bar silences the label for a slow window") {
  RegimeClassifier regime;
  for (int i = 0; i < 80; ++i) regime.add(100.1 + i, 99.9 + i, 100.0 + i);
  CHECK(regime.add(90, 110, 100) == RegimeLabel::unknown);
  for (int i = 0; i < 49; ++i) CHECK(regime.add(180.1 + i, 179.9 + i, 180.0 + i) == RegimeLabel::unknown);
  CHECK(regime.add(230.1, 229.9, 230.0) == RegimeLabel::uptrend);
}

TEST_CASE("a close of 0 or less silences the label too, although its range is fine") {
  RegimeClassifier regime;
  for (int i = 0; i < 80; ++i) regime.add(100.1, 99.9, 100.0);
  CHECK(regime.add(0.1, -0.1, 0.0) == RegimeLabel::unknown);
  CHECK(regime.add(100.1, 99.9, 100.0) == RegimeLabel::unknown);
}

TEST_CASE("volatility limits shrink with the square root of the bar's length") {
  const RegimeParams minute = RegimeParams{}.scaled_to(60.0);
  CHECK(minute.atr_hi == Approx(0.03 / std::sqrt(60.0)));
  CHECK(minute.bw_hi == Approx(0.10 / std::sqrt(60.0)));
  CHECK(minute.trend_k == 0.5);
}

TEST_CASE("labels have the documents' names") {
  CHECK(name_of(RegimeLabel::volatile_) == "VOLATILE");
  CHECK(name_of(RegimeLabel::unknown) == "UNKNOWN");
}
