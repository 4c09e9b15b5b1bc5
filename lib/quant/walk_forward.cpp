#include "quant/walk_forward.h"

namespace tu::quant {

std::vector<Fold> walk_forward(std::int64_t rows, const WalkForward& plan) {
  std::vector<Fold> folds;
  const std::int64_t step = plan.step == 0 ? plan.test : plan.step;
  if (plan.train <= 0 || plan.test <= 0 || step <= 0 || plan.gap < 0) return folds;
  for (std::int64_t start = 0;; start += step) {
    const std::int64_t train_to = start + plan.train;
    const std::int64_t test_from = train_to + plan.gap;
    if (test_from + plan.test > rows) return folds;
    folds.push_back({plan.anchored ? 0 : start, train_to, test_from, test_from + plan.test});
  }
}

}  // namespace tu::quant
