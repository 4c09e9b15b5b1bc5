// AwaitedNames: what an option names (venues, symbols), and of which nothing ever came.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/intern.h"

namespace tu::stages {

class AwaitedNames {
 public:
  void expect(std::string_view name) { awaited_.push_back(intern(name)); }
  void saw(Atom name) {
    if (!awaited_.empty()) std::erase(awaited_, name);
  }
  // "okxx, krakn", in the order in which they were expected; "" when something came of all of them.
  std::string missing() const {
    std::string s;
    for (const Atom a : awaited_) s.append(s.empty() ? "" : ", ").append(name_of(a));
    return s;
  }
  // "--gas names okxx, of which nothing came"; "" as above.
  std::string never_came(std::string_view option) const {
    const std::string names = missing();
    return names.empty() ? names : std::string(option) + " names " + names + ", of which nothing came";
  }

 private:
  std::vector<Atom> awaited_;
};

}  // namespace tu::stages
