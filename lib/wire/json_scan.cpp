#include "wire/json_scan.h"

#include "base/text.h"
#include "wire/json.h"

namespace tu::wire {

std::size_t json_skip_blanks(std::string_view s, std::size_t at) {
  while (at < s.size() && (s[at] == ' ' || s[at] == '\t' || s[at] == '\n' || s[at] == '\r')) ++at;
  return at;
}

std::size_t json_value_end(std::string_view s, std::size_t at) {
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

std::string_view json_plain(std::string_view v) {
  v = text::trim(v);
  return v.size() >= 2 && v.front() == '"' && v.back() == '"' ? v.substr(1, v.size() - 2) : v;
}

bool json_valid(std::string_view text) {
  const char *p = text.data(), *end = p + text.size();
  Fault fault;
  p = skip_value(skip_blanks(p, end), end, 0, fault);
  return p != nullptr && skip_blanks(p, end) == end;
}

bool json_whole(std::string_view text) {
  text = text::trim(text);
  if (text.empty() || (text.front() != '{' && text.front() != '[')) return false;
  return json_value_end(text, 0) == text.size();
}

std::string_view json_member(std::string_view object, std::string_view key) {
  std::size_t at = json_skip_blanks(object, 0);
  if (at >= object.size() || object[at] != '{') return {};
  for (++at; at < object.size(); ++at) {
    at = json_skip_blanks(object, at);
    if (at >= object.size() || object[at] != '"') return {};
    const std::size_t close = json_value_end(object, at);
    if (close == object.npos) return {};
    const std::string_view name = object.substr(at + 1, close - at - 2);
    at = json_skip_blanks(object, close);
    if (at >= object.size() || object[at] != ':') return {};
    at = json_skip_blanks(object, at + 1);
    const std::size_t end = json_value_end(object, at);
    if (end == object.npos) return {};
    if (name == key) return json_plain(object.substr(at, end - at));
    at = json_skip_blanks(object, end);
    if (at >= object.size() || object[at] != ',') return {};
  }
  return {};
}

void json_items(std::string_view array, std::vector<std::string_view>& items) {
  items.clear();
  json_each(array, [&](std::string_view item) { items.push_back(item); });
}

}  // namespace tu::wire
