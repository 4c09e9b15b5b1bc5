// Chosen: the names that an option such as --symbols chooses, none meaning all, and those that never came.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "stages/awaited_names.h"

namespace tu::stages {

class Chosen {
 public:
  explicit Chosen(const std::vector<std::string>& names) {
    for (const std::string& n : names) {
      chosen_.insert(intern(n));
      awaited_.expect(n);
    }
  }
  bool holds(Atom name) {
    if (chosen_.empty()) return true;
    if (!chosen_.contains(name)) return false;
    awaited_.saw(name);
    return true;
  }
  // "; no candle of BTCUSDT came, which --symbols names"; "" when all of them did.
  std::string never_came(std::string_view option) const {
    const std::string names = awaited_.missing();
    return names.empty() ? names
                         : "; no candle of " + names + " came, which " + std::string(option) + " names";
  }

 private:
  std::set<Atom> chosen_;
  AwaitedNames awaited_;
};

}  // namespace tu::stages
