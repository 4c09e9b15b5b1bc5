#include "event/event.h"

#include <cmath>
#include <cstring>

#include "base/text.h"
#include "event/note_row.h"

namespace tu {

Type type_from(std::string_view name) {
  for (int i = 1; i < type_count; ++i)
    if (type_table[i].name == name) return type_table[i].type;
  return Type::foreign;
}

namespace {

constexpr auto known_keys = [] {
  std::array<KeySet, type_count> all;
  for (std::size_t t = 0; t < all.size(); ++t)
    for (const FieldSpec& field : type_table[t].fields) all[t].add(field.name);
  return all;
}();

// From a value that was judged to the comma behind it, or to the end.
const char* end_of_value(const char* p, const char* end) {
  int depth = 0;
  for (; p < end; ++p) {
    if (*p == '"') {
      while (*++p != '"') p += *p == '\\';
    } else if (*p == ',' && depth == 0) {
      break;
    } else {
      depth += (*p == '[' || *p == '{') - (*p == ']' || *p == '}');
    }
  }
  return p;
}

}  // namespace

void Event::make_notes() const {
  const char *p = unmade.data(), *end = p + unmade.size();
  unmade = {};
  Note *first = nullptr, **link = &first, *last = nullptr;
  while (p < end) {
    const char* key = p + 2;
    const char* quote = static_cast<const char*>(std::memchr(key, '"', static_cast<std::size_t>(end - key)));
    const char* value = quote + 2;
    p = end_of_value(value, end);
    *link = last = arena->array<Note>(1);
    last->begin({key, static_cast<std::size_t>(quote - key)}, Kind::json, true, false);
    last->value.text = {value, static_cast<std::size_t>(p - value)};
    link = &last->next;
  }
  *link = made_notes;
  made_notes = first;
  if (!last_note) last_note = last;
}

void Event::make_rows() const {
  NotedRow* oldest = nullptr;
  while (rows) {
    NotedRow* const row = rows;
    rows = row->before;
    row->before = oldest;  // the one after it
    oldest = row;
  }
  for (NotedRow* row = oldest; row; row = row->before) {
    const double* figure = row->figures();
    for (const Note& blank : row->keys->blanks()) {
      const double value = *figure++;
      if (!std::isfinite(value)) continue;
      Note* n = arena->array<Note>(1);
      *n = blank;
      n->value.real = value;
      link(n);
    }
  }
}

int find_slot(Type t, std::string_view name) {
  if (!known_keys[static_cast<std::size_t>(t)].may_have(name)) return -1;
  const auto fields = spec_of(t).fields;
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (same_key(fields[i].name, name)) return static_cast<int>(i);
  return -1;
}

std::optional<double> number_of(const Note& n) {
  switch (n.kind) {
    case Kind::real:
      return n.value.real;
    case Kind::integer:
      return static_cast<double>(n.value.integer);
    case Kind::decimal:
      return Decimal::from_raw(n.value.decimal).to_real();
    case Kind::json:
      return text::to_real({n.value.text.data, n.value.text.size});
    default:
      return std::nullopt;
  }
}

std::optional<double> Event::number(std::string_view key) const {
  const Note* n = note(key);
  return n ? number_of(*n) : std::nullopt;
}

std::optional<std::string_view> Event::word(std::string_view key) const {
  const Note* n = note(key);
  if (!n) return std::nullopt;
  std::string_view s{n->value.text.data, n->value.text.size};
  if (n->kind == Kind::text) return s;
  if (n->kind != Kind::json || s.size() < 2 || s.front() != '"' || s.find('\\') != s.npos)
    return std::nullopt;
  return s.substr(1, s.size() - 2);
}

std::string event_id(const Event& e) {
  std::string id;
  id.append(name_of(e.venue)).append("/").append(name_of(e.symbol)).append("/").append(spec_of(e.type).name);
  if (e.type == Type::candle) {
    constexpr Field tf{Type::candle, "tf"};
    id.append(":").append(e.text(tf));
  }
  char buffer[32];
  id.append("@").append(buffer, text::put_integer(buffer, e.ts));
  return id;
}

}  // namespace tu
