#include "quant/survival.h"

#include <catch2/catch.hpp>
#include <vector>

#include "quant/circuit_breaker.h"
#include "quant/envelope_gate.h"
#include "walk.h"

using namespace tu::quant;

namespace {

SurvivalReading healthy() {
  SurvivalReading r;
  r.nodes = 1;
  r.heartbeat_age_s = 5;
  r.model_status = "OK";
  r.staleness_hours = 1;
  r.book_stale = false;
  r.depth_quality = 1.2;
  r.fill_prob = 1.0;
  r.drawdown = 0.0;
  return r;
}

}  // namespace

TEST_CASE("a healthy system is at the top, one that knows nothing at the bottom") {
  CHECK(posture_of(survival_target(healthy()).target) == Posture::apex);
  CHECK(survival_target(SurvivalReading{}).target == 0.0);
  CHECK(posture_of(absent) == Posture::hibernate);
}

TEST_CASE("a dead heartbeat ends it, two degraded factors halve it") {
  SurvivalReading r = healthy();
  r.heartbeat_age_s = 31;
  CHECK(survival_target(r).target == 0.0);
  r = healthy();
  r.model_status = "ORANGE";
  const double one = survival_target(r).target;
  r.book_stale = true;
  CHECK(survival_target(r).degraded == 2);
  CHECK(survival_target(r).target == Approx(one * 0.5 * 0.5));
}

TEST_CASE("a fall is taken at once, a recovery closes at most 2% of the gap a minute") {
  CHECK(survival_step(1.0, 0.3, 1.0) == 0.3);
  for (std::uint64_t i = 0; i < 1000; ++i) {
    const double last = walk_noise(3 * i), target = last + (1.0 - last) * walk_noise(3 * i + 1);
    const double dt = 30.0 * walk_noise(3 * i + 2);
    const double next = survival_step(last, target, dt);
    REQUIRE(next - last <= 0.02 * dt * (target - last) + 1e-15);
    REQUIRE(next <= target + 1e-15);
  }
  CHECK(survival_step(0.5, 1.0, -5.0) == 0.5);
}

TEST_CASE("two lower readings go down, five higher ones up, a kill at once") {
  PostureHysteresis p;
  CHECK(p.add(0.6) == Posture::apex);
  CHECK(p.add(0.8) == Posture::stalker);
  for (int i = 0; i < 4; ++i) CHECK(p.add(0.95) == Posture::stalker);
  CHECK(p.add(0.95) == Posture::apex);
  CHECK(p.add(1.0, true) == Posture::hibernate);
}

TEST_CASE("an envelope that is not known is red") {
  CHECK(envelope_gate(0.05, 0.5).status == "OK");
  CHECK(envelope_gate(0.25, 0.5).status == "ORANGE");
  CHECK(envelope_gate(0.26, 0.5).halt);
  CHECK(envelope_gate(absent, 0.5).status == "RED");
  CHECK(envelope_gate(0.05, absent).status == "RED");
  CHECK(envelope_gate(0.05, 0.5, Posture::turtle).halt);
}

TEST_CASE("fear alone is no signal") {
  CHECK(breaker_signals({0.0001, 50, 10, 0.95}).sum() == 0.0);
  CHECK(breaker_signals({-0.0002, 85, 20, 0.75}).sum() == 4.0);
  CHECK(breaker_signals({-0.00005, absent, 30, absent}).sum() == 1.0);
  CHECK(breaker_boost(0.5) == 1.0);
  CHECK(breaker_boost(3.0) == Approx(1.6931).margin(1e-4));
  CHECK(boost_collapsed(1.25, 1.09));
  CHECK_FALSE(boost_collapsed(1.25, 1.10));
}

TEST_CASE("without a past the breaker stays low") {
  CHECK(breaker_beta({}, 0.5).beta == 0.2);
  CHECK(breaker_beta(std::vector<double>{0.0, 0.1}, 0.2).beta == 0.8);
  CHECK(breaker_beta(std::vector<double>{0.0, 0.1}, absent).beta == 0.2);
}
