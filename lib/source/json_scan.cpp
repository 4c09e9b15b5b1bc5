#include "source/json_scan.h"

#include "base/text.h"

namespace tu::source {

namespace {

std::size_t skip_blanks(std::string_view s, std::size_t at) {
  while (at < s.size() && (s[at] == ' ' || s[at] == '\t' || s[at] == '\n' || s[at] == '\r')) ++at;
  return at;
}

// One past the value that begins at `at`; npos when it does not end.
std::size_t value_end(std::string_view s, std::size_t at) {
  int depth = 0;
  for (; at < s.size(); ++at) {
    const char c = s[at];
    if (c == '"') {
      for (++at; at < s.size() && s[at] != '"'; ++at)
        if (s[at] == '\\') ++at;
      if (at >= s.size()) return s.npos;
      if (depth == 0) return at + 1;
    } else if (c == '[' || c == '{') {
      ++depth;
    } else if (c == ']' || c == '}') {
      if (depth == 0) return at;
      if (--depth == 0) return at + 1;
    } else if (c == ',' && depth == 0) {
      return at;
    }
  }
  return depth == 0 ? at : s.npos;
}

std::string_view plain(std::string_view v) {
  v = text::trim(v);
  return v.size() >= 2 && v.front() == '"' && v.back() == '"' ? v.substr(1, v.size() - 2) : v;
}

}  // namespace

bool json_whole(std::string_view text) {
  text = text::trim(text);
  if (text.empty() || (text.front() != '{' && text.front() != '[')) return false;
  return value_end(text, 0) == text.size();
}

std::string_view json_member(std::string_view s, std::string_view key) {
  std::size_t at = skip_blanks(s, 0);
  if (at >= s.size() || s[at] != '{') return {};
  for (++at; at < s.size();) {
    at = skip_blanks(s, at);
    if (at >= s.size() || s[at] != '"') return {};
    const std::size_t close = value_end(s, at);
    if (close == s.npos) return {};
    const std::string_view name = s.substr(at + 1, close - at - 2);
    at = skip_blanks(s, close);
    if (at >= s.size() || s[at] != ':') return {};
    at = skip_blanks(s, at + 1);
    const std::size_t end = value_end(s, at);
    if (end == s.npos) return {};
    if (name == key) return plain(s.substr(at, end - at));
    at = skip_blanks(s, end);
    if (at >= s.size() || s[at] != ',') return {};
    ++at;
  }
  return {};
}

void json_items(std::string_view s, std::vector<std::string_view>& items) {
  items.clear();
  std::size_t at = skip_blanks(s, 0);
  if (at >= s.size() || s[at] != '[') return;
  for (++at; at < s.size();) {
    at = skip_blanks(s, at);
    const std::size_t end = value_end(s, at);
    if (end == s.npos || end == at) return;
    items.push_back(plain(s.substr(at, end - at)));
    at = skip_blanks(s, end);
    if (at >= s.size() || s[at] != ',') return;
    ++at;
  }
}

}  // namespace tu::source
