#include "stages/gate_halts.h"

#include <algorithm>

#include "base/rate.h"

namespace tu::stages {

void HaltWatch::watch_drop(const account::Situation& s, std::span<const account::Policy> policies) {
  if (!s.value.known) return;
  Decimal drop = policies.front().sudden_drop;
  for (const account::Policy& p : policies) drop = min(drop, p.sudden_drop);
  const Decimal kept = Decimal::from_integer(1) - drop;
  const Decimal now = s.value.unit_value;
  const std::uint64_t marks = s.marks.version();
  if (frozen_) {
    // Confirmed or taken back by a newer mark; then the loss limits judge it like any other value.
    if (marks != marks_at_drop_) frozen_ = false;
  } else if (unit_value_.sign() > 0 && marks != marks_ && now < unit_value_ * kept) {
    frozen_ = true;
    marks_at_drop_ = marks;
    frozen_text_ = "the value fell by " + rate_text(Decimal::from_integer(1) - now / unit_value_) +
                   " at once; waiting for a second mark";
  }
  unit_value_ = now;
  marks_ = marks;
}

bool HaltWatch::excused(const account::Loss& l, int resumed) const {
  const Decimal half = l.limit * Decimal::from_integer(resumed) / Decimal::from_integer(2);
  if (l.rule == "floor") return l.value >= l.limit - half;
  return l.value < l.limit + half;
}

std::vector<account::Loss> HaltWatch::look(const account::Situation& s,
                                           std::span<const account::Policy> policies) {
  in_force_.clear();
  watch_drop(s, policies);
  if (const account::DayRow* day = s.account.today(); day && day->date != day_) {
    day_ = day->date;
    halted_.erase("daily_loss");  // a new day, a new loss
  }
  std::set<std::string, std::less<>> standing;
  for (const account::Halt& h : s.account.halts()) {
    if (!h.rule.empty() && !standing_.count(h.rule) && standing.insert(h.rule).second) ++halted_[h.rule];
    standing.insert(h.rule);
  }
  standing_ = std::move(standing);
  if (frozen_ || !s.value.known) return {};
  std::vector<account::Loss> due;
  for (account::Loss& l : losses(s, policies)) {
    const bool stands = standing_.count(l.rule) > 0;  // what is due now stands from now on
    const auto before = halted_.find(l.rule);
    if (!stands && before != halted_.end() && excused(l, before->second)) continue;
    in_force_.push_back(l);
    if (stands) continue;
    standing_.insert(l.rule);
    ++halted_[l.rule];
    due.push_back(std::move(l));
  }
  return due;
}

std::vector<std::string> HaltWatch::to_cancel(const account::Account& a) {
  std::vector<std::string> ids;
  for (const account::OrderState* o : a.ordered_orders())
    if (!o->reduces() && cancelled_.insert(o->id).second) ids.push_back(o->id);
  return ids;
}

}  // namespace tu::stages
