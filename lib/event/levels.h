// The levels of a book's side, read from the text that a book event holds: [[price, size], ...]. The text was
// judged when the event was read: pairs of numbers, nothing else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/text.h"

namespace tu {

// Numbers of at most 15 digits without exponent, which is what venues send, are m / 10^k exactly rounded; the
// rest goes to base/text. `p` is moved past the number.
inline double level_number(const char*& p, const char* end) {
  static constexpr double ten_to[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                      1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
  const char* from = p;
  std::uint64_t m = 0;
  const char* point = nullptr;
  for (; p < end; ++p) {
    const auto digit = static_cast<unsigned char>(*p - '0');
    if (digit < 10)
      m = m * 10 + digit;
    else if (*p == '.' && !point)
      point = p;
    else
      break;
  }
  const bool whole = p == end || *p == ',' || *p == ']' || *p == ' ' || *p == '\t';
  if (whole && p - from <= 16 && *from != '.')
    return point ? static_cast<double>(m) / ten_to[p - point - 1] : static_cast<double>(m);
  while (p < end && *p != ',' && *p != ']' && *p != ' ' && *p != '\t') ++p;
  return text::to_real({from, static_cast<std::size_t>(p - from)}).value_or(0.0);
}

// f(price, size) for each level, in the order of the text.
template <class F>
void for_each_level(std::string_view levels, F f) {
  const char* p = levels.data();
  const char* const end = p + levels.size();
  const auto to_number = [&] {
    while (p < end && *p != '-' && static_cast<unsigned char>(*p - '0') >= 10) ++p;
    return p < end;
  };
  while (to_number()) {
    const double price = level_number(p, end);
    if (!to_number()) return;
    f(price, level_number(p, end));
  }
}

}  // namespace tu
