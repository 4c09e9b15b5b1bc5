#include "wire/fast.h"

#include "wire/fast_value.h"
#include "wire/json.h"

namespace tu::wire {

FastDecoder::Opening FastDecoder::opening(std::string_view key) {
  // Kept for the life of the process: every decoder shares the text.
  std::string text = ",\"" + std::string(key) + "\":";
  Opening o{};
  o.text = name_of(intern(text));
  for (std::size_t i = 0; i < 16 && i < text.size(); ++i) {
    o.word[i / 8] |= std::uint64_t{static_cast<unsigned char>(text[i])} << i % 8 * 8;
    o.mask[i / 8] |= std::uint64_t{0xFF} << i % 8 * 8;
  }
  return o;
}

bool FastDecoder::Opening::at(const char* p, const char* end) const {
  std::size_t left = static_cast<std::size_t>(end - p);
  if (left <= text.size()) return false;
  if (left < 16) return std::memcmp(p, text.data(), text.size()) == 0;
  if (((load8(p) ^ word[0]) & mask[0]) | ((load8(p + 8) ^ word[1]) & mask[1])) return false;
  return text.size() <= 16 || std::memcmp(p + 16, text.data() + 16, text.size() - 16) == 0;
}

FastDecoder::FastDecoder() : ts_(opening("ts")), venue_(opening("venue")), symbol_(opening("symbol")) {
  for (int t = 1; t < type_count; ++t) {
    const TypeSpec& spec = type_table[t];
    ShortName name = short_name(spec.name.data(), static_cast<std::uint32_t>(spec.name.size()), spec.name.data() + spec.name.size());
    std::size_t at = name.hash() % types_.size();
    while (types_[at].type != Type::foreign) at = (at + 1) % types_.size();
    types_[at] = {name, spec.type};
    Plan& plan = plans_[static_cast<std::size_t>(t)];
    auto know = [&](std::string_view key) { plan.known |= key_bit(key.data(), key.size()); };
    for (std::string_view key : {"type", "ts", "venue", "symbol"}) know(key);
    for (const FieldSpec& field : spec.fields) {
      plan.openings.push_back(opening(field.name));
      know(field.name);
    }
  }
}

Type FastDecoder::type_of(const char* p, std::size_t size, const char* end) const {
  if (size > 16) return Type::foreign;
  ShortName name = short_name(p, static_cast<std::uint32_t>(size), end);
  for (std::size_t at = name.hash() % types_.size();; at = (at + 1) % types_.size()) {
    if (types_[at].name == name) return types_[at].type;
    if (types_[at].type == Type::foreign) return Type::foreign;
  }
}

Atom FastDecoder::atom_of(const char* p, std::size_t size, const char* end) {
  if (size > 16) return intern({p, size});
  ShortName name = short_name(p, static_cast<std::uint32_t>(size), end);
  KnownAtom& known = atoms_[name.hash() % atoms_.size()];
  if (known.name != name) known = {name, intern({p, size})};
  return known.atom;
}

// p is past the opening, at the value.
const char* FastDecoder::read_name(const char* p, const char* end, Atom& atom) {
  if (*p++ != '"') return nullptr;
  const char* after = fast::string(p, end);
  if (!after || after - 1 == p) return nullptr;
  atom = atom_of(p, static_cast<std::size_t>(after - 1 - p), end);
  return after;
}

const char* FastDecoder::read_fields(const char* p, const char* end, Event& e, const Plan& plan, Arena& arena) {
  const auto fields = spec_of(e.type).fields;
  e.slots = arena.array<Slot>(fields.size());
  std::uint64_t present = 0;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const FieldSpec& field = fields[i];
    const Opening& opening = plan.openings[i];
    if (!opening.at(p, end)) {
      if (field.required) return nullptr;
      continue;
    }
    p += opening.text.size();
    Slot& slot = e.slots[i];
    const char* value = p;
    switch (field.kind) {
      case Kind::real:
        p = fast::real(p, end, slot.real);
        if (!p || !passes(field.check, slot.real)) return nullptr;
        break;
      case Kind::integer:
        p = fast::integer(p, end, slot.integer);
        if (!p || !passes(field.check, static_cast<double>(slot.integer))) return nullptr;
        break;
      case Kind::flag:
        if (!(p = fast::flag(p, end, slot.flag))) return nullptr;
        break;
      case Kind::text:
        if (*p != '"' || !(p = fast::string(p + 1, end))) return nullptr;
        slot.text = {value + 1, static_cast<std::size_t>(p - value - 2)};
        break;
      case Kind::decimal:
        if (!(p = fast::decimal(p, end, field.check, slot.decimal))) return nullptr;
        break;
      case Kind::levels:
      case Kind::json:
        if (!(p = field.kind == Kind::json ? fast::any(p, end) : fast::levels(p, end))) return nullptr;
        slot.text = {value, static_cast<std::size_t>(p - value)};
        break;
    }
    present |= std::uint64_t{1} << i;
  }
  e.present = present;
  return p;
}

