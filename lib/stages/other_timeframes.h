// OtherTimeframes: what the stream had instead, where no candle of the timeframe that a stage decides on
// came.
#pragma once

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "event/event.h"

namespace tu::stages {

class OtherTimeframes {
 public:
  void expected() { came_ = true; }
  void saw(const Event& candle) {
    constexpr Field tf{Type::candle, "tf"};
    if (came_) return;
    if (seen_.size() < most_) seen_.emplace(candle.text(tf));
    if (since_ < 0) since_ = candle.ts;
    now_ = std::max(now_, candle.ts);
  }
  // How long others have come, while none of the wanted one did.
  DurUs meanwhile() const { return came_ ? 0 : now_ - since_; }
  // "; no candle of 5m came, only of 15m, 1m"; "" when one came, or none at all.
  std::string text(std::string_view on) const {
    std::string s;
    if (came_) return s;
    for (const std::string& tf : seen_) s.append(s.empty() ? "" : ", ").append(tf);
    return s.empty() ? s : "; no candle of " + std::string(on) + " came, only of " + s;
  }

 private:
  static constexpr std::size_t most_ = 8;
  bool came_ = false;
  TsUs since_ = -1, now_ = -1;
  std::set<std::string> seen_;
};

}  // namespace tu::stages
