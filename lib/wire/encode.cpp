// Writing lines: never the bytes that were read, only what is new.
#include <bit>
#include <cstring>
#include <limits>

#include "base/text.h"
#include "event/note_row.h"
#include "wire/swar.h"
#include "wire/wire.h"

namespace tu::wire {
namespace {

// True when every byte stands for itself in a JSON string. A character beyond ASCII says false: put_string
// looks again.
bool plain(std::string_view s) {
  const char* p = s.data();
  std::size_t n = s.size();
  if (n < 4) {
    for (unsigned char c : s)
      if (c < 0x20 || c >= 0x80 || c == '"' || c == '\\') return false;
    return true;
  }
  if (n < 8) return !special_bytes(load4(p) | std::uint64_t{load4(p + n - 4)} << 32);
  const char* last = p + n - 8;
  for (; p < last; p += 8)
    if (special_bytes(load8(p))) return false;
  return !special_bytes(load8(last));
}

// A short text, without a call.
char* put_bytes(char* out, std::string_view s) {
  const char* p = s.data();
  const std::size_t n = s.size();
  if (n > 16) {
    std::memcpy(out, p, n);
  } else if (n >= 8) {
    std::memcpy(out + n - 8, p + n - 8, 8);
    std::memcpy(out, p, 8);
  } else if (n >= 4) {
    std::memcpy(out + n - 4, p + n - 4, 4);
    std::memcpy(out, p, 4);
  } else {
    for (std::size_t i = 0; i < n; ++i) out[i] = p[i];
  }
  return out + n;
}

void put_string(std::string_view s, Buffer& out) {
  if (plain(s)) {
    char* p = out.reserve(s.size() + 2);
    *p++ = '"';
    p = put_bytes(p, s);
    *p++ = '"';
    out.advance(p);
    return;
  }
  std::string escaped = "\"";
  text::append_escaped(escaped, s);
  escaped += '"';
  out.append(escaped);
}

void put_value(Kind kind, const Slot& v, Buffer& out) {
  switch (kind) {
    case Kind::real:
      out.advance(text::put_real(out.reserve(40), v.real));
      break;
    case Kind::integer:
      out.advance(text::put_integer(out.reserve(40), v.integer));
      break;
    case Kind::flag:
      out.append(v.flag ? "true" : "false");
      break;
    case Kind::decimal:
      out.advance(Decimal::from_raw(v.decimal).put(out.reserve(48)));
      break;
    case Kind::text:
      put_string({v.text.data, v.text.size}, out);
      break;
    case Kind::levels:
    case Kind::json:
      out.append({v.text.data, v.text.size});
      break;
  }
}

// ,"key":value. Keys of ours are plain; a key that was read may need its escapes again.
void put_member(std::string_view key, Kind kind, const Slot& v, Buffer& out) {
  if (!plain(key)) {
    out.append(",");
    put_string(key, out);
    out.append(":");
    return put_value(kind, v, out);
  }
  char* p = out.reserve(key.size() + 48);
  *p++ = ',';
  *p++ = '"';
  p = put_bytes(p, key);
  *p++ = '"';
  *p++ = ':';
  if (kind == Kind::real) return out.advance(text::put_real(p, v.real));
  out.advance(p);
  put_value(kind, v, out);
}

// ,"key":value, of a key around which that is spelled.
[[gnu::always_inline]] inline char* put_spelled(std::string_view key, double value, char* out) {
  static_assert(NoteKey::readable >= 32);
  const char* from = key.data() - 2;
  const std::size_t size = key.size() + 4;
  std::memcpy(out, from, 16);
  std::memcpy(out + 16, from + 16, 16);
  if (size > 32) [[unlikely]]
    std::memcpy(out + 32, from + 32, size - 32);
  return text::put_real(out + size, value);
}

void put_note(const Note& n, Buffer& out) {
  if (!n.spelled || n.kind != Kind::real) return put_member(n.key, n.kind, n.value, out);
  out.advance(put_spelled(n.key, n.value.real, out.reserve(n.key.size() + NoteKey::room_for_figure)));
}

bool is_finite(double x) {
  constexpr std::uint64_t infinity = std::bit_cast<std::uint64_t>(std::numeric_limits<double>::infinity());
  return std::bit_cast<std::uint64_t>(x) << 1 < infinity << 1;
}

// The figures of a row whose keys are spelled; `out` has room for them.
[[gnu::always_inline]] inline char* put_figures(const NoteRow& keys, const double* figures, char* out) {
  for (const Note& blank : keys.blanks())
    if (const double x = *figures++; is_finite(x)) out = put_spelled(blank.key, x, out);
  return out;
}

// Figures that are no notes yet need not become any to be printed.
void put_rows(NotedRow* newest, Buffer& out) {
  if (newest->before) put_rows(newest->before, out);
  const NoteRow& keys = *newest->keys;
  const double* figure = newest->figures();
  if (keys.spelled()) return out.advance(put_figures(keys, figure, out.reserve(keys.room_in_line())));
  for (const Note& blank : keys.blanks())
    if (const double x = *figure++; is_finite(x)) put_member(blank.key, Kind::real, Slot{.real = x}, out);
}

// The line without its newline, made from the fields. A field that was filled in stands in its slot and among
// the notes: it is written once, as a note where the line is printed, as a field where the canonical one is
// wanted.
void put_made(const Event& e, bool canonical, Buffer& out) {
  const std::uint64_t in_place = canonical ? e.present : e.present & ~e.filled;
  const TypeSpec& spec = spec_of(e.type);
  out.append("{\"type\":");
  put_string(spec.name, out);
  if (e.has_ts) {
    Slot ts;
    ts.integer = e.ts;
    put_member("ts", Kind::integer, ts, out);
  }
  auto name = [&](std::string_view key, Atom atom) {
    if (atom == Atom::none) return;
    std::string_view s = name_of(atom);
    Slot v;
    v.text = {s.data(), s.size()};
    put_member(key, Kind::text, v, out);
  };
  name("venue", e.venue);
  name("symbol", e.symbol);
  for (std::size_t i = 0; i < spec.fields.size(); ++i)
    if (in_place >> i & 1) put_member(spec.fields[i].name, spec.fields[i].kind, e.slots[i], out);
  for (const Note* n = e.notes(); n; n = n->next)
    if (!canonical || find_slot(e.type, n->key) < 0) put_note(*n, out);
  out.append("}");
}

// Whether the object that these bytes begin has no member yet. Only a line of no type can be so.
bool is_empty_so_far(std::string_view before_brace) {
  const std::size_t last = before_brace.find_last_not_of(" \t\r");
  return last != before_brace.npos && before_brace[last] == '{';
}

[[gnu::always_inline]] inline void put_new_notes(const Event& e, Buffer& out) {
  for (const Note* n = e.new_notes; n; n = n->next) put_note(*n, out);
  if (e.rows) put_rows(e.rows, out);
}

// The line as it was read, with its new notes before its brace, and a newline.
void put_raw(const Event& e, Buffer& out) {
  const std::string_view raw = e.raw;
  if (!e.new_notes && !e.rows) {
    char* p = out.reserve(raw.size() + 1);
    std::memcpy(p, raw.data(), raw.size());
    p[raw.size()] = '\n';
    return out.advance(p + raw.size() + 1);
  }
  const std::size_t brace = raw.rfind('}');
  out.append(raw.substr(0, brace));
  const std::size_t from = out.size();
  put_new_notes(e, out);
  if (e.type == Type::foreign && out.size() > from && is_empty_so_far(raw.substr(0, brace)))
    out.erase(from);  // the comma before the first member
  out.append(raw.substr(brace));
  out.append("\n");
}

// The same of what most lines are: with one row of figures, and a brace last. False: it is not.
[[gnu::always_inline]] inline bool put_raw_and_row(const Event& e, Buffer& out) {
  const std::string_view raw = e.raw;
  NotedRow* row = e.rows;
  if (!row || row->before || e.new_notes || !row->keys->spelled() || e.type == Type::foreign || raw.empty() ||
      raw.back() != '}')
    return false;
  char* p = out.reserve(raw.size() + row->keys->room_in_line() + 2);
  std::memcpy(p, raw.data(), raw.size());
  p = put_figures(*row->keys, row->figures(), p + raw.size() - 1);
  std::memcpy(p, "}\n", 2);
  out.advance(p + 2);
  return true;
}

}  // namespace

void encode(const Event& e, Buffer& out) {
  if (put_raw_and_row(e, out)) return;
  if (!e.raw.empty()) return put_raw(e, out);
  put_made(e, false, out);
  char* p = out.reserve(1);
  *p++ = '\n';
  out.advance(p);
}

std::string encode_text(const Event& e) {
  Buffer out;
  encode(e, out);
  std::string_view line = out.view();
  return std::string(line.substr(0, line.size() - 1));
}

std::string encode_canonical(const Event& e) {
  if (e.type == Type::foreign) return std::string(e.raw);
  Buffer out;
  put_made(e, true, out);
  return std::string(out.view());
}

}  // namespace tu::wire
