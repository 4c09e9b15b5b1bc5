#include "stages/gate_halts.h"

#include <algorithm>

#include "base/rate.h"

namespace tu::stages {
namespace {

constexpr std::string_view kill_rule = "kill_file";

// A loss that was halted for, and that a person resumed from, is accepted: the rule speaks again half a limit
// deeper, after a second resume a whole limit, and so on. How often it was is in the journal (times_halted),
// so a gate that starts anew knows it too.
bool excused(const account::Loss& l, int resumed) {
  const Decimal half = l.limit * Decimal::from_integer(resumed) / Decimal::from_integer(2);
  if (l.rule == "floor") return l.value >= l.limit - half;
  return l.value < l.limit + half;
}

}  // namespace

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

std::vector<account::Loss> HaltWatch::look(const account::Situation& s,
                                           std::span<const account::Policy> policies) {
  in_force_.clear();
  watch_drop(s, policies);
  if (frozen_ || !s.value.known) return {};
  std::vector<account::Loss> due;
  for (account::Loss& l : losses(s, policies)) {
    const bool stands = std::any_of(s.account.halts().begin(), s.account.halts().end(),
                                    [&](const account::Halt& h) { return h.rule == l.rule; });
    const int before = s.account.times_halted(l.rule);
    if (!stands && before > 0 && excused(l, before)) continue;
    in_force_.push_back(l);
    if (stands) continue;
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

std::optional<account::Loss> halt_by_file(const account::Account& a, const Standing& st,
                                          const std::string& file) {
  if (st.kill != "flat" && st.kill != "all") return std::nullopt;
  for (const account::Halt& h : a.halts())
    if (h.rule == kill_rule && h.kind == st.kill) return std::nullopt;
  account::Loss l;
  l.rule = kill_rule;
  l.kind = st.kill;
  l.text = "the kill file" + (file.empty() ? "" : " " + file) + " says " + st.kill;
  return l;
}

void FlatWatch::session(const Event& e) {
  constexpr Field via{Type::session, "via"};
  exits_in_front_ = e.text(via).find("\"exits:") != std::string_view::npos;
}

void FlatWatch::tell(const account::Account& a, Out& out) const {
  if (!flat_ || exits_in_front_ || a.flat()) return;
  if (std::any_of(a.halts().begin(), a.halts().end(),
                  [](const account::Halt& h) { return h.kind == "flat"; }))
    out.complain_once(Exit::no, "a flat halt stands, and no exits stage is in front: positions stay open");
}

}  // namespace tu::stages
