// Figures of the last bars, kept up to date, against the same figures of a whole series.
#include "quant/rolling_chaos.h"

#include <catch2/catch.hpp>
#include <vector>

#include "walk.h"

using namespace tu::quant;

namespace {

std::vector<double> returns(std::size_t n) {
  std::vector<double> x;
  for (std::uint64_t i = 0; i < n; ++i) {
    const double r = walk_noise(i) - 0.5;
    x.push_back(i % 3 == 0 ? static_cast<int>(r * 4) * 0.25 : r);  // ties and points that meet
  }
  return x;
}

}  // namespace

TEST_CASE("the Lyapunov exponent of a sliding window is that of the window, to the bit") {
  for (const int window : {40, 64, 101}) {
    RollingLyapunov rolling(window);
    const std::vector<double> x = returns(400);
    for (std::size_t t = 0; t < x.size(); ++t) {
      const double got = rolling.add(x[t]);
      if (t + 1 < static_cast<std::size_t>(window)) {
        CHECK_FALSE(known(got));
        continue;
      }
      const auto w = static_cast<std::size_t>(window);
      const double whole = lyapunov_rosenstein(std::span(x).subspan(t + 1 - w, w)).lambda;
      REQUIRE(got == whole);
    }
  }
}

TEST_CASE("Hurst exponent and fractal dimension of a sliding window are those of the window") {
  RollingHurst hurst(64);
  RollingHiguchi higuchi(64);
  const std::vector<double> x = returns(200);
  const std::vector<int> scales{4, 8, 16, 32};
  for (std::size_t t = 0; t < x.size(); ++t) {
    const double h = hurst.add(x[t]), d = higuchi.add(x[t]);
    CHECK(known(h) == (t >= 63));
    if (t < 63) continue;
    const auto last = std::span(x).subspan(t - 63, 64);
    REQUIRE(h == hurst_dfa(last, scales).hurst);
    REQUIRE(d == higuchi_dimension(last).dimension);
  }
}

TEST_CASE("a value that is not known begins the window anew, and a flat series has no exponent") {
  RollingLyapunov lyapunov(40);
  RollingHurst hurst(40);
  const std::vector<double> x = returns(300);
  for (std::size_t t = 0; t < 60; ++t) lyapunov.add(x[t]), hurst.add(x[t]);
  CHECK_FALSE(known(lyapunov.add(absent)));
  CHECK_FALSE(known(hurst.add(absent)));
  for (std::size_t t = 100; t < 200; ++t) {
    const double l = lyapunov.add(x[t]);
    CHECK(known(hurst.add(x[t])) == (t >= 139));
    if (t < 139) CHECK_FALSE(known(l));
    if (t >= 139) CHECK(l == lyapunov_rosenstein(std::span(x).subspan(t - 39, 40)).lambda);
  }
  RollingLyapunov flat(40);
  for (int t = 0; t < 50; ++t) CHECK_FALSE(known(flat.add(1.0)));
}
