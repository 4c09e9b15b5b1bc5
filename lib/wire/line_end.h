// Where a line ends. Usually nobody has looked for it yet: the quick way comes upon it by itself, and it is
// looked for only where something unusual stands in the line.
#pragma once

#include <cstring>
#include <string_view>

#include "wire/swar.h"
#include "wire/wire.h"

namespace tu::wire {

// The end of the line of p, which the slower functions need: a brace stands before it, and at least 32 bytes.
// nullptr: it does not end so.
inline const char* end_of_line(const char*, const char* end) {
  return end;
}
inline const char* end_of_line(const char* p, Unknown end) {
  const char* newline =
      static_cast<const char*>(std::memchr(p, '\n', static_cast<std::size_t>(end.limit - p) + 1));
  newline -= newline[-1] == '\r';
  return newline[-1] == '}' && newline - end.begin >= 32 ? newline : nullptr;
}

// Whether the line ends with what stands at p, a brace. `raw`, if its end was not known, is then all of it.
[[gnu::always_inline]] inline bool ends_at(const char* p, const char* end, std::string_view&) {
  return end - p == 1 && *p == '}';
}
[[gnu::always_inline]] inline bool ends_at(const char* p, Unknown end, std::string_view& raw) {
  if (*p != '}') return false;
  const char* newline = p + 1 + (p[1] == '\r');
  raw = {end.begin, static_cast<std::size_t>(newline - end.begin)};
  return *newline == '\n' && newline != end.limit && raw.size() <= line_max;
}

}  // namespace tu::wire
