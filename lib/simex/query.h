// The query of a request: names may repeat.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "base/text.h"

namespace tu::simex {

inline std::string percent_decoded(std::string_view s) {
  const auto digit = text::hex_digit;
  std::string out;
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s[i] == '+') {
      out += ' ';
    } else if (s[i] == '%' && i + 2 < s.size() && digit(s[i + 1]) >= 0 && digit(s[i + 2]) >= 0) {
      out += static_cast<char>(digit(s[i + 1]) * 16 + digit(s[i + 2]));
      i += 2;
    } else {
      out += s[i];
    }
  }
  return out;
}

class Query {
 public:
  explicit Query(std::string_view text) {
    if (text.empty()) return;
    for (std::string_view part : text::split(text, '&')) {
      const std::size_t is = part.find('=');
      values_.emplace_back(percent_decoded(part.substr(0, is)),
                           is == part.npos ? std::string() : percent_decoded(part.substr(is + 1)));
    }
  }
  std::string_view get(std::string_view name) const {  // the first; "" when there is none
    for (const auto& [n, v] : values_)
      if (n == name) return v;
    return {};
  }
  // All values of a name, also written as one list ("a,b").
  std::vector<std::string> all(std::string_view name) const {
    std::vector<std::string> list;
    for (const auto& [n, v] : values_)
      if (n == name && !v.empty())
        for (std::string_view part : text::split(v, ',')) list.emplace_back(part);
    return list;
  }
  std::int64_t number(std::string_view name, std::int64_t otherwise) const {
    return text::to_integer(get(name)).value_or(otherwise);
  }

 private:
  std::vector<std::pair<std::string, std::string>> values_;
};

}  // namespace tu::simex
