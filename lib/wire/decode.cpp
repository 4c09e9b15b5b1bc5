// The slow way of decoding, which takes every line: the scanner finds the members, the table says what they
// must be. It is also where every refusal gets its words.
#include <algorithm>

#include "wire/decoder.h"
#include "wire/json.h"
#include "wire/value.h"
#include "wire/wire.h"

namespace tu::wire {
namespace {

constexpr std::string_view ts_wanted = "integer microseconds from 0 to 9007199254740992";

// At most 40 bytes of a value, never half a character.
std::string cut(std::string_view value) {
  if (value.size() <= 40) return std::string(value);
  std::size_t n = 37;
  while (n > 0 && (static_cast<unsigned char>(value[n]) & 0xC0) == 0x80) --n;
  return std::string(value.substr(0, n)) + "...";
}

std::string is_but(std::string_view key, std::string_view value, std::string_view wanted) {
  return "\"" + std::string(key) + "\" is " + cut(value) + ", expected " + std::string(wanted);
}

std::string missing(std::string_view key, std::string_view wanted) {
  return "\"" + std::string(key) + "\" is missing, expected " + std::string(wanted);
}

std::string twice(std::string_view key) {
  return "\"" + std::string(key) + "\" stands twice, expected once";
}

std::string not_one_object(const Fault& fault, std::string_view line) {
  std::string_view what = fault.what;
  bool at_end = fault.at >= line.data() + line.size() || *fault.at == '\r';
  if (at_end && what.substr(0, 8) == "expected") what = "the line is cut";
  return "not one JSON object: " + std::string(what) + " at column " +
         std::to_string(fault.at - line.data() + 1);
}

std::string_view text_of(std::string_view value, Arena& arena) {
  std::string_view body = value.substr(1, value.size() - 2);
  return body.find('\\') == body.npos ? body : unescape(body, arena);
}

}  // namespace

bool SlowDecoder::split(std::string_view line, Arena& arena, std::string& why) {
  members_.clear();
  Fault fault;
  auto keep = [&](std::string_view key, bool plain, std::string_view value) {
    members_.push_back({plain ? key : unescape(key, arena), value});
    return true;
  };
  if (!each_member(line.data(), line.data() + line.size(), fault, keep)) {
    why = not_one_object(fault, line);
    return false;
  }
  return true;
}

bool SlowDecoder::find_type(Arena& arena, Type& type, std::string& why) {
  const Member* found = nullptr;
  for (const Member& m : members_) {
    if (m.key != "type") continue;
    if (found) return why = twice("type"), false;
    found = &m;
  }
  type = found && found->value[0] == '"' ? type_from(text_of(found->value, arena)) : Type::foreign;
  return true;
}

void SlowDecoder::read_foreign(Event& e, Arena& arena) {
  for (const Member& m : members_) {
    if (m.key == "ts" && !e.has_ts) e.has_ts = read_ts(m.value, e.ts);
    if (m.key == "venue" && e.venue == Atom::none && m.value[0] == '"')
      e.venue = intern(text_of(m.value, arena));
    if (m.key == "symbol" && e.symbol == Atom::none && m.value[0] == '"')
      e.symbol = intern(text_of(m.value, arena));
  }
}

bool SlowDecoder::read_member(const Member& m, Event& e, Arena& arena, std::string& why) {
  if (m.key == "type") return true;
  if (m.key == "ts") {
    if (e.has_ts) return why = twice("ts"), false;
    e.has_ts = read_ts(m.value, e.ts);
    if (!e.has_ts) why = is_but("ts", m.value, ts_wanted);
    return e.has_ts;
  }
  if (m.key == "venue" || m.key == "symbol") {
    bool& seen = m.key == "venue" ? venue_seen_ : symbol_seen_;
    if (seen) return why = twice(m.key), false;
    seen = true;
    std::string_view name = m.value[0] == '"' ? text_of(m.value, arena) : std::string_view();
    if (name.empty()) return why = is_but(m.key, m.value, "a name"), false;
    (m.key == "venue" ? e.venue : e.symbol) = intern(name);
    return true;
  }
  int slot = find_slot(e.type, m.key);
  if (slot < 0) {
    maybe_twice_ |= e.note_bits.may_have(key_bits(m.key));
    Note* n = arena.make<Note>();
    n->key = m.key;
    n->value.text = {m.value.data(), m.value.size()};
    n->in_raw = true;
    e.add(n);
    return true;
  }
  if (e.present >> slot & 1) return why = twice(m.key), false;
  const FieldSpec& field = spec_of(e.type).fields[static_cast<std::size_t>(slot)];
  if (!read_value(field, m.value, arena, e.slots[slot]))
    return why = is_but(m.key, m.value, expectation(field)), false;
  e.present |= std::uint64_t{1} << slot;
  return true;
}

// Whose word would count, the first one's or the last one's? jq and we do not agree on it.
bool SlowDecoder::all_once(std::string& why) {
  std::sort(members_.begin(), members_.end(), [](const Member& a, const Member& b) { return a.key < b.key; });
  const auto at = std::adjacent_find(members_.begin(), members_.end(),
                                     [](const Member& a, const Member& b) { return a.key == b.key; });
  if (at == members_.end()) return true;
  why = twice(at->key);
  return false;
}

bool SlowDecoder::read_known(Event& e, Arena& arena, std::string& why) {
  const TypeSpec& spec = spec_of(e.type);
  e.slots = arena.array<Slot>(spec.fields.size());
  venue_seen_ = symbol_seen_ = maybe_twice_ = false;
  for (const Member& m : members_)
    if (!read_member(m, e, arena, why)) return false;
  if (maybe_twice_ && !all_once(why)) return false;
  if (!e.has_ts) return why = missing("ts", ts_wanted), false;
  if (spec.needs_venue && !venue_seen_) return why = missing("venue", "a name"), false;
  if (spec.needs_symbol && !symbol_seen_) return why = missing("symbol", "a name"), false;
  for (std::size_t i = 0; i < spec.fields.size(); ++i)
    if (spec.fields[i].required && !(e.present >> i & 1))
      return why = missing(spec.fields[i].name, expectation(spec.fields[i])), false;
  if (e.type == Type::candle) {
    constexpr Field high{Type::candle, "high"}, low{Type::candle, "low"};
    if (e.real(high) < e.real(low)) {
      auto text_of_key = [&](std::string_view key) {
        for (const Member& m : members_)
          if (m.key == key) return m.value;
        return std::string_view();
      };
      why = is_but("high", text_of_key("high"), "at least \"low\", " + cut(text_of_key("low")));
      return false;
    }
  }
  return true;
}

Verdict SlowDecoder::decode(std::string_view line, Arena& arena, Event*& e, std::string& why) {
  if (line.size() > line_max) {
    why = "the line has " + std::to_string(line.size()) + " bytes, expected at most " +
          std::to_string(line_max);
    return Verdict::bad;
  }
  if (skip_blanks(line.data(), line.data() + line.size()) == line.data() + line.size()) return Verdict::blank;
  if (!split(line, arena, why)) return Verdict::bad;
  Event* event = arena.make<Event>();
  event->raw = line;
  if (!find_type(arena, event->type, why)) return Verdict::bad;
  if (event->type == Type::foreign) {
    read_foreign(*event, arena);
  } else if (!read_known(*event, arena, why)) {
    return Verdict::bad;
  }
  e = event;
  return Verdict::good;
}

}  // namespace tu::wire
