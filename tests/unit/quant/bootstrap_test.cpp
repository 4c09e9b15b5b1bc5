#include "quant/bootstrap.h"

#include <catch2/catch.hpp>

#include "quant/sorted_window.h"

using namespace tu::quant;

TEST_CASE("without returns nothing is known, and a bad return spoils the answer") {
  CHECK_FALSE(known(bootstrap({}, {}).p_cat));
  const std::vector<double> bad{0.01, absent};
  CHECK_FALSE(known(bootstrap(bad, {}).score));
}

TEST_CASE("gains alone never draw down; losses alone always end in the catastrophe") {
  const std::vector<double> gains(50, 0.01), losses(50, -0.01);
  const BootstrapReport up = bootstrap(gains, {}), down = bootstrap(losses, {});
  CHECK(up.p_cat == 0.0);
  CHECK(up.score == 1.0);
  CHECK(down.p_cat == 1.0);
  CHECK(down.score < -1.0);
}

TEST_CASE("a loss beyond the capital leaves nothing, never less") {
  const std::vector<double> ruin(20, -0.5);
  BootstrapPlan plan;
  plan.exposure = 5;
  const BootstrapReport r = bootstrap(ruin, plan);
  CHECK(r.median == 1.0);
  CHECK(r.score == Approx(1.0 - 1.0 / 0.3));
}

TEST_CASE("more exposure is never safer, and the same seed draws the same paths") {
  std::vector<double> mixed;
  for (int i = 0; i < 200; ++i) mixed.push_back(i % 7 < 3 ? -0.008 : 0.006);
  double before = 2.0;
  for (const double exposure : {0.5, 1.0, 2.0, 4.0}) {
    BootstrapPlan plan;
    plan.exposure = exposure;
    const BootstrapReport r = bootstrap(mixed, plan), again = bootstrap(mixed, plan);
    CHECK(r.score == again.score);
    CHECK(r.score <= before);
    before = r.score;
  }
  BootstrapPlan a, b;
  b.seed = 1;
  CHECK(bootstrap(mixed, a).score != bootstrap(mixed, b).score);
}

TEST_CASE("losses in a row go deeper when blocks keep them together") {
  std::vector<double> clustered;
  for (int i = 0; i < 200; ++i) clustered.push_back(i % 40 < 20 ? -0.01 : 0.011);
  BootstrapPlan singles, blocks;
  singles.block = 1;
  blocks.block = 20;
  CHECK(bootstrap(clustered, blocks).median > bootstrap(clustered, singles).median);
}

TEST_CASE("trades of bars leave at the target, at the stop, else after the hold") {
  const std::vector<double> closes{100, 99.5, 99, 100.5, 101};
  BarTradePlan plan;
  plan.hold = 2;
  plan.cost = 0;
  const auto r = bar_trades(closes, plan);  // shorts
  REQUIRE(r.size() == 3);
  CHECK(r[0] == Approx(0.01));                    // 1% down at the second bar
  CHECK(r[1] == Approx(-(100.5 - 99.5) / 99.5));  // held two bars
  CHECK(r[2] == Approx(-(101 - 99.0) / 99.0));
  plan.stop = 0.005;
  CHECK(bar_trades(closes, plan)[2] == Approx(-(100.5 - 99) / 99.0));
  plan.cost = 0.001;
  CHECK(bar_trades(closes, plan)[0] == Approx(0.009));
}

TEST_CASE("trades of bars skip prices that are none") {
  const std::vector<double> closes{100, 0, 98, absent, 97};
  BarTradePlan plan;
  plan.hold = 1;
  plan.cost = 0;
  const auto r = bar_trades(closes, plan);
  REQUIRE(r.size() == 2);
  CHECK(r[0] == 0.0);
}

TEST_CASE("a sorted window gives the quantile of its last values") {
  SortedWindow w(3);
  CHECK_FALSE(known(w.quantile(0.6)));
  for (const double x : {5.0, 1.0, absent, 3.0}) w.add(x);
  CHECK(w.quantile(0.5) == 3.0);
  w.add(9.0);  // 5 leaves
  CHECK(w.quantile(0.0) == 1.0);
  CHECK(w.quantile(0.5) == 3.0);
  CHECK(w.quantile(1.0) == 9.0);
  CHECK(w.count() == 3);
}
