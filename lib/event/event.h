// Event: one line of the stream, typed. It lives in an Arena, is handed on by reference, and owns nothing.
//
// A field's value lies in slots[slot_of(type, "name")] and counts only when its bit in `present` is set. Keys
// that the table does not know, and keys that stages append, are notes, in the order in which they stand in
// the line; those that were read are made when somebody asks for one. `raw` is the line as it was read; it is
// printed byte for byte, with the notes that it does not hold yet before its brace. An event that a stage
// made has no raw and is printed in the table's order.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/arena.h"
#include "base/decimal.h"
#include "base/intern.h"
#include "base/time.h"
#include "event/key.h"
#include "event/table.h"

namespace tu {

union Slot {
  double real;
  std::int64_t integer;
  bool flag;
  Decimal::Raw decimal;
  struct {
    const char* data;
    std::size_t size;
  } text;  // text: unescaped UTF-8; levels, json: JSON text
};

struct Note {
  std::string_view key;
  Note* next = nullptr;
  Kind kind = Kind::json;  // of a note that was read: json (the value's text, strings with their quotes)
  bool in_raw = false;     // stands in Event::raw already
  bool spelled = false;    // the key is a NoteKey's: ,"key": stands around it
  Slot value{};

  // All but the value, of one that was not made: to clear it first would cost more.
  void begin(std::string_view its_key, Kind its_kind, bool is_in_raw, bool is_spelled) {
    key = its_key;
    next = nullptr;
    kind = its_kind;
    in_raw = is_in_raw;
    spelled = is_spelled;
  }
};

class NoteRow;

// Figures that were appended under the keys of a row; one that is not finite stands for none.
struct NotedRow {
  const NoteRow* keys;
  NotedRow* before;
  double* figures() { return reinterpret_cast<double*>(this + 1); }  // one for each key
};

// A field as a value known when the program is compiled: constexpr Field close{Type::candle, "close"};
struct Field {
  Type type;
  std::uint8_t slot;
  consteval Field(Type t, std::string_view name)
      : type(t), slot(static_cast<std::uint8_t>(slot_of(t, name))) {}
};

// The number of a stream: what shares venue, symbol, type, and its tf, name or source. See event/stream.h.
enum class StreamId : std::uint32_t { none = 0 };

struct Event {
  TsUs ts = 0;
  Type type = Type::foreign;
  bool has_ts = false;
  StreamId stream = StreamId::none;  // none: not looked up yet
  Atom venue = Atom::none, symbol = Atom::none;
  std::uint64_t present = 0;
  std::uint64_t filled = 0;  // of present: filled in by a later stage, so printed behind the notes before it
  Slot* slots = nullptr;
  std::string_view raw;
  KeyBits note_bits{};  // of the keys of all notes
  // The first notes, which are not made yet: ,"key":value,... as they were read, keys without escapes.
  mutable std::string_view unmade{};
  Arena* arena = nullptr;              // where they will be made
  mutable Note* made_notes = nullptr;  // those behind them
  mutable Note* last_note = nullptr;   // of what is made
  mutable Note* new_notes = nullptr;   // the first that raw does not hold
  // The last notes, which are not made yet either: the newest row.
  mutable NotedRow* rows = nullptr;

  const Note* notes() const {
    if (!unmade.empty()) make_notes();
    return with_rows().made_notes;
  }
  // Those that raw does not hold.
  const Note* appended() const { return with_rows().new_notes; }
  // `bits` are those of its key.
  void add(Note* n, KeyBits bits) {
    with_rows();
    link(n);
    note_bits |= bits;
  }
  void add(Note* n) { add(n, key_bits(n->key)); }
  // A row that lies where notes of the event may be made.
  void add(NotedRow* row, KeyBits bits, Arena& here) {
    row->before = rows;
    rows = row;
    note_bits |= bits;
    arena = &here;
  }
  bool has(Field f) const { return present >> f.slot & 1; }
  // Of required fields; asking for an absent one gives zero or "".
  double real(Field f) const { return has(f) ? slots[f.slot].real : 0.0; }
  std::int64_t integer(Field f) const { return has(f) ? slots[f.slot].integer : 0; }
  bool flag(Field f) const { return has(f) && slots[f.slot].flag; }
  Decimal decimal(Field f) const { return has(f) ? Decimal::from_raw(slots[f.slot].decimal) : Decimal{}; }
  std::string_view text(Field f) const {
    return has(f) ? std::string_view(slots[f.slot].text.data, slots[f.slot].text.size) : std::string_view();
  }
  std::string_view text_or(Field f, std::string_view otherwise) const { return has(f) ? text(f) : otherwise; }

  void set(Field f, double v) {
    slots[f.slot].real = v;
    present |= std::uint64_t{1} << f.slot;
  }
  void set_integer(Field f, std::int64_t v) {
    slots[f.slot].integer = v;
    present |= std::uint64_t{1} << f.slot;
  }
  void set_flag(Field f, bool v) {
    slots[f.slot].flag = v;
    present |= std::uint64_t{1} << f.slot;
  }
  void set(Field f, Decimal v) {
    slots[f.slot].decimal = v.raw();
    present |= std::uint64_t{1} << f.slot;
  }
  // The bytes must live as long as the event (Arena::copy).
  void set_text(Field f, std::string_view v) {
    slots[f.slot].text = {v.data(), v.size()};
    present |= std::uint64_t{1} << f.slot;
    stream = StreamId::none;  // it may be the text that tells streams apart
  }

  // Notes, whoever wrote them. A number that was read is converted here; a key of the wrong kind is absent.
  const Note* note(std::string_view key) const {
    if (!note_bits.may_have(key_bits(key))) return nullptr;
    for (const Note* n = notes(); n; n = n->next)
      if (same_key(n->key, key)) return n;
    return nullptr;
  }
  std::optional<double> number(std::string_view key) const;
  std::optional<std::string_view> word(std::string_view key) const;  // a string note without escapes

 private:
  const Event& with_rows() const {
    if (rows) [[unlikely]]
      make_rows();
    return *this;
  }
  void link(Note* n) const {
    (last_note ? last_note->next : made_notes) = n;
    last_note = n;
    if (!n->in_raw && !new_notes) new_notes = n;
  }
  void make_notes() const;
  void make_rows() const;
};

std::optional<double> number_of(const Note& n);

// "venue/symbol/type[:tf]@ts": the id of an event that has none of its own.
std::string event_id(const Event& e);

}  // namespace tu
