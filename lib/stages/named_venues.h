// NamedVenues: the venues that an option such as --gas names, and those of which nothing ever came.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/intern.h"

namespace tu::stages {

class NamedVenues {
 public:
  void expect(std::string_view name) { awaited_.push_back(intern(name)); }
  void saw(Atom venue) {
    if (!awaited_.empty()) std::erase(awaited_, venue);
  }
  // "--gas names okxx, of which nothing came"; "" when something came of all of them.
  std::string never_came(std::string_view option) const {
    std::string s;
    for (const Atom a : awaited_) s.append(s.empty() ? "" : ", ").append(name_of(a));
    return s.empty() ? s : std::string(option) + " names " + s + ", of which nothing came";
  }

 private:
  std::vector<Atom> awaited_;
};

}  // namespace tu::stages
