// The coherence in many bits: right by itself, and where the doubles are.
#include "precise/coherence.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "quant/rolling_coherence.h"

using namespace tu;

namespace {

double noise(std::uint64_t i) {
  i = (i + 0x9e3779b97f4a7c15u) * 0xbf58476d1ce4e5b9u;
  i = (i ^ (i >> 27)) * 0x94d049bb133111ebu;
  return static_cast<double>((i ^ (i >> 31)) >> 11) * 0x1p-53 - 0.5;
}

precise::Square square(const std::vector<std::vector<double>>& rows) {
  precise::Square m;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    m.emplace_back();
    for (std::size_t j = 0; j <= i; ++j) m[i].push_back(rows[i][j]);
  }
  return m;
}

}  // namespace

TEST_CASE("the largest eigenvalue of known matrices is exact to all bits") {
  precise::set_bits(512);
  using precise::largest_eigenvalue;
  CHECK(largest_eigenvalue(square({{1}}), 512).to_double() == Approx(1));
  CHECK(largest_eigenvalue(square({{1, -0.5}, {-0.5, 1}}), 512).to_double() == 1.5);
  CHECK(largest_eigenvalue(square({{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}), 512).to_double() == 1.0);
  // (1 + sqrt 2)^2 = 3 + 2 sqrt 2: the square of the largest eigenvalue of [1 1; 1 -1] plus twice it plus 1
  const precise::Real x = largest_eigenvalue(square({{1, 1}, {1, -1}}), 512);
  const precise::Real off = x * x - precise::Real(2.0);
  CHECK(std::fabs(off.to_double()) < 1e-150);
  const std::size_t n = 9;  // all ones: n
  CHECK(largest_eigenvalue(square(std::vector(n, std::vector(n, 1.0))), 512).to_double() == 9.0);
}

TEST_CASE("the doubles stay within their bound of the many bits, with missing prices and a late asset") {
  constexpr std::size_t assets = 5;
  const std::vector<int> windows{10, 25};
  quant::RollingCoherence doubles(windows, false);
  for (std::size_t i = 0; i < assets; ++i) doubles.add_asset();
  precise::Coherence bits;
  bits.start(256, windows);
  std::vector<double> price(assets, 100.0);
  const std::vector<char> in(assets, 1);
  double furthest = 0.0;
  int compared = 0;
  for (std::uint64_t t = 0; t < 90; ++t) {
    std::vector<double> bar;
    for (std::size_t i = 0; i < assets; ++i) {
      price[i] *= 1.0 + 0.01 * (noise(t * 31) + noise(t * 31 + i + 1));
      const bool missing = (i == 4 && t < 20) || (i == 2 && t == 40);
      bar.push_back(missing ? quant::absent : price[i]);
    }
    doubles.add(bar, in);
    bits.add(bar);
    for (std::size_t w = 0; w < windows.size(); ++w) {
      if (!quant::known(doubles.of(w).lambda)) continue;
      const auto exact = bits.of(static_cast<std::size_t>(windows[w]), doubles.counted(w));
      furthest = std::max(furthest, std::fabs(exact.lambda - doubles.of(w).lambda));
      CHECK(quant::known(exact.velocity) == quant::known(doubles.of(w).velocity));
      ++compared;
    }
  }
  CHECK(compared > 130);
  CHECK(furthest < 1.6e-10);
}

TEST_CASE("an asset that stands still is left out of the many bits too") {
  precise::Coherence bits;
  bits.start(128, {4});
  for (int t = 0; t < 8; ++t) bits.add({100.0 + t % 3, 50.0 - 2.0 * (t % 3), 7.0});
  CHECK(bits.of(4, {1, 1, 1}).lambda > 1.9);
  CHECK(bits.of(4, {1, 1, 1}).lambda <= 2.0);
  CHECK(bits.of(4, {1, 0, 1}).lambda == 1.0);
}
