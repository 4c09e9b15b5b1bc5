// Just enough of JSON for the rows of foreign files and the frames of venues: members of an object and items
// of an array as their own text. Numbers are judged by who reads them.
#pragma once

#include <string_view>
#include <vector>

namespace tu::wire {

// `text` is one object or array and nothing else: brackets close, strings end.
bool json_whole(std::string_view text);
// The whole text is one value of strict JSON. What follows here may be trusted to see all of such a text.
bool json_valid(std::string_view text);
// The value's text of a member of this object (strings without their quotes); a null data() when there is
// none.
std::string_view json_member(std::string_view object, std::string_view key);
// The items of an array as text, strings without their quotes.
void json_items(std::string_view array, std::vector<std::string_view>& items);

// One past the value that begins at `at`; npos when it does not end.
std::size_t json_value_end(std::string_view s, std::size_t at);
std::size_t json_skip_blanks(std::string_view s, std::size_t at);
// Without the quotes of a string; escapes stay.
std::string_view json_plain(std::string_view value);

// The same without a list: item(value) for each, strings without their quotes.
template <class Item>
void json_each(std::string_view s, Item&& item) {
  std::size_t at = json_skip_blanks(s, 0);
  if (at >= s.size() || s[at] != '[') return;
  for (++at; at < s.size(); ++at) {
    at = json_skip_blanks(s, at);
    const std::size_t end = json_value_end(s, at);
    if (end == s.npos || end == at) return;
    item(json_plain(s.substr(at, end - at)));
    at = json_skip_blanks(s, end);
    if (at >= s.size() || s[at] != ',') return;
  }
}

// member(key, value) for each member of an object, in order.
template <class Member>
void json_each_member(std::string_view s, Member&& member) {
  std::size_t at = json_skip_blanks(s, 0);
  if (at >= s.size() || s[at] != '{') return;
  for (++at; at < s.size(); ++at) {
    at = json_skip_blanks(s, at);
    if (at >= s.size() || s[at] != '"') return;
    const std::size_t close = json_value_end(s, at);
    if (close == s.npos) return;
    const std::string_view key = s.substr(at + 1, close - at - 2);
    at = json_skip_blanks(s, close);
    if (at >= s.size() || s[at] != ':') return;
    at = json_skip_blanks(s, at + 1);
    const std::size_t end = json_value_end(s, at);
    if (end == s.npos) return;
    member(key, json_plain(s.substr(at, end - at)));
    at = json_skip_blanks(s, end);
    if (at >= s.size() || s[at] != ',') return;
  }
}

}  // namespace tu::wire
