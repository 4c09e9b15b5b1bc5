// Funnel: how many were looked at, and what became of them, for one line on stderr: names in order of the
// alphabet.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace tu::stages {

class Funnel {
 public:
  void count(std::string_view what) {
    auto it = counts_.find(what);
    if (it == counts_.end()) it = counts_.emplace(what, 0).first;
    ++it->second;
  }
  std::int64_t total() const {
    std::int64_t n = 0;
    for (const auto& [what, c] : counts_) n += c;
    return n;
  }
  // " (coverage 10, downtrend 20)"; "" when nothing was counted. `how` stands before the first.
  std::string breakdown(std::string_view how = "") const {
    std::string s;
    for (const auto& [what, n] : counts_)
      s += (s.empty() ? " (" + std::string(how) : ", ") + what + " " + std::to_string(n);
    return s.empty() ? s : s + ")";
  }
  // "30 blocked (coverage 10, downtrend 20)"
  std::string line(std::string_view word) const {
    return std::to_string(total()) + " " + std::string(word) + breakdown();
  }

 private:
  std::map<std::string, std::int64_t, std::less<>> counts_;
};

}  // namespace tu::stages
