// A multiplier on a strategy's stake that follows its settled results: exponential means, a bootstrap, a
// breaker.
//
// Until 30 results the multiplier stays within 0.80 and 1.20; then it is 1 + 0.45 quality confidence -
// penalty within 0.25 and the cap, or 0.25 while a breaker stands. This layer throttles and never stops: pair
// it with a loss budget.
#pragma once

#include <string_view>

#include "quant/number.h"

namespace tu::quant {

struct AllocatorProfile {
  double alpha = 0.08;
  double cap = 1.65;
  double scanner_cap = 2.0;
};
inline constexpr AllocatorProfile default_allocator{0.08, 1.65, 2.0};
inline constexpr AllocatorProfile tuned_allocator{0.05, 2.0, 3.0};

class StakeAllocator {
 public:
  explicit StakeAllocator(const AllocatorProfile& profile = default_allocator) : profile_(profile) {}
  // One settled result as a fraction of its stake; a missing one is skipped.
  void add(double result);

  int count() const { return n_; }
  int wins() const { return wins_; }
  double mean() const { return ema_; }
  double downside() const { return downside_; }
  double variance() const { return variance_; }
  double quality() const { return quality_; }
  double penalty() const { return penalty_; }
  double multiplier() const { return multiplier_; }
  bool breaker() const { return breaker_; }
  std::string_view phase() const { return n_ == 0 ? "empty" : n_ < 30 ? "bootstrap" : "full"; }
  double scanner() const { return clamp(multiplier_, 0.0, profile_.scanner_cap); }

 private:
  void judge();

  AllocatorProfile profile_;
  int n_ = 0, wins_ = 0;
  double ema_ = 0.0, downside_ = 0.0, variance_ = 0.0;
  double quality_ = 0.0, penalty_ = 0.0, multiplier_ = 1.0;
  bool breaker_ = false;
};

}  // namespace tu::quant
