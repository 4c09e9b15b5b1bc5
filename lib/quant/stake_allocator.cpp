#include "quant/stake_allocator.h"

#include <algorithm>
#include <cmath>

namespace tu::quant {

void StakeAllocator::add(double result) {
  if (!known(result)) return;
  const double a = profile_.alpha;
  ema_ = (1.0 - a) * ema_ + a * result;
  downside_ = (1.0 - a) * downside_ + a * std::max(0.0, -result);
  variance_ = (1.0 - a) * variance_ + a * (result - ema_) * (result - ema_);
  ++n_;
  wins_ += result > 0.0;
  judge();
}

void StakeAllocator::judge() {
  const double win_rate = static_cast<double>(wins_) / n_;
  const double deviation = std::sqrt(variance_);
  const bool still = deviation < 1e-9;
  quality_ = (still ? 0.0 : ema_ / deviation) / 0.55 + 1.4 * (win_rate - 0.5);
  // 0.40 is what a normal distribution without drift has of downside in deviations.
  penalty_ = still ? (downside_ > 1e-9 ? 0.25 : 0.0) : 0.25 * clamp(downside_ / deviation - 0.40, 0.0, 1.0);
  const double confidence = std::min(1.0, n_ / 40.0);
  breaker_ = false;
  if (n_ < 30) {
    multiplier_ = clamp(1.0 + 0.20 * quality_ * confidence, 0.80, 1.20);
    return;
  }
  breaker_ = at_most(ema_, -0.25) || (n_ >= 40 && at_most(win_rate, 0.35) && at_most(ema_, -0.15));
  multiplier_ = breaker_ ? 0.25 : clamp(1.0 + 0.45 * quality_ * confidence - penalty_, 0.25, profile_.cap);
}

}  // namespace tu::quant
