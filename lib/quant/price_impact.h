// Kyle's lambda: what a unit of signed volume moves the price, by least squares.
#pragma once

#include <span>

#include "quant/stats.h"

namespace tu::quant {

struct PriceImpact {
  Line line;  // slope is lambda, in price per unit of volume
  int n = 0;  // pairs used
};
// Pairs with a missing member are dropped; fewer than three pairs or constant volume give no line.
PriceImpact price_impact(std::span<const double> price_change, std::span<const double> signed_volume);

}  // namespace tu::quant
