#include "simex/clock.h"

#include <chrono>

namespace tu::simex {

TsUs wall_now() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}
TsUs steady_now() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

void Clock::start(TsUs market_begin) {
  market0_ = reached_ = market_begin;
  held_ = false;
  steady0_ = steady_now();
  exchange0_ = o_.stamp == Stamp::wall ? wall_now() : market_begin;
}

DurUs Clock::until(TsUs market) const {
  if (o_.pace <= 0) return 0;
  const double due = static_cast<double>(market - market0_) / o_.pace;
  const double left = due - static_cast<double>(steady_now() - steady0_);
  return left > 0 ? static_cast<DurUs>(left) : 0;
}

TsUs Clock::now() const {
  if (!free_running()) return o_.stamp == Stamp::wall && !o_.steps ? wall_now() : at(reached_);
  const double real = static_cast<double>(steady_now() - steady0_);
  return exchange0_ + static_cast<TsUs>(o_.stamp == Stamp::wall ? real : real * o_.pace);
}

TsUs Clock::at(TsUs market) const {
  if (o_.stamp == Stamp::market || o_.steps) return exchange0_ + (market - market0_);
  if (o_.pace <= 0) return wall_now();
  return exchange0_ + static_cast<TsUs>(static_cast<double>(market - market0_) / o_.pace);
}

}  // namespace tu::simex
