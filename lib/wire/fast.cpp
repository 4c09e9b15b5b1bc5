#include "wire/fast.h"

#include <utility>

#include "wire/fast_value.h"
#include "wire/json.h"
#include "wire/opening.h"

namespace tu::wire {
namespace {

constexpr Opening ts_opening("ts");

// Types that fill a stream are constants here, and their code is made for each.
template <Type type>
using Constant = std::integral_constant<Type, type>;

// The value of a field at p, or nullptr.
const char* read_field(const FieldSpec& field, const char* p, const char* end, Slot& slot) {
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
      if (!(p = field.kind == Kind::json ? fast::any(p, end) : fast::levels(p, end)) || p == end)
        return nullptr;
      slot.text = {value, static_cast<std::size_t>(p - value)};
      return p;
  }
  return nullptr;
}

// The fields from number `first` on, as far as they stand at p. nullptr: the line is not for the fast way.
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

// One required field of a type that fills a stream, in its most usual form: p moves past it.
template <Type type, std::size_t i, class End>
[[gnu::always_inline]] inline bool take_quickly(const char*& p, End end, Event& e) {
  constexpr const FieldSpec& field = spec_of(type).fields[i];
  constexpr const Opening& opening = plans[static_cast<std::size_t>(type)].openings[i];
  if (!opening.at(p, end)) return false;
  const char* value = p + opening.size;
  if constexpr (field.kind == Kind::integer) {
    static_assert(field.check == Check::none);
    p = fast::quick_integer(value, end, e.slots[i].integer);
  } else {
    static_assert(field.kind == Kind::real);
    p = fast::quick_real<field.check>(value, end, e.slots[i].real);
  }
  return p != nullptr;
}

template <Type type, std::size_t first, class End, std::size_t... i>
[[gnu::always_inline]] inline const char* read_required(const char* p, End end, Event& e,
                                                        std::index_sequence<i...>) {
  if (!(take_quickly<type, first + i>(p, end, e) && ...)) return nullptr;
  e.present |= ((std::uint64_t{1} << (first + i)) | ...);
  return p;
}

// The numbers that each line of a type has, from field `first` on.
template <Type type>
constexpr std::size_t required_from(std::size_t first) {
  std::size_t n = 0;
  const auto fields = spec_of(type).fields;
  while (first + n < fields.size() && fields[first + n].required) ++n;
  return n;
}

template <Type type, std::size_t first, class End>
[[gnu::always_inline]] inline const char* read_fields(const char* p, End end, Event& e) {
  constexpr std::size_t required = required_from<type>(first);
  const std::uint64_t present = e.present;
  const char* after = read_required<type, first>(p, end, e, std::make_index_sequence<required>());
  if (after && *after == '}') return after;
  if (after && *after == ',') {
    if constexpr (first + required == spec_of(type).fields.size()) return after;
    return read_fields(type, first + required, after, end, e);
  }
  e.present = present;  // a number of another form
  return read_fields(type, first, p, end, e);
}

}  // namespace

template <class End>
bool FastDecoder::decode(std::string_view line, End end, Arena& arena, Event*& e) {
  const char* p = line.data();
  if (line.size() > line_max || line.size() < 32) return false;
  if (load8(p) != literal8("{\"type\":") || p[8] != '"') return false;
  p += 9;
  if (end[-1] == '\r') end = {end - 1};
  if (end[-1] != '}') return false;
  const std::uint64_t w = load8(p);
  if (w == literal8("candle\",")) return read_known(Constant<Type::candle>(), p + 7, end, line, arena, e);
  if (w == literal8("trade\",\"")) return read_known(Constant<Type::trade>(), p + 6, end, line, arena, e);
  if (w == literal8("quote\",\"")) return read_known(Constant<Type::quote>(), p + 6, end, line, arena, e);
  const char* after = fast::string(p, end);
  if (!after) return false;
  const std::size_t size = static_cast<std::size_t>(after - 1 - p);
  const Type type = size > 16 ? Type::foreign : type_names.find(short_name(p, size, end));
  if (type == Type::foreign) return read_foreign(after, end, line, arena, e);
  return read_known(type, after, end, line, arena, e);
}

template bool FastDecoder::decode(std::string_view, const char*, Arena&, Event*&);
template bool FastDecoder::decode(std::string_view, Padded, Arena&, Event*&);

