// A word in single quotes, for sh and its kin: ' ends the quote, \' stands outside it.
#pragma once

#include <string>
#include <string_view>

namespace tu::cli {

inline std::string sh_quoted(std::string_view word) {
  std::string s = "'";
  for (const char c : word) c == '\'' ? s.append("'\\''") : s.append(1, c);
  return s + "'";
}

}  // namespace tu::cli
