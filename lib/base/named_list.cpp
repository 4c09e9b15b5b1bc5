#include "base/named_list.h"

#include <algorithm>
#include <vector>

#include "base/nearness.h"
#include "base/text.h"

namespace tu {

Status check_names(std::string_view option, std::string_view wanted, std::span<const std::string> list,
                   std::span<const std::string_view> known) {
  for (const std::string& each : list) {
    const std::size_t equals = each.find('=');
    if (equals == each.npos || equals + 1 == each.size())
      return fail(Exit::usage,
                  std::string(option) + " has \"" + each + "\", expected " + std::string(wanted));
    const std::string_view name = std::string_view(each).substr(0, equals);
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const std::string_view near = text::nearest(name, known);
    const std::string others = text::some_of({known.begin(), known.end()}, known.size());
    return fail(Exit::usage,
                std::string(option) + " names \"" + std::string(name) + "\"" +
                    (near.empty() ? ", expected one of " + others
                                  : ", which is none here; did you mean " + std::string(near) + "?"));
  }
  return {};
}

bool names_paths(std::string_view text) {
  const std::size_t equals = text.find('=');
  return equals != text.npos && text.substr(0, equals).find('/') == text.npos;
}

std::string path_for(std::string_view text, std::string_view name) {
  if (!names_paths(text)) return std::string(text);
  for (const std::string_view each : text::split(text, ','))
    if (each.starts_with(name) && each.substr(name.size()).starts_with('='))
      return std::string(each.substr(name.size() + 1));
  return {};
}

Status check_paths(std::string_view option, std::string_view text, std::span<const std::string_view> known) {
  if (!names_paths(text)) return {};
  std::vector<std::string> list;
  for (const std::string_view each : text::split(text, ',')) list.emplace_back(each);
  return check_names(option, "VENUE=FILE", list, known);
}

}  // namespace tu
