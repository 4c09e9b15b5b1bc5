// Chosen: the names that an option such as --symbols chooses, none meaning all, and those that never came.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/intern.h"

namespace tu::stages {

class Chosen {
 public:
  explicit Chosen(const std::vector<std::string>& names) {
    for (const std::string& n : names) came_.emplace(intern(n), false);
  }
  bool holds(Atom name) {
    if (came_.empty()) return true;
    const auto it = came_.find(name);
    if (it == came_.end()) return false;
    return it->second = true;
  }
  // "; no candle of BTCUSDT came, which --symbols names"; "" when all of them did.
  std::string never_came(const std::vector<std::string>& names, std::string_view option) const {
    std::string s;
    for (const std::string& n : names)
      if (const auto it = came_.find(intern(n)); it != came_.end() && !it->second)
        s.append(s.empty() ? "; no candle of " : ", ").append(n);
    return s.empty() ? s : s + " came, which " + std::string(option) + " names";
  }

 private:
  std::map<Atom, bool> came_;
};

}  // namespace tu::stages
