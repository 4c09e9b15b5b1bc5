// Funnel: how many were looked at, and what became of them, for one line on stderr: names in order of the alphabet.
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
  // "30 blocked (coverage 10, downtrend 20)"; without the brackets when nothing was counted.
  std::string line(std::string_view word) const {
    std::string s = std::to_string(total()) + " " + std::string(word);
    if (counts_.empty()) return s;
    s += " (";
    bool first = true;
    for (const auto& [what, c] : counts_) {
      if (!first) s += ", ";
      first = false;
      s += what + " " + std::to_string(c);
    }
    return s + ")";
  }

 private:
  std::map<std::string, std::int64_t, std::less<>> counts_;
};

}  // namespace tu::stages
