#include "quant/grid.h"

#include <cmath>

namespace tu::quant {

double round_down_to_tick(double x, double tick) {
  return std::floor(x / tick + 1e-6) * tick;
}
double round_up_to_tick(double x, double tick) {
  return std::ceil(x / tick - 1e-6) * tick;
}

GridLevels grid_levels(double center, double spacing, int levels, double tick) {
  GridLevels out;
  if (!known_positive(center) || !known_positive(tick) || !known(spacing)) return out;
  for (int k = 1; k <= levels; ++k) {
    out.buy.push_back(round_down_to_tick(center * (1.0 - k * spacing), tick));
    out.sell.push_back(round_up_to_tick(center * (1.0 + k * spacing), tick));
  }
  return out;
}

GridCenter recenter_grid(double center, double price, double threshold) {
  if (!known_positive(center) || !known_positive(price)) return {false, center};
  const bool moved = at_least(std::fabs(price / center - 1.0), threshold);
  return {moved, moved ? price : center};
}

GridOrder grid_counterpart(Side filled, double price, double spacing, double tick) {
  if (filled == Side::buy) return {Side::sell, round_up_to_tick(price * (1.0 + spacing), tick)};
  if (filled == Side::sell) return {Side::buy, round_down_to_tick(price * (1.0 - spacing), tick)};
  return {};
}

}  // namespace tu::quant
