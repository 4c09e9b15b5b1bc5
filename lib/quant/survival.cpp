#include "quant/survival.h"

#include <algorithm>

#include "quant/fn.h"

namespace tu::quant {
namespace {

double infrastructure(const SurvivalReading& r) {
  return at_least(r.nodes, 1.0) && at_most(r.heartbeat_age_s, 30.0) ? 1.0 : 0.0;
}

double model(const SurvivalReading& r) {
  if (!known(r.staleness_hours)) return 0.0;
  const double base = r.model_status == "OK" ? 1.0 : r.model_status == "ORANGE" ? 0.5 : 0.1;
  return base * fn::exp(-std::max(0.0, r.staleness_hours - 6.0) / 3.0);
}

double book(const SurvivalReading& r) {
  if (r.book_stale) return 0.5;
  if (!known(r.depth_quality) || !known(r.fill_prob)) return 0.3;
  return clamp(0.3 + 0.7 * std::min(r.depth_quality, r.fill_prob), 0.3, 1.0);
}

double volatility(const SurvivalReading& r) {
  const bool never = !known(r.since_spike_min);
  if (r.volatility_spike && (never || at_most(r.since_spike_min, 0.0))) return 0.3;
  if (never) return 1.0;
  return 0.3 + 0.7 * (1.0 - fn::exp(-std::max(0.0, r.since_spike_min) / 60.0));
}

double capital(const SurvivalReading& r) {
  return known(r.drawdown) ? 1.0 / (1.0 + fn::exp(30.0 * (r.drawdown - 0.12))) : 0.0;
}

}  // namespace

std::string_view name_of(Posture posture) {
  constexpr std::string_view names[] = {"HIBERNATE", "TURTLE", "STALKER", "APEX"};
  return names[static_cast<int>(posture)];
}

Posture posture_named(std::string_view word) {
  for (const Posture p : {Posture::apex, Posture::stalker, Posture::turtle})
    if (word == name_of(p)) return p;
  return Posture::hibernate;
}

Posture posture_of(double rm) {
  if (at_least(rm, 0.90)) return Posture::apex;
  if (at_least(rm, 0.75)) return Posture::stalker;
  return at_least(rm, 0.50) ? Posture::turtle : Posture::hibernate;
}

Survival survival_target(const SurvivalReading& r) {
  Survival s;
  s.cat[0] = infrastructure(r);
  s.cat[1] = model(r);
  s.cat[2] = book(r);
  s.cat[3] = volatility(r);
  s.cat[4] = capital(r);
  for (int i = 1; i <= 3; ++i) s.degraded += below(s.cat[i], 0.8);
  s.target = s.cat[0] * s.cat[4] * std::min(s.cat[1], s.cat[3]) * s.cat[2];
  if (s.degraded >= 2) s.target *= 0.5;
  return s;
}

double survival_step(double last, double target, double dt_min) {
  if (target < last) return target;
  const double dt = std::max(0.0, dt_min);
  return last + std::min(std::min(1.0, 0.02 * dt) * (target - last), 0.05 * dt);
}

Posture PostureHysteresis::add(double rm, bool kill) {
  const Posture seen = posture_of(rm);
  if (kill) {
    posture_ = Posture::hibernate;
    down_ = up_ = 0;
    return posture_;
  }
  down_ = seen < posture_ ? down_ + 1 : 0;
  up_ = seen > posture_ ? up_ + 1 : 0;
  if (down_ == 2 || up_ == 5) {
    posture_ = seen;
    down_ = up_ = 0;
  }
  return posture_;
}

}  // namespace tu::quant
