// Halts: what the gate watches between orders. It values the account whenever marks moved while something is
// held, and says when a loss limit is reached; a drop that only one look shows freezes entries until a newer
// mark agrees.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "account/risk.h"
#include "stage/out.h"
#include "stages/gate_judge.h"

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

// The halt to journal for a kill file that says flat or all, once while it stands: the stages that leave and
// send look in the journal. `entries` holds back what the gate itself decides, and stands nowhere.
std::optional<account::Loss> halt_by_file(const account::Account& a, const Standing& st,
                                          const std::string& file);

// A flat halt is raised here, but closed by the stage exits in front: without it somebody has to be told.
class FlatWatch {
 public:
  void session(const Event& e);  // with `via`
  void raised(std::string_view kind) { flat_ |= kind == "flat"; }
  void tell(const account::Account& a, Out& out) const;  // while something is held

 private:
  bool flat_ = false, exits_in_front_ = false;
};

}  // namespace tu::stages
