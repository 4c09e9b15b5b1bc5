// Correlation eigenvalues, divergence signals, sizing, exits and the loop over bars.
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>
#include <vector>

#include "quant/correlation.h"
#include "quant/divergence_engine.h"
#include "quant/shard.h"
#include "walk.h"

using namespace tu::quant;

namespace {

Matrix walks(std::size_t assets, int bars) {
  Matrix prices(assets);
  for (std::size_t a = 0; a < assets; ++a) {
    double p = 10.0;
    for (int i = 0; i < bars; ++i) {
      p *= 1.0 + 0.01 * (walk_noise(a * 7919 + static_cast<std::uint64_t>(i)) - 0.5);
      prices[a].push_back(p);
    }
  }
  return prices;
}

}  // namespace

TEST_CASE("eigenvalues add up to the number of assets, the largest between 1 and it") {
  const Correlation c = correlate(walks(6, 200));
  CHECK(std::accumulate(c.eigenvalues.begin(), c.eigenvalues.end(), 0.0) == Approx(6.0).epsilon(1e-12));
  CHECK(c.eigenvalues.front() >= 1.0);
  CHECK(c.eigenvalues.front() <= 6.0);
}

TEST_CASE("scaling an asset's prices leaves the eigenvalue as it is") {
  Matrix prices = walks(4, 120);
  const double before = coherence(prices, 50, 110, 120).lambda[115];
  for (double& p : prices[2]) p *= 1000.0;
  CHECK(coherence(prices, 50, 110, 120).lambda[115] == Approx(before).epsilon(1e-10));
}

TEST_CASE("equal assets move as one, constant ones with none, and a hole is filled") {
  Matrix prices = walks(1, 60);
  prices.push_back(prices[0]);
  prices.push_back(std::vector<double>(60, 5.0));
  prices[1][30] = prices[0][30] = absent;
  const Correlation c = correlate(prices);
  CHECK(c.matrix[0][1] == Approx(1.0));
  CHECK(c.matrix[0][2] == 0.0);
  CHECK(c.eigenvalues.front() == Approx(2.0));
}

TEST_CASE("known eigenvalues are found") {
  const auto values = symmetric_eigenvalues({{2, 1, 0}, {1, 2, 1}, {0, 1, 2}});
  CHECK(values[0] == Approx(2.0 + std::sqrt(2.0)).epsilon(1e-13));
  CHECK(values[1] == Approx(2.0).epsilon(1e-13));
  CHECK(values[2] == Approx(2.0 - std::sqrt(2.0)).epsilon(1e-13));
}

TEST_CASE("on the threshold there is no signal; the long side mirrors the short one") {
  CHECK_FALSE(divergence_signal(-0.02, -1).valid);
  CHECK(divergence_signal(-0.05, -1).extreme);
  CHECK(divergence_signal(-0.05, -1).confidence == Approx(0.90));
  CHECK_FALSE(divergence_signal(0.01, 1).valid);
  CHECK(divergence_signal(0.04, 1).extreme);
  CHECK_FALSE(divergence_signal(absent, -1).valid);
  CHECK(divergence_bucket(-0.075, -1) == 0);
  CHECK(divergence_bucket(-0.035, -1) == 2);
}

TEST_CASE("fraction and leverage never leave their bounds") {
  for (std::uint64_t i = 0; i < 3000; ++i) {
    const auto u = [&](std::uint64_t k) { return walk_noise(i * 16 + k); };
    SizingState s;
    s.capital = 1000.0;
    for (int k = 0; k < 12; ++k)
      s.history.push_back(0.1 * (walk_noise(i * 31 + static_cast<std::uint64_t>(k)) - 0.5));
    for (int k = 0; k < 6; ++k) s.wins.push_back(walk_noise(i * 37 + static_cast<std::uint64_t>(k)) < 0.5);
    s.boost = 1.0 + u(1);
    s.beta = u(2);
    s.market = 0.8 + 0.4 * u(3);
    s.posture = u(4) < 0.5 ? Posture::stalker : Posture::apex;
    const DivergencePosition p = divergence_position(-0.02 - 0.06 * u(5), -1, s);
    if (!p.bucket) continue;
    REQUIRE(p.fraction >= 0.02);
    REQUIRE(p.fraction <= 0.20);
    REQUIRE(p.leverage <= (s.posture == Posture::stalker ? 2.0 : 6.0));
    REQUIRE(p.notional == Approx(1000.0 * p.fraction * p.leverage));
  }
}

