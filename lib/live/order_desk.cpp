#include "live/order_desk.h"

#include <algorithm>

namespace tu::live {

void Latency::add(DurUs took) {
  constexpr std::size_t kept = 64;
  if (last_.size() < kept)
    last_.push_back(took);
  else
    last_[at_++ % kept] = took;
}

DurUs Latency::middle() const {
  if (last_.empty()) return 0;
  std::vector<DurUs> sorted = last_;
  std::sort(sorted.begin(), sorted.end());
  return sorted[sorted.size() / 2];
}

void RateLimit::refill(DurUs now) {
  if (at_ != 0) left_ = std::min(burst_, left_ + rate_ * static_cast<double>(now - at_) / 1e6);
  at_ = now;
}

DurUs RateLimit::take(DurUs now, double keep, double n) {
  refill(now);
  if (left_ >= n + keep) {
    left_ -= n;
    return 0;
  }
  return static_cast<DurUs>((n + keep - left_) / rate_ * 1e6) + 1;
}

void RateLimit::spend(DurUs now, double n) {
  refill(now);
  left_ -= n;
}

}  // namespace tu::live