template <class AnyType, class End>
bool FastDecoder::read_known(AnyType type, const char* p, End end, std::string_view line, Arena& arena,
                             Event*& e) {
  constexpr bool constant = !std::is_same_v<AnyType, Type>;
  if (!ts_opening.at(p, end)) return false;
  p += ts_opening.size;
  TsUs ts = 0;
  const char* after_ts = fast::quick_integer(p, end, ts);
  if (!after_ts && !(after_ts = fast::integer(p, end, ts))) return false;
  if (ts < 0 || ts > ts_limit) return false;
  const Place* place = places_.expected(type, after_ts, end);
  if (!place && !(place = places_.read(type, after_ts, end))) return false;

  Event* event = arena.array<Event>(1);
  *event = {.ts = ts,
            .type = type,
            .has_ts = true,
            .stream = place->stream,
            .venue = place->venue,
            .symbol = place->symbol,
            .slots = arena.array<Slot>(spec_of(type).fields.size()),
            .raw = line};
  p = after_ts + place->size;
  if constexpr (constant) {
    constexpr bool is_candle = AnyType::value == Type::candle;
    if constexpr (is_candle) {
      constexpr Field tf{Type::candle, "tf"};
      static_assert(tf.slot == 0);
      event->slots[0].text = {after_ts + place->tf_at, place->tf_size};
      event->present = 1;
    }
    p = read_fields<AnyType::value, is_candle>(p, end, *event);
  } else {
    p = read_fields(type, 0, p, end, *event);
  }
  if (!p) return false;
  if (*p == ',' && !(p = read_notes(p, end, *event, arena))) return false;
  if (end - p != 1 || *p != '}') return false;
  if (type == Type::candle) {
    constexpr Field high{Type::candle, "high"}, low{Type::candle, "low"};
    if (event->slots[high.slot].real < event->slots[low.slot].real) return false;
  }
  e = event;
  return true;
}

// Keys that the table does not know: those that are foretold and have a number, one after the other.
template <class End>
const char* FastDecoder::read_notes(const char* p, End end, Event& e, Arena& arena) {
  KnownKey* before = keys_.before_first(e.type);
  for (;;) {
    KnownKey* key = before->next;
    const char* value = p + key->size;
    const char* after = key->at(p, end) ? fast::quick_number(value, end) : nullptr;
    if (after && (*after == ',' || *after == '}')) {
      Note* n = arena.array<Note>(1);
      *n = {.key = {p + 2, key->size - 4}, .kind = Kind::json, .in_raw = true};
      n->value.text = {value, static_cast<std::size_t>(after - value)};
      e.add(n, key->bit);
      before = key;
      p = after;
    } else if (!(p = read_note(p, end, e, arena, before))) {
      return nullptr;
    }
    if (*p != ',') return p;
  }
}

// Any other. One that the table does know stands out of order or twice: the slow way decides.
const char* FastDecoder::read_note(const char* p, const char* end, Event& e, Arena& arena,
                                   KnownKey*& before) {
  if (end - p < 6 || p[1] != '"') return nullptr;  // at least ,"":0}
  const char* key = p + 2;
  if (!(p = fast::string(key, end))) return nullptr;
  const std::string_view name(key, static_cast<std::size_t>(p - 1 - key));
  if (name.empty() || p == end || *p != ':' || ++p == end) return nullptr;
  if (plans[static_cast<std::size_t>(e.type)].known.may_have(name)) {
    if (name == "type" || name == "ts" || name == "venue" || name == "symbol" || find_slot(e.type, name) >= 0)
      return nullptr;
  }
  const char* value = p;
  if (!(p = fast::any(p, end)) || p == end) return nullptr;
  Note* n = arena.make<Note>();
  n->key = name;
  n->value.text = {value, static_cast<std::size_t>(p - value)};
  n->in_raw = true;
  e.add(n);
  if (KnownKey* known = keys_.came(e.type, name, before)) before = known;
  return p;
}

// The rest of a line whose type is not in the table: valid JSON in which `type` does not stand again.
bool FastDecoder::read_foreign(const char* p, const char* end, std::string_view line, Arena& arena,
                               Event*& e) {
  Event* event = arena.make<Event>();
  event->raw = line;
  while (p < end && *p == ',') {
    if (++p == end || *p != '"') return false;
    const char* key = p + 1;
    if (!(p = fast::string(key, end)) || p == end || *p != ':') return false;
    const std::string_view name(key, static_cast<std::size_t>(p - 1 - key));
    const char* value = ++p;
    if (p == end || !(p = fast::any(p, end))) return false;
    if (name.size() > 6) continue;
    if (name == "type") return false;
    if (name == "ts" && !event->has_ts)
      event->has_ts = read_ts({value, static_cast<std::size_t>(p - value)}, event->ts);
    if (name != "venue" && name != "symbol") continue;
    Atom& atom = name == "venue" ? event->venue : event->symbol;
    if (atom == Atom::none && *value == '"' && p - value > 2)
      atom = places_.atom_of({value + 1, static_cast<std::size_t>(p - value - 2)}, end);
  }
  if (end - p != 1 || *p != '}') return false;
  e = event;
  return true;
}

}  // namespace tu::wire
