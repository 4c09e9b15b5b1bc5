// The largest eigenvalue kept up to date: proved, equal to the one from scratch, and told when baskets
// change.
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "quant/correlation.h"
#include "quant/rolling_coherence.h"
#include "walk.h"

using namespace tu::quant;

namespace {

constexpr double grid = 0.6e-10;  // figures are rounded to tenths of a billionth

double noise(std::size_t asset, int bar) {
  return walk_noise(asset * 7919 + static_cast<std::uint64_t>(bar) * 104729) - 0.5;
}

// prices[asset][bar]: a common factor and noise of their own.
Matrix basket(std::size_t assets, int bars, double common) {
  Matrix prices(assets);
  for (std::size_t a = 0; a < assets; ++a) {
    double p = 10.0;
    for (int t = 0; t < bars; ++t) {
      p *= 1.0 + 0.01 * (common * noise(99991, t) + noise(a, t));
      prices[a].push_back(p);
    }
  }
  return prices;
}

std::vector<double> bar_of(const Matrix& prices, std::size_t t) {
  std::vector<double> out;
  for (const auto& p : prices) out.push_back(p[t]);
  return out;
}

RollingCoherence rolling(std::size_t assets, std::vector<int> windows, bool all = true) {
  RollingCoherence r(std::move(windows), all);
  for (std::size_t i = 0; i < assets; ++i) r.add_asset();
  return r;
}

// Every figure of every bar against the one worked out from scratch.
void equals_scratch(const Matrix& prices, const std::vector<int>& windows) {
  RollingCoherence r = rolling(prices.size(), windows);
  const std::vector<char> in(prices.size(), 1);
  std::vector<Coherence> scratch;
  for (const int w : windows) scratch.push_back(coherence(prices, w, 0, prices[0].size()));
  for (std::size_t t = 0; t < prices[0].size(); ++t) {
    r.add(bar_of(prices, t), in);
    for (std::size_t w = 0; w < windows.size(); ++w) {
      const double lambda = scratch[w].lambda[t], velocity = scratch[w].velocity[t];
      REQUIRE(known(r.of(w).lambda) == known(lambda));
      REQUIRE(known(r.of(w).velocity) == known(velocity));
      if (!known(lambda)) continue;
      REQUIRE(std::fabs(r.of(w).lambda - lambda) <= r.of(w).bound + grid + 1e-12);
      REQUIRE(std::fabs(r.of(w).lambda - lambda) < 2e-10);
      if (known(velocity)) REQUIRE(std::fabs(r.of(w).velocity - velocity) < 4e-10);
    }
  }
  CHECK(r.effort().unproved == 0);
}

class Dense final : public SymmetricMap {
 public:
  explicit Dense(Matrix m) : m_(std::move(m)) {}
  std::size_t size() const override { return m_.size(); }
  void apply(const double* x, double* y) const override {
    for (std::size_t i = 0; i < m_.size(); ++i) {
      y[i] = 0.0;
      for (std::size_t j = 0; j < m_.size(); ++j) y[i] += m_[i][j] * x[j];
    }
  }
  double at(std::size_t i, std::size_t j) const override { return m_[i][j]; }
  double sum_of_squares() const override {
    double s = 0.0;
    for (const auto& row : m_)
      for (const double v : row) s += v * v;
    return s;
  }

 private:
  Matrix m_;
};

void is_largest(const Matrix& m) {
  const Dense map(m);
  LeadingEigenvalue solver;
  const Eigenvalue e = solver.of(map);
  const double largest = symmetric_eigenvalues(m).front();
  CHECK(e.proved);
  CHECK(e.value <= largest + 1e-11 * static_cast<double>(m.size()));
  CHECK(largest <= e.value + e.bound + 1e-11 * static_cast<double>(m.size()));
  CHECK(e.bound <= LeadingEigenvalue::tolerance);
  CHECK(solver.of(map).products <= 2 + e.products);
}

Matrix equal_correlations(std::size_t n, double c) {
  Matrix m(n, std::vector<double>(n, c));
  for (std::size_t i = 0; i < n; ++i) m[i][i] = 1.0;
  return m;
}

}  // namespace

TEST_CASE(
    "kept up to date, eigenvalues and velocities are those from scratch: one factor, none, in between") {
  for (const double common : {2.0, 0.4, 0.0}) equals_scratch(basket(9, 160, common), {12, 30, 75});
}

TEST_CASE("missing prices and an asset that comes late are filled and waited for as from scratch") {
  Matrix prices = basket(6, 200, 1.0);
  for (int t = 0; t < 40; ++t) prices[4][static_cast<std::size_t>(t)] = absent;
  for (int t = 60; t < 65; ++t) prices[1][static_cast<std::size_t>(t)] = absent;
  prices[2][90] = -1.0;
  equals_scratch(prices, {10, 50});
}

TEST_CASE("an asset that stands still correlates with nothing; one that moves alone has 1") {
  Matrix prices = basket(4, 120, 1.5);
  for (int t = 30; t < 80; ++t) prices[3][static_cast<std::size_t>(t)] = 7.0;
  equals_scratch(prices, {20, 60});
  equals_scratch({prices[0]}, {20});
}

