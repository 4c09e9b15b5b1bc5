#include "quant/performance.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "walk.h"

using namespace tu::quant;

namespace {

std::vector<double> noisy_returns(int n, double drift) {
  std::vector<double> r;
  for (int i = 0; i < n; ++i) r.push_back(drift + 0.02 * (walk_noise(static_cast<std::uint64_t>(i)) - 0.5));
  return r;
}

}  // namespace

TEST_CASE("a Sharpe ratio carries its count and an interval that narrows with the days") {
  const Estimate few = sharpe_annual(noisy_returns(20, 0.001)),
                 many = sharpe_annual(noisy_returns(2000, 0.001));
  REQUIRE(few.value);
  REQUIRE(few.low);
  CHECK(few.count == 20);
  CHECK_FALSE(few.enough);
  CHECK(*few.low < *few.value);
  CHECK(*few.value < *few.high);
  CHECK(*many.high - *many.low < *few.high - *few.low);
  CHECK(many.enough);
}

TEST_CASE("the Sharpe ratio is mean over deviation times the root of 365") {
  const std::vector<double> r = {0.01, 0.03};
  CHECK(*sharpe_annual(r).value == Approx(0.02 / std::sqrt(0.0002) * std::sqrt(365.0)));
  CHECK_FALSE(sharpe_annual(std::vector<double>{0.01}).value);
  CHECK_FALSE(sharpe_annual(std::vector<double>{0.01, 0.01}).value);
}

TEST_CASE("Sortino counts losing days only, and without one there is no figure") {
  const std::vector<double> r = {0.02, -0.01, 0.02, -0.01};
  CHECK(*sortino_annual(r).value == Approx(0.005 / std::sqrt(0.00005) * std::sqrt(365.0)));
  CHECK_FALSE(sortino_annual(std::vector<double>{0.01, 0.02}).value);
}

TEST_CASE("Calmar is the year's growth over the worst drawdown") {
  const std::vector<double> r(365, 0.001);
  CHECK(*calmar(r, 0.1).value == Approx((std::pow(1.001, 365.0) - 1.0) / 0.1));
  CHECK_FALSE(calmar(r, 0.0).value);
}

TEST_CASE("days that carry no conclusion for the Sharpe ratio carry none for Sortino and Calmar") {
  int seen = 0;
  for (int days = 31; days < 45; ++days)
    for (int drift = 0; drift < 6; ++drift) {
      const std::vector<double> r = noisy_returns(days, 0.0005 * drift);
      if (sharpe_annual(r).enough) continue;
      ++seen;
      CHECK_FALSE(sortino_annual(r).enough);
      CHECK_FALSE(calmar(r, 0.05).enough);
    }
  CHECK(seen > 10);
}

TEST_CASE("win rate of 57 in 98 cannot tell a coin from a strategy") {
  std::vector<double> results(57, 1.0);
  results.resize(98, -1.0);
  const Estimate e = win_rate(results);
  CHECK(*e.value == Approx(57.0 / 98.0));
  CHECK(*e.low == Approx(0.483).margin(1e-3));
  CHECK(*e.high == Approx(0.674).margin(1e-3));
  CHECK(e.count == 98);
}

TEST_CASE("profit factor is wins over losses; without a loss there is none") {
  const std::vector<double> results = {10, -5, 4, -2, 0};
  const Estimate e = profit_factor(results);
  CHECK(*e.value == 2.0);
  CHECK(e.count == 5);
  CHECK_FALSE(e.enough);
  CHECK_FALSE(profit_factor(std::vector<double>{1, 2}).value);
}

TEST_CASE("resampled intervals are the same every time and hold the figure") {
  std::vector<double> results;
  for (int i = 0; i < 200; ++i) results.push_back(walk_noise(static_cast<std::uint64_t>(i)) - 0.45);
  const Estimate a = profit_factor(results), b = profit_factor(results);
  CHECK(*a.low == *b.low);
  CHECK(*a.high == *b.high);
  CHECK(*a.low < *a.value);
  CHECK(*a.value < *a.high);
}

TEST_CASE("the mean result's interval uses Student's distribution for few trips") {
  const Estimate e = mean_result(std::vector<double>{1, 2, 3, 4, 5, 6});
  CHECK(*e.value == 3.5);
  CHECK(*e.high - *e.value == Approx(2.5706 * std::sqrt(3.5 / 6.0)).epsilon(2e-3));
}

TEST_CASE("drawdown is measured from the highest value so far") {
  CHECK(max_drawdown(std::vector<double>{100, 120, 90, 110, 130, 104}) == Approx(0.25));
  CHECK(max_drawdown(std::vector<double>{1, 2, 3}) == 0.0);
  CHECK(max_drawdown_of_returns(std::vector<double>{0.5, -0.5, 0.1}) == Approx(0.5));
}

TEST_CASE("the longest time under water runs from the peak to its recovery") {
  const std::vector<std::int64_t> ts = {0, 10, 20, 30, 40, 50, 60};
  const UnderWater back = longest_under_water(ts, std::vector<double>{5, 4, 5, 3, 4, 4.5, 6});
  CHECK(back.from == 20);
  CHECK(back.to == 60);
  CHECK(back.recovered);
  const UnderWater open = longest_under_water(ts, std::vector<double>{5, 6, 5, 5, 5, 5, 5});
  CHECK(open.from == 10);
  CHECK(open.to == 60);
  CHECK_FALSE(open.recovered);
  CHECK(longest_under_water(ts, std::vector<double>{1, 2, 3, 4, 5, 6, 7}).length() == 0);
}
