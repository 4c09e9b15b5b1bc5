// Deflated Sharpe ratio, overfitting, book, order flow, VPIN, price impact, chaos, sample statistics.
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "quant/book.h"
#include "quant/chaos.h"
#include "quant/cscv.h"
#include "quant/order_flow.h"
#include "quant/price_impact.h"
#include "quant/sharpe.h"
#include "quant/stats.h"
#include "quant/vpin.h"
#include "walk.h"

using namespace tu::quant;

TEST_CASE("the deflated Sharpe ratio agrees with its authors' example") {
  // N = 100 trials, V = 1/500, SR = 2.5/sqrt(250), n = 1250, skewness -3, kurtosis 10.
  const double sr0 = expected_max_sharpe(100, 1.0 / 500);
  CHECK(sr0 == Approx(0.1132).margin(5e-5));
  CHECK(probabilistic_sharpe(2.5 / std::sqrt(250.0), 1250, -3, 10, sr0) == Approx(0.9004).margin(5e-4));
}

TEST_CASE("luck among many trials lowers the Sharpe ratio's worth, never raises it") {
  std::vector<double> returns, trials;
  for (std::uint64_t i = 0; i < 200; ++i) returns.push_back(walk_noise(i) - 0.45);
  for (std::uint64_t i = 0; i < 50; ++i) trials.push_back(0.1 * walk_noise(1000 + i));
  const DeflatedSharpe d = deflated_sharpe(returns, trials);
  const Moments m = moments(returns);
  REQUIRE(d.sr0 >= 0.0);
  CHECK(d.dsr <= probabilistic_sharpe(d.sr, 200, m.skew, m.kurt, 0.0));
}

TEST_CASE("overfitting: noise is near one half, a real edge near none, and the splits are all there") {
  std::vector<std::vector<double>> noise, edge;
  for (std::uint64_t t = 0; t < 240; ++t) {
    std::vector<double> row;
    for (std::uint64_t c = 0; c < 10; ++c) row.push_back(walk_noise(t * 10 + c) - 0.5);
    noise.push_back(row);
    row[3] += 0.4;
    edge.push_back(row);
  }
  const Overfitting n = cscv(noise, 8), e = cscv(edge, 8);
  CHECK(n.splits == 70);
  CHECK(n.pbo >= 0.0);
  CHECK(n.pbo <= 1.0);
  CHECK(e.pbo == 0.0);
  CHECK(e.prob_loss == 0.0);
  CHECK(cscv(noise, 7).splits == 0);
}

TEST_CASE("swapping the sides of a book turns its imbalance around") {
  const std::vector<Level> low = {{99, 3}, {98, 1}, {98, 1}}, high = {{101, 2}, {102, 5}};
  const std::vector<Level> low_mirror = {{99, 2}, {98, 5}}, high_mirror = {{101, 3}, {102, 2}};
  CHECK(book_imbalance(low, high) == -book_imbalance(low_mirror, high_mirror));
  CHECK(book_imbalance(low, high, 1) == Approx(0.2));
  CHECK_FALSE(known(book_imbalance(high, low)));  // crossed
  CHECK_FALSE(known(book_imbalance({}, high)));
}

TEST_CASE("order flow: what is added to the bid presses up, and nothing is said after a bad quote") {
  OrderFlow flow;
  CHECK_FALSE(known(flow.add(100, 5, 101, 5)));
  CHECK(flow.add(100, 8, 101, 5) == 3.0);
  CHECK(flow.add(100.5, 2, 101, 5) == 2.0);
  CHECK_FALSE(known(flow.add(absent, 2, 101, 5)));
  CHECK_FALSE(known(flow.add(100, 2, 101, 5)));
  CHECK(bucket_flow(std::vector<double>{absent, 1, 2, absent, 4, 5}, 2) == std::vector<double>{3, 4});
}

TEST_CASE("VPIN is 1 when one side trades alone and 0 when they alternate within a bucket") {
  const std::vector<double> volume(40, 1.0), one_side(40, 1.0);
  std::vector<double> both;
  for (int i = 0; i < 40; ++i) both.push_back(i % 2 ? 1.0 : -1.0);
  const VpinSeries all = vpin_of_trades(volume, one_side, 4.0, 5),
                   none = vpin_of_trades(volume, both, 4.0, 5);
  CHECK(all.buckets == 10);
  REQUIRE(all.vpin.size() == 6);
  CHECK(all.vpin.back() == 1.0);
  CHECK(none.vpin.back() == 0.0);
}

TEST_CASE("VPIN stays in [0, 1] for any volumes") {
  std::vector<double> volume, price;
  for (int i = 0; i < 2000; ++i) {
    volume.push_back(3.0 * walk_noise(static_cast<std::uint64_t>(i)));
    price.push_back(walk_price(i));
  }
  for (const double v : vpin_of_bars(price, volume, 7.3, 20).vpin) {
    REQUIRE(v >= 0.0);
    REQUIRE(v <= 1.0 + 1e-12);
  }
}

TEST_CASE("price impact finds the slope of a straight line and drops pairs with a hole") {
  const std::vector<double> volume = {1, 2, absent, 4, -3}, change = {0.2, 0.4, 5, 0.8, -0.6};
  const PriceImpact p = price_impact(change, volume);
  CHECK(p.n == 4);
  CHECK(p.line.slope == Approx(0.2));
  CHECK(p.line.r2 == Approx(1.0));
}

TEST_CASE("a straight line has dimension 1; the logistic map diverges at ln 2") {
  std::vector<double> line, map;
  double x = 0.3;
  for (int i = 0; i < 400; ++i) {
    line.push_back(i);
    map.push_back(x);
    x = 4.0 * x * (1.0 - x);
  }
  CHECK(higuchi_dimension(line).dimension == Approx(1.0));
  LyapunovParams one;
  one.m = 1;
  one.kmax = 5;
  CHECK(lyapunov_rosenstein(map, one).lambda == Approx(0.693).margin(0.08));
}

TEST_CASE("independent increments have a Hurst exponent near one half") {
  std::vector<double> x;
  for (std::uint64_t i = 0; i < 4000; ++i) x.push_back(walk_noise(i) - 0.5);
  const std::vector<int> scales = {8, 16, 32, 64, 128, 256};
  CHECK(hurst_dfa(x, scales).hurst == Approx(0.5).margin(0.08));
  CHECK_FALSE(known(hurst_dfa(std::vector<double>(100, 1.0), scales).hurst));
}

TEST_CASE("quantiles are type 7, the median of an even count is the middle of two") {
  const std::vector<double> x = {4, 1, 3, 2};
  CHECK(quantile(x, 0.5) == 2.5);
  CHECK(quantile(x, 0.0) == 1.0);
  CHECK(quantile(x, 1.0) == 4.0);
  CHECK(quantile(x, 1.0 / 3.0) == Approx(2.0));
  CHECK(median(x) == 2.5);
  CHECK_FALSE(known(median({})));
}

TEST_CASE("a constant sample has no deviation, and an offset costs no digits") {
  CHECK(sample_deviation(std::vector<double>(7, 0.1)) == 0.0);
  CHECK_FALSE(known(sample_deviation(std::vector<double>{1.0})));
  const std::vector<double> shifted = {1e8 + 0.25, 1e8 + 0.75};
  CHECK(population_deviation(shifted) == 0.25);
  CHECK(mean(shifted) == 1e8 + 0.5);
  CHECK_FALSE(known(fit_line(std::vector<double>{1, 1}, std::vector<double>{1, 2}).slope));
}