TEST_CASE("a drift a million times the noise costs no digits that matter") {
  Matrix prices(5);
  for (std::size_t a = 0; a < 5; ++a) {
    double p = 1.0;
    for (int t = 0; t < 400; ++t) prices[a].push_back(p *= std::exp2(0.01 * (1.0 + 1e-6 * noise(a, t))));
  }
  RollingCoherence r = rolling(5, {50});
  const std::vector<char> in(5, 1);
  for (std::size_t t = 0; t < 400; ++t) {
    r.add(bar_of(prices, t), in);
    if (t >= 50) REQUIRE(std::fabs(r.of(0).lambda - r.lambda_from_scratch(0)) < 1e-6);
  }
}

TEST_CASE("a crash that leaves the window takes its rounding with it") {
  Matrix prices(8);
  for (std::size_t a = 0; a < 8; ++a) {
    double p = 100.0;
    for (int t = 0; t < 4000; ++t) {
      const double size = t % 1000 == 500 ? 0.3 : 1e-6;
      prices[a].push_back(p *= 1.0 + size * (noise(99991, t) + noise(a, t)));
    }
  }
  const std::vector<int> windows{50, 150};
  RollingCoherence r = rolling(8, windows);
  const std::vector<char> in(8, 1);
  const Coherence scratch = coherence(prices, 150, 600, 4000);
  double worst = 0.0, promised = 0.0;
  for (std::size_t t = 0; t < 4000; ++t) {
    r.add(bar_of(prices, t), in);
    if (t < 600) continue;
    worst = std::max(worst, std::fabs(r.of(1).lambda - scratch.lambda[t]));
    promised = std::max(promised, r.of(1).bound);
  }
  CHECK(worst <= promised + grid);
  CHECK(worst < 1e-9);
  CHECK(r.effort().summed_anew > 1000);  // more than the turns
}

TEST_CASE(
    "when the basket changes there is no velocity on that bar, and the eigenvalue is the new basket's") {
  const Matrix prices = basket(5, 100, 1.0);
  RollingCoherence r = rolling(5, {20}, false);
  std::vector<char> in(5, 1);
  for (std::size_t t = 0; t < 100; ++t) {
    if (t == 60) in[2] = 0;
    if (t == 80) in[2] = 1;
    r.add(bar_of(prices, t), in);
    if (t < 20) continue;
    CHECK(r.of(0).members == (t >= 60 && t < 80 ? 4 : 5));
    CHECK(known(r.of(0).velocity) == (t > 20 && t != 60 && t != 80));
    CHECK(r.of(0).lambda == Approx(r.lambda_from_scratch(0)).epsilon(1e-9));
  }
}

TEST_CASE("an asset added while running counts once its window is full, and nobody waits for it") {
  const Matrix prices = basket(6, 100, 1.0);
  RollingCoherence r = rolling(5, {20}, false);
  for (std::size_t t = 0; t < 100; ++t) {
    std::vector<double> bar = bar_of(prices, t);
    if (t == 40) r.add_asset();
    if (t < 40) bar.pop_back();
    r.add(bar, std::vector<char>(bar.size(), 1));
    if (t >= 20) CHECK(r.of(0).members == (t < 60 ? 5 : 6));
    if (t >= 20) CHECK(r.of(0).lambda == Approx(r.lambda_from_scratch(0)).epsilon(1e-9));
  }
}

TEST_CASE("instability is the root mean square of a whole window of velocities") {
  const Matrix prices = basket(4, 60, 1.0);
  RollingCoherence r = rolling(4, {10});
  std::vector<double> velocities;
  for (std::size_t t = 0; t < 60; ++t) {
    r.add(bar_of(prices, t), std::vector<char>(4, 1));
    if (known(r.of(0).velocity)) velocities.push_back(r.of(0).velocity);
    CHECK(known(r.of(0).instability) == (velocities.size() >= 10));
    if (velocities.size() < 10) continue;
    double squares = 0.0;
    for (std::size_t i = velocities.size() - 10; i < velocities.size(); ++i)
      squares += velocities[i] * velocities[i];
    CHECK(r.of(0).instability == Approx(std::sqrt(squares / 10)).margin(1e-9));
  }
}

TEST_CASE(
    "the largest eigenvalue is proved where the start is another eigenvector, and where it is many times") {
  is_largest(equal_correlations(2, -0.5));  // (1, 1) belongs to the smaller one
  is_largest(equal_correlations(7, -0.1));
  is_largest(equal_correlations(12, 0.0));
  is_largest(equal_correlations(12, 1.0));
  is_largest(equal_correlations(40, 0.6));
  is_largest({{1.0}});
  Matrix blocks = equal_correlations(30, 0.0);  // two equal factors
  for (std::size_t i = 0; i < 30; ++i)
    for (std::size_t j = 0; j < 30; ++j)
      if (i != j && (i < 15) == (j < 15)) blocks[i][j] = 0.7;
  is_largest(blocks);
  blocks[0][1] = blocks[1][0] = 0.7 + 1e-9;  // nearly equal
  is_largest(blocks);
}

TEST_CASE("the largest eigenvalue is proved for matrices of every size and spread") {
  for (std::size_t n = 2; n < 40; n += 3) {
    for (const double common : {0.0, 0.3, 3.0}) {
      const Matrix prices = basket(n, static_cast<int>(n) + 30, common);
      is_largest(correlate(prices).matrix);
    }
  }
}

TEST_CASE("pivots tell whether all eigenvalues are below a number") {
  const Matrix m = correlate(basket(10, 60, 0.5)).matrix;
  const Dense map(m);
  const double largest = symmetric_eigenvalues(m).front();
  CHECK(all_below(map, largest + 1e-9));
  CHECK_FALSE(all_below(map, largest - 1e-9));
}
