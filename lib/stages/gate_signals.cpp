#include "stages/gate_signals.h"

#include <utility>

namespace tu::stages {

void GateSignals::session(const Event& e) {
  constexpr Field warm_until{Type::session, "warm_until"}, mode{Type::session, "mode"};
  live_ = e.text(mode) == "live";
  warm_until_ = e.has(warm_until) ? e.integer(warm_until) : -1;
}

void GateSignals::observe(const Event& e) {
  if (e.type == Type::posture) posture_ = e.text({Type::posture, "posture"}), posture_at_ = e.ts;
  if (e.type == Type::review && e.text({Type::review, "verdict"}) == "veto")
    vetoes_[std::string(e.text({Type::review, "of"}))] = e.text({Type::review, "reason"});
  if (e.type != Type::halt) return;
  account::Loss l;
  l.kind = e.text({Type::halt, "kind"});
  if (l.kind != "flat" && l.kind != "all") l.kind = "entries";
  l.rule = e.text_or({Type::halt, "rule"}, "stream");
  l.text = e.text({Type::halt, "reason"});
  l.until_day = e.flag({Type::halt, "until_day"});
  halts_.push_back(std::move(l));
}

std::vector<account::Loss> GateSignals::take_halts() {
  return std::exchange(halts_, {});
}

std::string GateSignals::veto_of(const std::string& proposal) const {
  const auto it = vetoes_.find(proposal);
  return it == vetoes_.end() ? std::string() : it->second;
}

// What is wanted and was not read, or not lately, is the lowest; so is a word that nobody knows.
std::string GateSignals::posture_word(TsUs now) const {
  if (posture_age_ > 0 && posture_at_ < 0) return "missing";
  if (posture_age_ > 0 && now - posture_at_ > posture_age_)
    return "older than " + duration_text(posture_age_);
  return posture_;
}

Standing GateSignals::standing(TsUs now, std::string& complaint) {
  Standing st;
  st.now = now;
  st.warm_until = warm_until_;
  st.posture = posture_word(now);
  if (!halts_.empty()) st.stream_halt = "halted " + halts_.front().kind + ": " + halts_.front().text;
  if (!kill_) return st;
  const auto kind = kill_->halt_kind();
  st.kill = kind ? kind->value_or("") : "entries";
  st.kill_text =
      kind ? "the kill file says " + st.kill : "the kill file cannot be read: " + kind.error().message;
  if (!kind) complaint = st.kill_text;
  return st;
}

}  // namespace tu::stages
