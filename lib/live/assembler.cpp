#include "live/assembler.h"

#include <algorithm>

#include "base/text.h"
#include "event/copy.h"

namespace tu::live {

namespace {

constexpr DurUs ahead_max = us_per_s;  // of a venue's clock, before a person is told
constexpr DurUs ahead_again = us_per_hour;

// What a venue said, cut to a length, may end within a character.
std::string whole(std::string_view s) {
  std::string t(s);
  for (int i = 0; i < 4 && !text::valid_utf8(t); ++i)
    if (!t.empty()) t.pop_back();
  if (!text::valid_utf8(t))
    for (char& c : t) c = static_cast<unsigned char>(c) < 0x80 ? c : '?';
  return t;
}

void note(Event& e, std::string_view key, std::int64_t value, Arena& arena) {
  Note* n = arena.make<Note>();
  n->key = key;
  n->kind = Kind::integer;
  n->value.integer = value;
  e.add(n);
}

}  // namespace

Assembler::Assembler(const AssemblerSetup& setup, Wire& wire, Taker& out)
    : venue_(intern(setup.venue)),
      books_((setup.request.channels & venue::books) != 0),
      cut_future_(setup.cut_future),
      delay_(setup.delay),
      wire_(wire),
      out_(out) {
  for (const std::string& s : setup.request.symbols) states_[s].symbol = intern(s);
}

Event& Assembler::blank(Type type, Atom symbol) {
  Event* e = make_event(type, recv_, arena_);
  e->venue = venue_;
  e->symbol = symbol;
  return *e;
}

// A fact is not known before it was received. Where the venue's clock says otherwise one of the two is wrong;
// the receipt's stays, or everything else would seem old beside it. What the venue said is kept beside it.
void Assembler::settle_time(Event& e) {
  if (e.ts == 0) e.ts = recv_;
  e.ts += delay_;
  if (!cut_future_ || e.ts <= recv_) return;
  const DurUs ahead = e.ts - recv_;
  note(e, "venue_ts", e.ts, arena_);
  e.ts = recv_;
  if (ahead > ahead_max && (ahead_told_ == 0 || recv_ - ahead_told_ > ahead_again)) {
    ahead_told_ = recv_;
    alert("warning", std::string(name_of(venue_)) + ": its clock is " +
                         duration_text(ahead / us_per_ms * us_per_ms) +
                         " ahead of ours; events count from their receipt");
  }
}

void Assembler::event(Event& e) {
  settle_time(e);
  const auto it = states_.find(name_of(e.symbol));
  if (it != states_.end()) {
    State& s = it->second;
    if (s.broken && !polled_) heal(s, e);
    s.heard = recv_;
    s.silent = false;
    if (!s.broken) s.known = std::max(s.known, e.ts);
  }
  note(e, "recv", recv_, arena_);
  out_.take(e);
}

// With books, only a snapshot makes the data whole; without them anything that comes.
void Assembler::heal(State& s, const Event& e) {
  constexpr Field snapshot{Type::book, "snapshot"};
  if (books_ && !(e.type == Type::book && e.flag(snapshot))) return;
  s.broken = false;
  if (s.known == 0) return;  // nothing was known before, so nothing is missing
  Event& gap = blank(Type::gap, s.symbol);
  gap.ts = e.ts;  // it stands before what ends it
  gap.set_integer(Field{Type::gap, "from"}, s.known);
  gap.set_integer(Field{Type::gap, "to"}, std::max(e.ts, s.known));
  gap.set_text(Field{Type::gap, "reason"}, s.reason);
  out_.take(gap);
}

void Assembler::tell_stale(const State& s, std::string_view reason) {
  Event& e = blank(Type::stale, s.symbol);
  e.set_integer(Field{Type::stale, "since"}, s.known > 0 ? s.known : recv_);
  e.set_text(Field{Type::stale, "reason"}, reason);
  out_.take(e);
}

void Assembler::broken(Atom symbol, std::string_view reason) {
  for (auto& [name, s] : states_) {
    if ((symbol != Atom::none && s.symbol != symbol) || s.broken) continue;
    s.broken = true;
    s.reason = whole(reason);
    tell_stale(s, s.reason);
  }
}

void Assembler::lost(std::string_view reason) {
  broken(Atom::none, reason);
}

void Assembler::look_for_silence(DurUs most) {
  for (auto& [name, s] : states_) {
    if (s.heard == 0) s.heard = recv_;  // it counts from the first look
    if (s.broken || s.silent || recv_ - s.heard < most) continue;
    s.silent = true;
    tell_stale(s, "nothing came for " + duration_text(most) + " over a living connection");
  }
}

bool Assembler::all_silent() const {
  return !states_.empty() &&
         std::all_of(states_.begin(), states_.end(), [](const auto& s) { return s.second.silent; });
}

void Assembler::alert(std::string_view severity, std::string_view message) {
  Event& e = blank(Type::alert, Atom::none);
  e.set_text(Field{Type::alert, "severity"}, arena_.copy(severity));
  e.set_text(Field{Type::alert, "message"}, arena_.copy(whole(message)));
  out_.take(e);
}

}  // namespace tu::live
