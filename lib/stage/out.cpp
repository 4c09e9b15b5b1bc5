#include "stage/out.h"

#include <cstring>

#include "event/key.h"

namespace tu {

Event& Out::make(Type type, TsUs ts, Atom venue, Atom symbol) {
  Event* e = arena_->make<Event>();
  e->type = type;
  e->ts = ts;
  e->has_ts = true;
  e->venue = venue;
  e->symbol = symbol;
  e->slots = arena_->array<Slot>(spec_of(type).fields.size());
  return *e;
}

bool Out::holds(Event& e, std::string_view key) {
  bool there = e.note(key) != nullptr;
  if (!there && e.type != Type::foreign)
    if (int slot = find_slot(e.type, key); slot >= 0) there = e.present >> slot & 1;
  if (there)
    complain_once(Exit::bad_data, "key \"" + std::string(key) + "\" is in the " +
                                      std::string(spec_of(e.type).name) +
                                      " line already: it was left as it is (--as NAME writes another key)");
  return there;
}

// Mostly another key has the same bit: it is told apart by its first bytes.
bool Out::holds(Event& e, const NoteKey& key) {
  const std::string_view k = key.key();
  if (key.names_field_of(e.type) || k.size() < 8) return holds(e, k);
  std::uint64_t begins, other;
  std::memcpy(&begins, k.data(), 8);
  for (const Note* n = e.notes(); n; n = n->next) {
    if (n->key.size() != k.size()) continue;
    std::memcpy(&other, n->key.data(), 8);
    if (other == begins && same_key(n->key, k)) return holds(e, k);
  }
  return false;
}

Note* Out::append(Event& e, std::string_view key, Kind kind) {
  if (holds(e, key)) return nullptr;
  Note* n = arena_->make<Note>();
  n->key = key;
  n->kind = kind;
  e.add(n);
  return n;
}

bool Out::refuse_value(std::string_view key) {
  stop(fail(Exit::internal,
            "key \"" + std::string(key) + "\" would be written as a number that is not finite"));
  return false;
}

void Out::note_one_by_one(Event& e, NotedRow& row) {
  const double* figure = row.figures();
  for (const NoteKey& key : row.keys->keys()) {
    if (std::isfinite(*figure)) note(e, key, *figure);
    ++figure;
  }
}

bool Out::note(Event& e, std::string_view key, double value) {
  if (!std::isfinite(value)) return refuse_value(key);
  Note* n = append(e, key, Kind::real);
  if (n) n->value.real = value;
  return n != nullptr;
}
bool Out::note(Event& e, std::string_view key, std::int64_t value) {
  Note* n = append(e, key, Kind::integer);
  if (n) n->value.integer = value;
  return n != nullptr;
}
bool Out::note(Event& e, std::string_view key, std::string_view text) {
  Note* n = append(e, key, Kind::text);
  if (n) n->value.text = {text.data(), text.size()};
  return n != nullptr;
}
bool Out::note_flag(Event& e, std::string_view key, bool value) {
  Note* n = append(e, key, Kind::flag);
  if (n) n->value.flag = value;
  return n != nullptr;
}
bool Out::note_json(Event& e, std::string_view key, std::string_view json) {
  Note* n = append(e, key, Kind::json);
  if (n) n->value.text = {json.data(), json.size()};
  return n != nullptr;
}

bool Out::can_fill(Event& e, Field f) {
  return !e.has(f);
}

// A filled-in field is printed at the line's end, where a process would have to append it, also while the
// event has no line yet: the text may not depend on how the stages run.
bool Out::fill_in(Event& e, Field f, double value) {
  if (!can_fill(e, f) || !note(e, spec_of(f.type).fields[f.slot].name, value)) return false;
  e.set(f, value);
  return filled(e, f);
}
bool Out::fill_in(Event& e, Field f, Decimal value) {
  if (!can_fill(e, f)) return false;
  Note* n = append(e, spec_of(f.type).fields[f.slot].name, Kind::decimal);
  if (!n) return false;
  n->value.decimal = value.raw();
  e.set(f, value);
  return filled(e, f);
}
bool Out::fill_in_integer(Event& e, Field f, std::int64_t value) {
  if (!can_fill(e, f) || !note(e, spec_of(f.type).fields[f.slot].name, value)) return false;
  e.set_integer(f, value);
  return filled(e, f);
}
bool Out::fill_in_flag(Event& e, Field f, bool value) {
  if (!can_fill(e, f) || !note_flag(e, spec_of(f.type).fields[f.slot].name, value)) return false;
  e.set_flag(f, value);
  return filled(e, f);
}
bool Out::fill_in_text(Event& e, Field f, std::string_view text) {
  if (!can_fill(e, f) || !note(e, spec_of(f.type).fields[f.slot].name, text)) return false;
  e.set_text(f, text);
  return filled(e, f);
}
bool Out::filled(Event& e, Field f) {
  e.filled |= std::uint64_t{1} << f.slot;
  return true;
}

void Out::stop(Error error) {
  if (stopped_) return;
  stopped_ = true;
  error_ = std::move(error);
}

void Out::complain_once(Exit status, const std::string& message) {
  for (const Complaint& c : complaints_)
    if (c.message == message) return;
  complaints_.push_back({status, message});
}

}  // namespace tu
