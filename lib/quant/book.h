// What an order book leans to: the imbalance of the sizes on its best levels.
#pragma once

#include <span>
#include <vector>

#include "quant/number.h"

namespace tu::quant {

struct Level {
  double price = absent;
  double size = absent;
};

// The usable levels of one side, best first: without those whose price or size is missing or not positive,
// equal prices merged.
std::vector<Level> clean_levels(std::span<const Level> levels, bool bids);

// (B - A)/(B + A) of the summed sizes of the best `depth` levels a side, in [-1, 1]. NaN when a side is empty
// or the book is crossed or locked.
double book_imbalance(std::span<const Level> bids, std::span<const Level> asks, int depth = 20);

}  // namespace tu::quant
