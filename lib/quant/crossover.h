// Which of two simple averages is above, and when that changes.
#pragma once

#include <cmath>
#include <optional>

#include "quant/moving_average.h"

namespace tu::quant {

struct Cross {
  std::optional<int>
      state;      // +1 fast above slow, -1 below, 0 equal within 1e-12 of the slow one; none in warm-up
  int event = 0;  // the new state on the bar that turned from +1 to -1 or back, else 0
};

class Crossover {
 public:
  explicit Crossover(int fast = 5, int slow = 20) : fast_(fast), slow_(slow) {}
  Cross add(double close) {
    const double fast = fast_.add(close), slow = slow_.add(close);
    if (!known(fast) || !known(slow)) {
      last_ = 0;  // a gap forgets: the first state after it is no event
      return {};
    }
    const double gap = fast - slow;
    const int state = std::fabs(gap) <= 1e-12 * std::fabs(slow) ? 0 : gap > 0.0 ? 1 : -1;
    const bool turned = state != 0 && last_ != 0 && state != last_;
    if (state != 0) last_ = state;
    return {state, turned ? state : 0};
  }

 private:
  Sma fast_, slow_;
  int last_ = 0;
};

}  // namespace tu::quant
