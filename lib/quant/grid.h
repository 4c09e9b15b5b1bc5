// A grid of resting orders around a centre: arithmetic levels, rounded away from the centre.
//
// Buys round down to the tick and sells up, so rounding never narrows the spacing. A value within 1e-6 of a
// tick counts as on it. Unusable inputs give empty lists or no change.
#pragma once

#include <vector>

#include "quant/signals.h"

namespace tu::quant {

double round_down_to_tick(double x, double tick);
double round_up_to_tick(double x, double tick);

struct GridLevels {
  std::vector<double> buy, sell;  // nearest first
};
GridLevels grid_levels(double center, double spacing = 0.01, int levels = 2, double tick = 0.01);

struct GridCenter {
  bool recenter = false;
  double center = absent;
};
// The grid moves to the price once it is `threshold` away from the centre.
GridCenter recenter_grid(double center, double price, double threshold = 0.03);

struct GridOrder {
  Side side = Side::none;
  double price = absent;
};
// What a filled level puts on the other side.
GridOrder grid_counterpart(Side filled, double price, double spacing = 0.01, double tick = 0.01);

}  // namespace tu::quant
