// Limits that scale, the hard stop, Kelly, fees, daily limit, tail risk.
#include <catch2/catch.hpp>
#include <vector>

#include "quant/daily_limit.h"
#include "quant/fees.h"
#include "quant/hardstop.h"
#include "quant/kelly.h"
#include "quant/risk_scaling.h"
#include "quant/var_es.h"
#include "quant/vol_target.h"
#include "quant/wilson.h"
#include "walk.h"

using namespace tu::quant;

TEST_CASE("losses shrink the size by the formula, not by halves, and wins grow it to a cap") {
  CHECK(streak_multiplier(0) == 1.0);
  CHECK(streak_multiplier(-1) == Approx(0.6667).margin(1e-4));
  CHECK(streak_multiplier(-2) == 0.5);
  CHECK(streak_multiplier(-6) == 0.25);
  CHECK(streak_multiplier(-1000000) == 0.25);
  CHECK(streak_multiplier(5) == 1.25);
  CHECK(streak_multiplier(1000) == 1.25);
}

TEST_CASE("the 20% cap of a trade can never bind") {
  for (int streak = -10; streak <= 20; ++streak) {
    CHECK(adaptive_limits(1000.0, streak).max_trade <= 125.0 + 1e-9);
  }
}

TEST_CASE("a trade never takes more than any of its rooms") {
  for (std::uint64_t i = 0; i < 2000; ++i) {
    const TradeRoom room{1000.0 * walk_noise(5 * i),    1000.0 * walk_noise(5 * i + 1),
                         200.0 * walk_noise(5 * i + 2), 900.0 * walk_noise(5 * i + 3),
                         static_cast<int>(i % 15) - 7,  50.0 * walk_noise(5 * i + 4)};
    const double cap = trade_cap(room);
    REQUIRE(cap >= 0.0);
    if (cap == 0.0) continue;
    REQUIRE(cap <= adaptive_limits(room.portfolio, room.streak).max_trade);
    REQUIRE(cap <= room.cash - 0.15 * room.portfolio + 1e-9);
    REQUIRE(cap + room.asset_value <= 0.20 * room.portfolio + 1e-9);
    REQUIRE(cap + room.exposure <= 0.80 * room.portfolio + 1e-9);
    REQUIRE(cap <= room.agent_cap);
  }
}

TEST_CASE("anything missing leaves no room to trade") {
  CHECK(trade_cap({absent, 100, 0, 0, 0, absent}) == 0.0);
  CHECK(trade_cap({100, absent, 0, 0, 0, absent}) == 0.0);
  CHECK(trade_cap({100, 100, absent, 0, 0, absent}) == 0.0);
  CHECK(trade_cap({100, 100, 0, absent, 0, absent}) == 0.0);
  CHECK(trade_cap({100, 100, 0, 0, 0, absent}) == Approx(10.0));
}

TEST_CASE("a sudden fall over 40% is skipped once and caught when it stays") {
  const StopVerdict first = check_hardstop({55, 100, 100, 100, 2.0});
  CHECK(first.action == StopAction::skip_sanity);
  CHECK(first.peak == 100);
  CHECK(check_hardstop({55, 55, first.peak, 100, 2.0}).action == StopAction::hardstop_drawdown);
}

TEST_CASE("the floor is armed only by a peak above it; exactly on a limit is over it") {
  CHECK(check_hardstop({480, 490, 480, 485, 2.0}).action == StopAction::ok);
  CHECK(check_hardstop({480, 490, 501, 485, 2.0}).action == StopAction::hardstop_floor);
  CHECK(check_hardstop({70, 71, 100, 70.5, 2.0}).action == StopAction::hardstop_drawdown);
  CHECK(check_hardstop({95, 96, 100, 100, 2.0}).action == StopAction::halt_daily_loss);
  CHECK(check_hardstop({absent, 96, 100, 100, 2.0}).action == StopAction::skip_sanity);
}

TEST_CASE("Kelly refuses what it cannot know and sizes a quarter of the rest") {
  CHECK(kelly_fraction(0.55, 10, 8) == Approx(0.19));
  CHECK(kelly_fraction(0.4, 1, 1) < 0.0);
  CHECK(kelly_size(0.4, 1, 1, 1000).size == 0.0);
  CHECK_FALSE(known(kelly_fraction(1.1, 1, 1)));
  CHECK_FALSE(known(kelly_fraction(0.5, 0, 1)));
  CHECK(kelly_size(0.9, 5, 1, 1000).size == Approx(100.0));
  // With a whole-stake loss both forms are the same.
  CHECK(growth_optimal(0.6, 2.0, 1.0) == Approx(kelly_fraction(0.6, 2.0, 1.0)));
  CHECK_FALSE(known(growth_optimal(0.6, 2.0, 0.0)));
}

TEST_CASE("a tier holds from its volume on, and there is none above the top") {
  const std::vector<FeeStep> schedule = {{"a", 0, 0.006, 0.012}, {"b", 1000, 0.004, 0.006}};
  CHECK(fee_standing(999.99, schedule).step->tier == "a");
  CHECK(fee_standing(1000, schedule).step->tier == "b");
  CHECK_FALSE(known(fee_standing(1000, schedule).to_next));
  CHECK(fee_standing(absent, schedule).to_next == 1000.0);
  CHECK(fee_standing(5, {}).step == nullptr);
}

TEST_CASE("a grid of 1% loses at 0.6% a side and earns at 0.4%") {
  CHECK(round_trip(0.01, 0.006, 0.006).net_exact == Approx(-0.00206));
  CHECK_FALSE(round_trip(0.01, 0.006, 0.006).profitable);
  CHECK(round_trip(0.01, 0.004, 0.004).profitable);
  const double edge = round_trip(0.0, 0.006, 0.006).breakeven_exact;
  CHECK(round_trip(edge, 0.006, 0.006).net_exact == Approx(0.0).margin(1e-15));
}

TEST_CASE("with too few days there is no limit and no trading") {
  std::vector<double> days(29, 1.0);
  CHECK(daily_limit(days, std::vector<double>{100, 100}).breach);
  days.push_back(-1.0);
  CHECK_FALSE(daily_limit(days, std::vector<double>{100, 100}).breach);
  CHECK(known(daily_limit(days, {}).limit));
}

TEST_CASE("expected shortfall is never below value at risk") {
  for (std::uint64_t round = 0; round < 200; ++round) {
    std::vector<double> r;
    for (std::uint64_t i = 0; i < 5 + round; ++i) r.push_back(walk_noise(round * 1000 + i) - 0.5);
    for (const double c : {0.9, 0.95, 0.99}) {
      const TailRisk h = historical_tail_risk(r, c), p = parametric_tail_risk(r, c);
      REQUIRE(h.es >= h.var - 1e-12);
      REQUIRE(p.es >= p.var - 1e-12);
    }
  }
}

TEST_CASE("a volatility target holds less of what moves more, and nothing of what is not known") {
  CHECK(vol_target_position(10000, 43000, 1.0, 0.6).weight == Approx(0.25));
  CHECK(vol_target_position(10000, 43000, 1.0, 0.05).weight == 1.0);
  CHECK(vol_target_position(10000, 43000, -2.0, 0.6).quantity < 0.0);
  CHECK(vol_target_position(10000, 43000, 1.0, 0.0).quantity == 0.0);
  CHECK(vol_target_position(10000, 43000, absent, 0.6).quantity == 0.0);
}
