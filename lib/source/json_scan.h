// Just enough of JSON for the rows of foreign files: members of an object and items of an array as their own
// text. Numbers are judged by who reads them.
#pragma once

#include <string_view>
#include <vector>

namespace tu::source {

// `text` is one object or array and nothing else: brackets close, strings end.
bool json_whole(std::string_view text);
// The value's text of a member of this object (strings without their quotes); a null data() when there is
// none.
std::string_view json_member(std::string_view object, std::string_view key);
// The items of an array as text, strings without their quotes.
void json_items(std::string_view array, std::vector<std::string_view>& items);

}  // namespace tu::source
