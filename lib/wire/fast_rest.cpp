#include "wire/fast_rest.h"

#include "wire/fast_value.h"
#include "wire/opening.h"

namespace tu::wire::fast {
namespace {

// The value of a field at p, or nullptr.
const char* read_field(const FieldSpec& field, const char* p, const char* end, Slot& slot) {
  const char* value = p;
  switch (field.kind) {
    case Kind::real:
      p = real(p, end, slot.real);
      return p && passes(field.check, slot.real) ? p : nullptr;
    case Kind::integer:
      p = integer(p, end, slot.integer);
      return p && passes(field.check, static_cast<double>(slot.integer)) ? p : nullptr;
    case Kind::flag:
      return flag(p, end, slot.flag);
    case Kind::text:
      if (*p != '"' || !(p = string(p + 1, end))) return nullptr;
      slot.text = {value + 1, static_cast<std::size_t>(p - value - 2)};
      return p;
    case Kind::decimal:
      return decimal(p, end, field.check, slot.decimal);
    case Kind::levels:
    case Kind::json:
      if (!(p = field.kind == Kind::json ? any(p, end) : levels(p, end)) || p == end) return nullptr;
      slot.text = {value, static_cast<std::size_t>(p - value)};
      return p;
  }
  return nullptr;
}

// Whether `,"name":` stands there, be it in a value; of a long text always, which is not worth searching.
bool may_stand_in(std::string_view notes, std::string_view name) {
  if (notes.size() > 1024) return true;
  for (std::size_t at = 0; (at = notes.find(name, at)) != notes.npos; ++at)
    if (at >= 2 && notes[at - 1] == '"' && notes[at - 2] == ',' && notes.substr(at + name.size(), 2) == "\":")
      return true;
  return false;
}

}  // namespace

const char* read_fields(Type type, std::size_t first, const char* p, const char* end, Event& e) {
  const auto fields = spec_of(type).fields;
  const Plan& plan = plans[static_cast<std::size_t>(type)];
  for (std::size_t i = first; i < fields.size(); ++i) {
    if (!plan.openings[i].at(p, end)) {
      if (fields[i].required) return nullptr;
      continue;
    }
    if (!(p = read_field(fields[i], p + plan.openings[i].size, end, e.slots[i]))) return nullptr;
    e.present |= std::uint64_t{1} << i;
  }
  return p;
}

// A key that the table does know stands out of order or twice, or one that it does not know may stand twice:
// the slow way decides.
const char* read_note(Learnt& learnt, const char* begin, const char* p, const char* end, Event& e,
                      KnownKey*& before) {
  const std::string_view so_far(begin, static_cast<std::size_t>(p - begin));
  if (end - p < 6 || p[1] != '"') return nullptr;  // at least ,"":0}
  const char* key = p + 2;
  if (!(p = string(key, end))) return nullptr;
  const std::string_view name(key, static_cast<std::size_t>(p - 1 - key));
  if (name.empty() || p == end || *p != ':' || ++p == end) return nullptr;
  if (plans[static_cast<std::size_t>(e.type)].known.may_have(name)) {
    if (name == "type" || name == "ts" || name == "venue" || name == "symbol" || find_slot(e.type, name) >= 0)
      return nullptr;
  }
  if (!(p = any(p, end)) || p == end) return nullptr;
  const KeyBits bits = key_bits(name);
  const KnownKeys::Came came = learnt.keys.came(e.type, name, before);
  if (!came.new_in_line && e.note_bits.may_have(bits) && may_stand_in(so_far, name)) return nullptr;
  e.note_bits |= bits;
  if (came.key) before = came.key;
  return p;
}

bool read_foreign(Learnt& learnt, const char* p, const char* end, std::string_view line, Arena& arena,
                  Event*& e) {
  Event* event = arena.make<Event>();
  event->raw = line;
  while (p < end && *p == ',') {
    if (++p == end || *p != '"') return false;
    const char* key = p + 1;
    if (!(p = string(key, end)) || p == end || *p != ':') return false;
    const std::string_view name(key, static_cast<std::size_t>(p - 1 - key));
    const char* value = ++p;
    if (p == end || !(p = any(p, end))) return false;
    if (name.size() > 6) continue;
    if (name == "type") return false;
    if (name == "ts" && !event->has_ts)
      event->has_ts = read_ts({value, static_cast<std::size_t>(p - value)}, event->ts);
    if (name != "venue" && name != "symbol") continue;
    Atom& atom = name == "venue" ? event->venue : event->symbol;
    if (atom == Atom::none && *value == '"' && p - value > 2)
      atom = learnt.places.atom_of({value + 1, static_cast<std::size_t>(p - value - 2)}, end);
  }
  if (end - p != 1 || *p != '}') return false;
  e = event;
  return true;
}

}  // namespace tu::wire::fast
