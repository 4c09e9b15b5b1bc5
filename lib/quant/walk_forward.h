// Walk-forward splits: where to train and where to test, always later.
#pragma once

#include <cstdint>
#include <vector>

namespace tu::quant {

struct Fold {
  std::int64_t train_from, train_to, test_from, test_to;  // half-open: the ends are not included
};
struct WalkForward {
  std::int64_t train = 0;
  std::int64_t test = 0;
  std::int64_t step = 0;  // 0: as long as the test
  std::int64_t gap = 0;   // rows left out between; at least the label's horizon, or the future leaks in
  bool anchored = false;  // every training starts at the first row
};
// Empty when train, test or the step is not positive, or the gap is negative.
std::vector<Fold> walk_forward(std::int64_t rows, const WalkForward& plan);

}  // namespace tu::quant