// Keys that the table does not know. One that it does know stands out of order or twice: the slow way decides.
const char* FastDecoder::read_notes(const char* p, const char* end, Event& e, const Plan& plan, Arena& arena) {
  while (end - p >= 6 && p[0] == ',' && p[1] == '"') {  // at least ,"":0}
    const char* key = p + 2;
    if (!(p = fast::string(key, end))) return nullptr;
    std::size_t size = static_cast<std::size_t>(p - 1 - key);
    if (size == 0 || p == end || *p != ':') return nullptr;
    if (plan.known & key_bit(key, size)) {
      std::string_view name(key, size);
      if (name == "type" || name == "ts" || name == "venue" || name == "symbol" || find_slot(e.type, name) >= 0)
        return nullptr;
    }
    const char* value = ++p;
    if (p == end) return nullptr;
    if (*p == '-' || static_cast<unsigned char>(*p - '0') < 10) {
      Fault fault;
      p = skip_number(p, end, fault);
    } else {
      p = fast::any(p, end);
    }
    if (!p) return nullptr;
    Note* n = arena.make<Note>();
    n->key = {key, size};
    n->value.text = {value, static_cast<std::size_t>(p - value)};
    n->in_raw = true;
    (e.last_note ? e.last_note->next : e.notes) = n;
    e.last_note = n;
  }
  return p;
}

bool FastDecoder::decode(std::string_view line, Arena& arena, Event*& e) {
  const char* p = line.data();
  const char* end = p + line.size();
  if (line.size() > line_max || line.size() < 24 || std::memcmp(p, "{\"type\":\"", 9) != 0) return false;
  if (end[-1] == '\r') --end;
  p += 9;
  const char* after = fast::string(p, end);
  if (!after) return false;
  Type type = type_of(p, static_cast<std::size_t>(after - 1 - p), end);
  p = after;
  Event* event = arena.make<Event>();
  event->type = type;
  event->raw = line;
  if (!(type == Type::foreign ? read_foreign(p, end, *event) : read_known(p, end, *event, arena))) return false;
  e = event;
  return true;
}

bool FastDecoder::read_known(const char* p, const char* end, Event& e, Arena& arena) {
  const TypeSpec& spec = spec_of(e.type);
  if (!ts_.at(p, end)) return false;
  p = fast::integer(p + ts_.text.size(), end, e.ts);
  if (!p || e.ts < 0 || e.ts > ts_limit) return false;
  e.has_ts = true;
  if (venue_.at(p, end)) {
    if (!(p = read_name(p + venue_.text.size(), end, e.venue))) return false;
  } else if (spec.needs_venue) {
    return false;
  }
  if (symbol_.at(p, end)) {
    if (!(p = read_name(p + symbol_.text.size(), end, e.symbol))) return false;
  } else if (spec.needs_symbol) {
    return false;
  }
  const Plan& plan = plans_[static_cast<std::size_t>(e.type)];
  if (!(p = read_fields(p, end, e, plan, arena))) return false;
  if (!(p = read_notes(p, end, e, plan, arena))) return false;
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
    std::string_view name(key, static_cast<std::size_t>(p - 1 - key));
    const char* value = ++p;
    if (name == "type" || p == end) return false;
    if (!(p = fast::any(p, end))) return false;
    if (name == "ts" && !e.has_ts) e.has_ts = read_ts({value, static_cast<std::size_t>(p - value)}, e.ts);
    Atom& atom = name == "venue" ? e.venue : e.symbol;
    if ((name == "venue" || name == "symbol") && atom == Atom::none && *value == '"')
      atom = intern({value + 1, static_cast<std::size_t>(p - value - 2)});
  }
  return end - p == 1 && *p == '}';
}

}  // namespace tu::wire
