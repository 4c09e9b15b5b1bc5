// Grid, accumulation, treasury, lifecycle, walk-forward, crossover, logistic fit, funding by slot.
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>
#include <vector>

#include "quant/accumulation.h"
#include "quant/crossover.h"
#include "quant/fn.h"
#include "quant/funding_drift.h"
#include "quant/grid.h"
#include "quant/lifecycle.h"
#include "quant/logistic.h"
#include "quant/treasury.h"
#include "quant/walk_forward.h"
#include "walk.h"

using namespace tu::quant;

TEST_CASE("grid levels round away from the centre and a price on the tick stays there") {
  const GridLevels g = grid_levels(100.0, 0.01, 2, 0.01);
  CHECK(g.buy == std::vector<double>{99.0, 98.0});
  CHECK(g.sell == std::vector<double>{101.0, 102.0});
  const GridLevels coarse = grid_levels(100.0, 0.013, 1, 0.5);
  CHECK(coarse.buy[0] == 98.5);
  CHECK(coarse.sell[0] == 101.5);
  CHECK(grid_levels(absent).buy.empty());
}

TEST_CASE("the grid moves when the price is 3% away, neither before nor for a missing price") {
  CHECK(recenter_grid(100, 103).recenter);
  CHECK_FALSE(recenter_grid(100, 102.99).recenter);
  CHECK_FALSE(recenter_grid(100, absent).recenter);
  CHECK(grid_counterpart(Side::buy, 99.0).side == Side::sell);
  CHECK(grid_counterpart(Side::sell, 101.0).price == Approx(99.99));
}

TEST_CASE("a dip doubles the slice, and an asset without a price is left out") {
  const std::vector<AccumulationAsset> assets = {
      {"A", 0.5, 97.0, 100.0}, {"B", 0.5, absent, 100.0}, {"C", 0.5, 99, absent}};
  const auto orders = plan_accumulation(10.0, assets);
  REQUIRE(orders.size() == 2);
  CHECK(orders[0].dip);
  CHECK(orders[0].notional == 10.0);
  CHECK(orders[0].limit == Approx(96.806));
  CHECK_FALSE(orders[1].dip);
  CHECK(plan_accumulation(absent, assets).empty());
  CHECK(is_stale_order(14400, 0));
  CHECK_FALSE(is_stale_order(14399, 0));
}

TEST_CASE("split cents add up, whatever the total") {
  for (std::uint64_t i = 0; i < 3000; ++i) {
    const auto total = static_cast<std::int64_t>(walk_bits(i) >> (2 + i % 60));
    const auto parts = split_by_percent(total, treasury_percent);
    REQUIRE(std::accumulate(parts.begin(), parts.end(), std::int64_t{0}) == total);
  }
  CHECK(split_by_percent(1, treasury_percent) == std::vector<std::int64_t>{0, 0, 1, 0});
}

TEST_CASE("a killed strategy stays dead, and a return of 0 moves nothing") {
  const TrialRecord star{0.9, 0.5, 0.0, 1000, 5.0, 1000.0};
  CHECK(next_stage(TrialStage::killed, star) == TrialStage::killed);
  CHECK(next_stage(TrialStage::hot, {0.9, 0.0, 0.0, 10, 1.0, 1.0}) == TrialStage::hot);
  CHECK(next_stage(TrialStage::hot, {0.9, -0.01, 0.0, 10, 1.0, 1.0}) == TrialStage::killed);
  CHECK(next_stage(TrialStage::cold, star) == TrialStage::warm);
  CHECK(judge_agent(3.0, 0.9, 100, 0.06) == Fate::fire);
}

TEST_CASE("training ends before testing begins, by the gap") {
  for (const bool anchored : {false, true}) {
    const auto folds = walk_forward(1000, {300, 100, 50, 20, anchored});
    REQUIRE(folds.size() == 12);
    for (const Fold& f : folds) {
      CHECK(f.train_to + 20 == f.test_from);
      CHECK(f.test_to <= 1000);
      CHECK((anchored ? f.train_from == 0 : f.train_to - f.train_from == 300));
    }
  }
  CHECK(walk_forward(10, {0, 5, 0, 0, false}).empty());
  CHECK(walk_forward(10, {2, 5, -1, 0, false}).empty());
}

TEST_CASE("a crossing is told once, the first state is none, and a gap forgets") {
  Crossover cross(1, 2);
  CHECK_FALSE(cross.add(10).state);
  CHECK(*cross.add(11).state == 1);
  CHECK(cross.add(12).event == 0);
  CHECK(cross.add(9).event == -1);
  CHECK(cross.add(8).event == 0);
  CHECK_FALSE(cross.add(absent).state);
  cross.add(8);
  CHECK(cross.add(9).event == 0);
  CHECK(*cross.add(9).state == 0);
}

TEST_CASE("the logistic fit has no slope left at its optimum") {
  Rows x;
  std::vector<double> y;
  for (std::uint64_t i = 0; i < 100; ++i) {
    x.push_back({walk_noise(3 * i) - 0.5, 10.0 * walk_noise(3 * i + 1)});
    y.push_back(walk_noise(3 * i + 2) < 0.3 + x.back()[0] * 0.6 ? 1.0 : 0.0);
  }
  const auto model = fit_logistic(x, y, 0.5);
  REQUIRE(model);
  double at_intercept = 0.0, at_first = 0.5 * model->weights[0];
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double miss = model->probability(x[i]) - y[i];
    at_intercept += miss;
    at_first += miss * x[i][0];
  }
  CHECK(std::fabs(at_intercept) < 1e-9);
  CHECK(std::fabs(at_first) < 1e-9);
  CHECK_FALSE(fit_logistic(x, std::vector<double>(100, 1.0), 0.5));
  CHECK_FALSE(fit_logistic(x, y, 0.0));
}

TEST_CASE("funding is averaged by the slot of the UTC day, also before 1970") {
  const std::vector<std::int64_t> ts = {0, 28800, 86400, -1};
  const auto drift = funding_drift(ts, std::vector<double>{1, 2, 3, 8});
  REQUIRE(drift.size() == 3);
  CHECK(drift[0] == 2.0);
  CHECK(drift[1] == 2.0);
  CHECK(drift[2] == 8.0);
  CHECK(funding_drift(ts, ts.empty() ? std::vector<double>{} : std::vector<double>{1}, 7).empty());
}
