#include "wire/fast.h"

#include <utility>

#include "wire/fast_value.h"
#include "wire/json.h"
#include "wire/opening.h"

namespace tu::wire {
namespace {

constexpr Opening ts_opening("ts"), venue_opening("venue"), symbol_opening("symbol");

// The value of a field at p, or nullptr. Inlined with a constant field for the types that fill a stream.
[[gnu::always_inline]] inline const char* read_field(const FieldSpec& field, const char* p, const char* end,
                                                     Slot& slot) {
  const char* value = p;
  switch (field.kind) {
    case Kind::real:
      p = fast::real(p, end, slot.real);
      return p && passes(field.check, slot.real) ? p : nullptr;
    case Kind::integer:
      p = fast::integer(p, end, slot.integer);
      return p && passes(field.check, static_cast<double>(slot.integer)) ? p : nullptr;
    case Kind::flag:
      return fast::flag(p, end, slot.flag);
    case Kind::text:
      if (*p != '"' || !(p = fast::string(p + 1, end))) return nullptr;
      slot.text = {value + 1, static_cast<std::size_t>(p - value - 2)};
      return p;
    case Kind::decimal:
      return fast::decimal(p, end, field.check, slot.decimal);
    case Kind::levels:
    case Kind::json:
      if (!(p = field.kind == Kind::json ? fast::any(p, end) : fast::levels(p, end))) return nullptr;
      slot.text = {value, static_cast<std::size_t>(p - value)};
      return p;
  }
  return nullptr;
}

// One field, if it stands at p: p moves past it. False when the line is not for the fast way.
[[gnu::always_inline]] inline bool take_field(const FieldSpec& field, const Opening& opening, std::size_t i,
                                              const char*& p, const char* end, Event& e) {
  if (!opening.at(p, end)) return !field.required;
  p = read_field(field, p + opening.size, end, e.slots[i]);
  e.present |= std::uint64_t{1} << i;
  return p != nullptr;
}

template <Type type, std::size_t... I>
const char* read_fields_of(const char* p, const char* end, Event& e, std::index_sequence<I...>) {
  constexpr const TypeSpec& spec = spec_of(type);
  constexpr const Plan& plan = plans[static_cast<std::size_t>(type)];
  return (take_field(spec.fields[I], plan.openings[I], I, p, end, e) && ...) ? p : nullptr;
}
template <Type type>
const char* read_fields_of(const char* p, const char* end, Event& e) {
  return read_fields_of<type>(p, end, e, std::make_index_sequence<spec_of(type).fields.size()>());
}

const char* read_fields(const char* p, const char* end, Event& e) {
  if (e.type == Type::candle) return read_fields_of<Type::candle>(p, end, e);
  if (e.type == Type::trade) return read_fields_of<Type::trade>(p, end, e);
  if (e.type == Type::quote) return read_fields_of<Type::quote>(p, end, e);
  const auto fields = spec_of(e.type).fields;
  const Plan& plan = plans[static_cast<std::size_t>(e.type)];
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (!take_field(fields[i], plan.openings[i], i, p, end, e)) return nullptr;
  return p;
}

// Keys that the table does not know. One that it does know stands out of order or twice: the slow way
// decides.
const char* read_notes(const char* p, const char* end, Event& e, Arena& arena) {
  const Plan& plan = plans[static_cast<std::size_t>(e.type)];
  while (end - p >= 6 && p[0] == ',' && p[1] == '"') {  // at least ,"":0}
    const char* key = p + 2;
    if (!(p = fast::string(key, end))) return nullptr;
    const std::string_view name(key, static_cast<std::size_t>(p - 1 - key));
    if (name.empty() || p == end || *p != ':' || ++p == end) return nullptr;
    if (plan.known.may_have(name)) {
      if (name == "type" || name == "ts" || name == "venue" || name == "symbol" ||
          find_slot(e.type, name) >= 0)
        return nullptr;
    }
    const char* value = p;
    if (!(p = fast::any(p, end))) return nullptr;
    Note* n = arena.make<Note>();
    n->key = name;
    n->value.text = {value, static_cast<std::size_t>(p - value)};
    n->in_raw = true;
    e.add(n);
  }
  return p;
}

}  // namespace

Atom FastDecoder::Names::atom_of(const char* p, std::size_t size, const char* end) {
  if (size > 16) return intern({p, size});
  const ShortName name = short_name(p, size, end);
  Known& known = known_[name.hash() % known_.size()];
  if (known.name != name) known = {name, intern({p, size})};
  return known.atom;
}

const char* FastDecoder::Names::read(const char* p, const char* end, Atom& atom) {
  Expected& expected = after_[index_of(last_) % after_.size()];
  const bool whole = end - p >= 16;
  if (whole && expected.size && !((load8(p) ^ expected.word0) & expected.mask0) &&
      !((load8(p + 8) ^ expected.word1) & expected.mask1)) {
    atom = last_ = expected.atom;
    return p + expected.size;
  }
  const char* after = fast::string(p, end);
  if (!after || after - 1 == p) return nullptr;
  const std::size_t size = static_cast<std::size_t>(after - p);
  atom = last_ = atom_of(p, size - 1, end);
  if (whole && size <= 16) {
    expected.mask0 = size >= 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << 8 * size) - 1;
    expected.mask1 = size <= 8    ? 0
                     : size == 16 ? ~std::uint64_t{0}
                                  : (std::uint64_t{1} << 8 * (size - 8)) - 1;
    expected.word0 = load8(p), expected.word1 = load8(p + 8);
    expected.size = static_cast<std::uint32_t>(size);
    expected.atom = atom;
  }
  return after;
}

