// Out: where a stage puts what it passes on and what it adds, in order. Runners own it; a stage only writes
// to it.
#pragma once

#include <cmath>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "base/result.h"
#include "event/event.h"
#include "event/note_key.h"
#include "event/note_row.h"

namespace tu {

class Out {
 public:
  Out(Arena& arena, std::vector<Event*>& to) : arena_(&arena), to_(&to) {}

  void pass(Event& e) { to_->push_back(&e); }
  void pass(std::span<Event* const> all) { to_->insert(to_->end(), all.begin(), all.end()); }

  // A new event of our own; fill its fields, then pass() it. Text given to it must outlive the instant:
  // keep().
  Event& make(Type type, TsUs ts, Atom venue = Atom::none, Atom symbol = Atom::none);
  std::string_view keep(std::string_view s) { return arena_->copy(s); }

  // Append a key to an event that passes. The key's bytes must outlive the event (a member of the stage).
  // False when the event has the key already: it stays as it is, and the run ends with status 65 after saying
  // so once.
  bool note(Event& e, std::string_view key, double value);  // value must be finite
  bool note(Event& e, std::string_view key, std::int64_t value);
  bool note(Event& e, std::string_view key, std::string_view text);
  // The same under a key that is used again and again.
  bool note(Event& e, const NoteKey& key, double value) {
    if (!std::isfinite(value)) [[unlikely]]
      return refuse_value(key.key());
    Note* n = append(e, key, Kind::real);
    if (n) n->value.real = value;
    return n != nullptr;
  }
  // The same of figures under the keys of a row: begin it, write them, note it. One that is not known yet
  // (not finite) is left out.
  NoteRow::Rooms begin(const NoteRow& keys, std::size_t events) { return {keys, *arena_, events}; }
  [[gnu::always_inline]] void note(Event& e, NotedRow& row, const NoteRow& keys) {  // the row's
    if (!keys.is_new_to(e.type, e.note_bits)) [[unlikely]]
      return note_one_by_one(e, row);
    e.add(&row, keys.bits(), *arena_);
  }
  bool note(Event& e, const NoteKey& key, std::string_view text) {
    Note* n = append(e, key, Kind::text);
    if (n) n->value.text = {text.data(), text.size()};
    return n != nullptr;
  }
  bool note_flag(Event& e, std::string_view key, bool value);
  bool note_json(Event& e, std::string_view key, std::string_view json);
  // Fill in a field of the table that the event does not have yet (printed like a note, after those before
  // it).
  bool fill_in(Event& e, Field f, double value);
  bool fill_in(Event& e, Field f, Decimal value);
  bool fill_in_integer(Event& e, Field f, std::int64_t value);
  bool fill_in_flag(Event& e, Field f, bool value);
  bool fill_in_text(Event& e, Field f, std::string_view text);

  // The run cannot go on. The first one counts; the runner stops after the current call.
  void stop(Error error);
  bool stopped() const { return stopped_; }
  const Error& error() const { return error_; }
  // Said once on stderr, and the run's final status becomes `status` if it would have been 0.
  void complain_once(Exit status, const std::string& message);
  struct Complaint {
    Exit status;
    std::string message;
  };
  const std::vector<Complaint>& complaints() const { return complaints_; }

  void redirect(std::vector<Event*>& to) { to_ = &to; }
  void use(Arena& arena) { arena_ = &arena; }  // for what is made from now on
  Arena& arena() { return *arena_; }

 private:
  Note* append(Event& e, std::string_view key, Kind kind);
  Note* append(Event& e, const NoteKey& key, Kind kind) {
    if (e.note_bits.may_have(key.bits()) || key.names_field_of(e.type)) [[unlikely]]
      if (holds(e, key)) return nullptr;
    Note* n = arena_->array<Note>(1);  // its value is the caller's to write
    n->begin(key.key(), kind, false, key.plain());
    e.add(n, key.bits());
    return n;
  }
  bool holds(Event& e, std::string_view key);  // and says so
  bool holds(Event& e, const NoteKey& key);
  bool refuse_value(std::string_view key);
  void note_one_by_one(Event& e, NotedRow& row);
  bool can_fill(Event& e, Field f);
  bool filled(Event& e, Field f);
  Arena* arena_;
  std::vector<Event*>* to_;
  bool stopped_ = false;
  Error error_;
  std::vector<Complaint> complaints_;
};

}  // namespace tu
