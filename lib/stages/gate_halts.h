// Halts: what the gate watches between orders. It values the account whenever marks moved while something is
// held, and says when a loss limit is reached; a drop that only one look shows freezes entries until a newer
// mark agrees.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "account/risk.h"

namespace tu::stages {

class HaltWatch {
 public:
  // Looks at a valuation; call it once an instant before anything is judged. Says which losses have to be
  // halted now: those that do not stand already.
  std::vector<account::Loss> look(const account::Situation& s, std::span<const account::Policy> policies);
  // Losses that count at this look; what a person resumed from counts again only when it is deeper.
  const std::vector<account::Loss>& in_force() const { return in_force_; }
  bool frozen() const { return frozen_; }
  const std::string& frozen_text() const { return frozen_text_; }

  // Open orders that may still open something, and have not been taken back by us: to be cancelled under a
  // halt.
  std::vector<std::string> to_cancel(const account::Account& a);

 private:
  void watch_drop(const account::Situation& s, std::span<const account::Policy> policies);
  std::vector<account::Loss> in_force_;
  Decimal unit_value_;
  std::uint64_t marks_ = 0, marks_at_drop_ = 0;
  bool frozen_ = false;
  std::string frozen_text_;
  std::set<std::string, std::less<>> cancelled_;
};

}  // namespace tu::stages
