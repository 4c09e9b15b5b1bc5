// What an order book leans to: the imbalance of the sizes on its best levels, and the price between the best
// two that their sizes speak for.
#pragma once

#include <span>
#include <vector>

#include "quant/number.h"

namespace tu::quant {

struct Level {
  double price = absent;
  double size = absent;
};

// (B - A)/(B + A) of two summed sizes; NaN when both are zero.
inline double size_imbalance(double bid_size, double ask_size) {
  return (bid_size - ask_size) / (bid_size + ask_size);
}

// The middle weighted by the sizes of the other side: near the ask when much is bid.
inline double microprice(Level bid, Level ask) {
  return (bid.price * ask.size + ask.price * bid.size) / (bid.size + ask.size);
}

// The usable levels of one side, best first: without those whose price or size is missing or not positive,
// equal prices merged.
std::vector<Level> clean_levels(std::span<const Level> levels, bool bids);

// (B - A)/(B + A) of the summed sizes of the best `depth` levels a side, in [-1, 1]. NaN when a side is empty
// or the book is crossed or locked.
double book_imbalance(std::span<const Level> bids, std::span<const Level> asks, int depth = 20);

}  // namespace tu::quant