TEST_CASE("no size without capital or below a stalker's posture") {
  SizingState s;
  s.capital = 1000.0;
  s.posture = Posture::turtle;
  CHECK(divergence_position(-0.05, -1, s).notional == 0.0);
  s.posture = Posture::apex;
  CHECK(divergence_position(-0.05, -1, s).notional > 0.0);
  s.capital = absent;
  CHECK(divergence_position(-0.05, -1, s).notional == 0.0);
}

TEST_CASE("a halt goes before a forced exit, that before the target, and no price decides nothing") {
  CHECK(decide_exit(100, 99, 5, -1, Posture::hibernate, true).action == "HIBERNATE_HALT");
  CHECK(decide_exit(100, 99, 5, -1, Posture::apex, true).action == "SUBDAY_ACB_NORMALIZATION");
  CHECK(decide_exit(100, 99, 5, -1, Posture::apex, false).action == "FIXED_TP");
  CHECK(decide_exit(100, 99.5, 120, -1, Posture::apex, false).action == "MAX_HOLD");
  CHECK(decide_exit(100, absent, 500, -1, Posture::hibernate, true).action == "HOLD");
  CHECK(decide_exit(100, 99, 5, -1, Posture::apex, false).exit_price > 99.0);  // a short buys back higher
}

TEST_CASE("the fees are 3.14 and 3.5 basis points, five on a stop") {
  CHECK(divergence_fees(10000, "FIXED_TP").entry == Approx(3.14));
  CHECK(divergence_fees(10000, "FIXED_TP").exit == Approx(3.5));
  CHECK(divergence_fees(10000, "STOP_LOSS").exit == Approx(5.0));
}

TEST_CASE("the loop's capital is what it began with plus what its trades made, and it knows no future") {
  const auto day_of = [](int bars) {
    DivergenceDay day;
    day.date = "2026-01-01";
    const Matrix prices = walks(3, 600);
    for (int i = 0; i < bars; ++i)
      day.vel_div.push_back(-0.06 * walk_noise(77 + static_cast<std::uint64_t>(i)));
    for (std::size_t a = 0; a < 3; ++a) {
      day.prices[std::string(1, static_cast<char>('A' + a))] = {prices[a].begin(), prices[a].begin() + bars};
    }
    return day;
  };
  DivergenceParams quick;
  quick.max_hold = 10;
  DivergenceEngine whole(10000, {"A", "B", "C"}, {}, quick), half(10000, {"A", "B", "C"}, {}, quick);
  whole.run(day_of(600));
  half.run(day_of(300));
  REQUIRE(whole.trades().size() > half.trades().size());
  REQUIRE(half.trades().size() > 3);
  double sum = 10000.0;
  for (const DivergenceTrade& t : whole.trades()) sum += t.result.net;
  CHECK(whole.capital() == Approx(sum).epsilon(1e-12));
  for (std::size_t i = 0; i < half.trades().size(); ++i) {
    CHECK(half.trades()[i].entry_bar == whole.trades()[i].entry_bar);
    CHECK(half.trades()[i].result.net == whole.trades()[i].result.net);
  }
}

TEST_CASE("a symbol's shard is the sum of its code points, also beyond ASCII") {
  CHECK(shard_of("BTCUSDT", "vel_div", "F").shard == 7);
  CHECK(shard_of("BTCUSDT", "vel_div", "F").map == "F_SHARD_07");
  CHECK(shard_of("\xE2\x82\xAC", "x", "F").shard == 0x20AC % 10);
}
