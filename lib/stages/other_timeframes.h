// OtherTimeframes: what the stream had instead, where no candle of the timeframe that a stage decides on
// came.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace tu::stages {

class OtherTimeframes {
 public:
  void expected() { came_ = true; }
  void saw(std::string_view tf) {
    if (!came_ && seen_.size() < most_) seen_.emplace(tf);
  }
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
  std::set<std::string> seen_;
};

}  // namespace tu::stages
