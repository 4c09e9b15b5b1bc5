// A strict JSON scanner (RFC 8259): where values begin and end, and the first thing that is wrong. No values
// are made here. Two points where the RFC leaves the choice: a \u escape that is half a surrogate pair is
// refused (it has no UTF-8), and numbers may have any length and size (`30 digits` is valid JSON; what a
// field makes of it is its affair). All functions take [p, end), never read beyond it, and return one past
// what they skipped, or nullptr with `fault` set.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/arena.h"

namespace tu::wire {

struct Fault {
  const char* at = nullptr;
  const char* what = "";  // "expected ':'", "a control character in a string", ...
};

// `level`: how many objects and arrays are open around the value; more than depth_max in all is a fault.
const char* skip_value(const char* p, const char* end, int level, Fault& fault);
// p is at the opening quote. `plain` becomes false when the string holds an escape.
const char* skip_string(const char* p, const char* end, bool& plain, Fault& fault);
const char* skip_number(const char* p, const char* end, Fault& fault);

inline const char* skip_blanks(const char* p, const char* end) {
  while (p < end && (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n')) ++p;
  return p;
}

// The text of a JSON string that was skipped without fault (`body` without its quotes).
std::string_view unescape(std::string_view body, Arena& arena);

// Calls member(key, plain, value) for each member of the one object that fills [p, end): the key without its
// quotes (plain: without escapes), the value's text without blanks around it. `member` returns false to stop
// early. Returns false with `fault` set when the text is not one JSON object.
template <class Member>
bool each_member(const char* p, const char* end, Fault& fault, Member&& member) {
  auto fail_at = [&](const char* at, const char* what) {
    fault = {at, what};
    return false;
  };
  p = skip_blanks(p, end);
  if (p == end || *p != '{') return fail_at(p, "expected '{'");
  p = skip_blanks(p + 1, end);
  if (p < end && *p == '}') {
    p = skip_blanks(p + 1, end);
    return p == end || fail_at(p, "expected nothing after the object");
  }
  for (;;) {
    if (p == end || *p != '"') return fail_at(p, "expected a key in quotes");
    bool plain = true;
    const char* key = p + 1;
    if (!(p = skip_string(p, end, plain, fault))) return false;
    const char* key_end = p - 1;
    p = skip_blanks(p, end);
    if (p == end || *p != ':') return fail_at(p, "expected ':'");
    p = skip_blanks(p + 1, end);
    const char* value = p;
    if (!(p = skip_value(p, end, 1, fault))) return false;
    if (!member(std::string_view(key, key_end - key), plain, std::string_view(value, p - value))) return true;
    p = skip_blanks(p, end);
    if (p == end || (*p != ',' && *p != '}')) return fail_at(p, "expected ',' or '}'");
    if (*p == '}') break;
    p = skip_blanks(p + 1, end);
  }
  p = skip_blanks(p + 1, end);
  return p == end || fail_at(p, "expected nothing after the object");
}

}  // namespace tu::wire
