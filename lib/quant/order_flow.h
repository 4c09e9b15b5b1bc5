// Order-flow imbalance of the best quotes, one update at a time (Cont, Kukanov, Stoikov 2014).
//
// An event's flow is what was added at or above the old bid less what left it, less the same of the ask. The
// first update has none; nor has one that is bad (a price not positive, a size negative or missing) or
// follows a bad one.
#pragma once

#include <span>
#include <vector>

#include "quant/number.h"

namespace tu::quant {

class OrderFlow {
 public:
  double add(double bid, double bid_size, double ask, double ask_size);

 private:
  double bid_ = absent, bid_size_ = 0.0, ask_ = absent, ask_size_ = 0.0;
};

// Sums of consecutive blocks of `events` flows: the first element is dropped, missing ones count 0, an
// incomplete last block is left out.
std::vector<double> bucket_flow(std::span<const double> flow, int events);

}  // namespace tu::quant
