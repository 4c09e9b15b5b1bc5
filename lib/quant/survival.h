// How fit the system is to trade, as one number, and the posture that follows from it.
//
// Five factors in 0..1: infrastructure (1), model (2), book and fills (3), volatility event (4), drawdown
// (5). What is missing counts as the worst. A fall is taken at once, a recovery closes at most 2% of the gap
// a minute.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "quant/number.h"

namespace tu::quant {

enum class Posture { hibernate, turtle, stalker, apex };  // ascending
std::string_view name_of(Posture posture);
Posture posture_named(std::string_view word);  // a word that nobody knows is the lowest
// From 0.90, 0.75, 0.50 of the number; missing is the lowest.
Posture posture_of(double rm);

struct SurvivalReading {
  double nodes = absent;
  double heartbeat_age_s = absent;
  std::string_view model_status;  // OK, ORANGE; anything else is the worst
  double staleness_hours = absent;
  bool book_stale = true;
  double depth_quality = absent;
  double fill_prob = absent;
  bool volatility_spike = false;
  double since_spike_min = absent;  // NaN: never
  double drawdown = absent;
};
struct Survival {
  double cat[5] = {0, 0, 0, 0, 0};
  int degraded = 0;  // of factors 2 to 4, below 0.8; two or more halve the target
  double target = 0.0;
};
Survival survival_target(const SurvivalReading& reading);

double survival_step(double last, double target, double dt_min);

// Follows readings with patience: two lower ones in a row go down, five higher ones up, each to the level of
// the last; the kill flag goes to the bottom at once.
class PostureHysteresis {
 public:
  explicit PostureHysteresis(Posture initial = Posture::apex) : posture_(initial) {}
  Posture add(double rm, bool kill = false);

 private:
  Posture posture_;
  int down_ = 0, up_ = 0;
};

}  // namespace tu::quant
