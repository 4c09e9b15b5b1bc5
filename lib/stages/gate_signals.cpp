#include "stages/gate_signals.h"

#include <algorithm>
#include <utility>

#include "stages/json_text.h"
#include "stages/kill_word.h"
#include "stages/warm_until.h"

namespace tu::stages {

void GateSignals::session(const Event& e) {
  constexpr Field mode{Type::session, "mode"};
  live_ = e.text(mode) == "live";
  warm_until_ = warm_until_of(e);
}

void GateSignals::observe(const Event& e, const account::Venues& venues) {
  if (e.type == Type::resolution) resolution(account::of_outcome(e, venues), venues);
  if (e.type == Type::posture) posture_ = e.text({Type::posture, "posture"}), posture_at_ = e.ts;
  if (e.type == Type::review) review(e);
  if (e.type != Type::halt) return;
  account::Loss l;
  l.kind = e.text({Type::halt, "kind"});
  if (l.kind != "flat" && l.kind != "all") l.kind = "entries";
  l.rule = e.text_or({Type::halt, "rule"}, "stream");
  l.text = e.text({Type::halt, "reason"});
  l.until_day = e.flag({Type::halt, "until_day"});
  halts_.push_back(std::move(l));
}

void GateSignals::resolution(const Event& e, const account::Venues& venues) {
  if (account::resolution_fault(e, venues).empty() && account::resolution_contradicts(e, resolved_).empty())
    resolved_.keep(e);
}

std::vector<account::Loss> GateSignals::take_halts() {
  return std::exchange(halts_, {});
}

// A reviewer may hold back or make smaller, never larger; what it says in words that nobody understands holds
// back too.
void GateSignals::review(const Event& e) {
  constexpr Field of{Type::review, "of"}, reviewer{Type::review, "reviewer"},
      verdict{Type::review, "verdict"};
  constexpr Field adjust{Type::review, "adjust"}, reason{Type::review, "reason"}, cost{Type::review, "cost"};
  Reviews& r = reviews_[std::string(e.text(of))];
  const std::string who(e.text(reviewer)), word(e.text(verdict)), why(e.text(reason));
  if (r.reviewer.empty()) r.reviewer = who;
  const auto refuse = [&](const std::string& text) {
    if (r.refused.empty()) r.refused = text;
  };
  if (word == "veto") {
    refuse("vetoed: " + why);
  } else if (word == "shrink") {
    const auto part = e.has(adjust) ? Decimal::from_real(e.real(adjust)) : std::nullopt;
    if (!part || part->sign() <= 0 || *part > Decimal::from_integer(1))
      refuse(who + " shrinks it with adjust " + (part ? part->str() : "missing") +
             ", expected the part that may stay, above 0 up to 1");
    else
      r.part = r.part ? min(*r.part, *part) : *part;
  } else if (word != "pass") {
    refuse(who + " says \"" + word + "\", expected pass, shrink or veto");
  }
  JsonText j;
  j.open('{').key("reviewer").string(who).key("verdict").string(word);
  if (e.has(adjust)) j.key("adjust").real(e.real(adjust));
  j.key("reason").string(why);
  if (e.has(cost)) j.key("cost").decimal(e.decimal(cost));
  r.text += (r.text.empty() ? "" : ",") + j.close('}').text();
  ++count_;
  cost_ += max(e.decimal(cost), Decimal{});
}

void GateSignals::forget_reviews(const std::vector<Asked>& asked, Out& out) {
  for (const auto& [of, reviews] : reviews_) {
    if (std::any_of(asked.begin(), asked.end(), [&of = of](const Asked& a) { return a.id == of; })) continue;
    if (++strays_ == 1)
      out.complain_once(Exit::ok, "the review of \"" + of + "\" by " + reviews.reviewer +
                                      " decides nothing: no proposal of that id came with it");
  }
  reviews_.clear();
}

std::string GateSignals::summary() const {
  if (count_ == 0) return {};
  return ", " + std::to_string(count_) + " reviews that cost " + cost_.str() +
         (strays_ > 0 ? ", " + std::to_string(strays_) + " of no proposal" : "");
}

const GateSignals::Reviews* GateSignals::reviews_of(const std::string& proposal) const {
  const auto it = reviews_.find(proposal);
  return it == reviews_.end() ? nullptr : &it->second;
}

std::optional<Decimal> GateSignals::part_of(const Asked& asked, const std::vector<Asked>& all) const {
  std::optional<Decimal> part;
  for (const Asked& other : all) {
    if (&other != &asked && (asked.legs <= 1 || other.group != asked.group)) continue;
    const Reviews* r = reviews_of(other.id);
    if (r && r->part) part = part ? min(*part, *r->part) : *r->part;
  }
  return part;
}

// What is wanted and was not read, or not lately, is the lowest; so is a word that nobody knows.
std::string GateSignals::posture_word(TsUs now) const {
  if (posture_age_ > 0 && posture_at_ < 0) return "missing";
  if (posture_age_ > 0 && now - posture_at_ > posture_age_)
    return "older than " + duration_text(posture_age_);
  return posture_;
}

bool GateSignals::kill_is_new() const {
  if (!kill_) return false;
  const auto word = kill_->halt_kind();
  if (!word || !*word) return false;
  const std::string kind = kill_word(**word).kind;
  return kind != "entries" && kind != heeded_;
}

Standing GateSignals::standing(TsUs now, Out& out) {
  Standing st;
  st.now = now;
  st.warm_until = warm_until_;
  st.resolved = &resolved_;
  st.posture = posture_word(now);
  if (!halts_.empty()) st.stream_halt = "halted " + halts_.front().kind + ": " + halts_.front().text;
  if (!kill_) return st;
  const auto word = kill_->halt_kind();
  heeded_.clear();
  if (word && !*word) return st;
  KillWord k;
  if (word)
    k = kill_word(**word);
  else
    k.known = false, k.text = "the kill file cannot be read: " + word.error().message;
  st.kill = heeded_ = k.kind;
  st.kill_text = k.text;
  if (!k.known) out.complain_once(Exit::ok, st.kill_text);
  return st;
}

}  // namespace tu::stages