namespace {

// The type's name at p, and p past its closing quote. Those that fill a stream are known by one word.
const char* read_type(const char* p, const char* end, Type& type) {
  const std::uint64_t w = load8(p, end);
  if (w == word_of("candle\",")) return type = Type::candle, p + 7;
  if (w == word_of("trade\",\"")) return type = Type::trade, p + 6;
  if (w == word_of("quote\",\"")) return type = Type::quote, p + 6;
  const char* after = fast::string(p, end);
  if (!after) return nullptr;
  const std::size_t size = static_cast<std::size_t>(after - 1 - p);
  type = size > 16 ? Type::foreign : type_names.find(short_name(p, size, end));
  return after;
}

}  // namespace

bool FastDecoder::decode(std::string_view line, Arena& arena, Event*& e) {
  constexpr std::string_view start = "{\"type\":\"";
  if (line.size() > line_max || line.size() < 32 || std::memcmp(line.data(), start.data(), start.size()) != 0)
    return false;
  const char* end = line.data() + line.size();
  if (end[-1] == '\r') --end;
  if (end[-1] != '}') return false;
  Type type;
  const char* p = read_type(line.data() + start.size(), end, type);
  if (!p) return false;
  Event* event = arena.make<Event>();
  event->type = type;
  event->raw = line;
  if (type == Type::foreign ? !read_foreign(p, end, *event) : !read_known(p, end, *event, arena))
    return false;
  e = event;
  return true;
}

bool FastDecoder::read_known(const char* p, const char* end, Event& e, Arena& arena) {
  const TypeSpec& spec = spec_of(e.type);
  if (!ts_opening.at(p, end)) return false;
  p = fast::integer(p + ts_opening.size, end, e.ts);
  if (!p || e.ts < 0 || e.ts > ts_limit) return false;
  e.has_ts = true;
  if (venue_opening.at(p, end)) {
    if (p[venue_opening.size] != '"' || !(p = venues_.read(p + venue_opening.size + 1, end, e.venue)))
      return false;
  } else if (spec.needs_venue) {
    return false;
  }
  if (symbol_opening.at(p, end)) {
    if (p[symbol_opening.size] != '"' || !(p = symbols_.read(p + symbol_opening.size + 1, end, e.symbol)))
      return false;
  } else if (spec.needs_symbol) {
    return false;
  }
  e.slots = arena.array<Slot>(spec.fields.size());
  if (!(p = read_fields(p, end, e))) return false;
  if (!(p = read_notes(p, end, e, arena))) return false;
  if (end - p != 1 || *p != '}') return false;
  if (e.type == Type::candle) {
    constexpr Field high{Type::candle, "high"}, low{Type::candle, "low"};
    if (e.slots[high.slot].real < e.slots[low.slot].real) return false;
  }
  return true;
}

// The rest of a line whose type is not in the table: valid JSON in which `type` does not stand again.
bool FastDecoder::read_foreign(const char* p, const char* end, Event& e) {
  while (p < end && *p == ',') {
    if (++p == end || *p != '"') return false;
    const char* key = p + 1;
    if (!(p = fast::string(key, end)) || p == end || *p != ':') return false;
    const std::string_view name(key, static_cast<std::size_t>(p - 1 - key));
    const char* value = ++p;
    if (p == end || !(p = fast::any(p, end))) return false;
    if (name.size() > 6) continue;
    if (name == "type") return false;
    if (name == "ts" && !e.has_ts) e.has_ts = read_ts({value, static_cast<std::size_t>(p - value)}, e.ts);
    if (name != "venue" && name != "symbol") continue;
    Atom& atom = name == "venue" ? e.venue : e.symbol;
    if (atom == Atom::none && *value == '"' && p - value > 2)
      atom = (name == "venue" ? venues_ : symbols_)
                 .atom_of(value + 1, static_cast<std::size_t>(p - value - 2), end);
  }
  return end - p == 1 && *p == '}';
}

}  // namespace tu::wire
