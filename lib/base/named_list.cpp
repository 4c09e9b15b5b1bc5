#include "base/named_list.h"

#include <algorithm>

#include "base/nearness.h"
#include "base/text.h"

namespace tu {

Status check_names(std::string_view option, std::span<const std::string> list,
                   std::span<const std::string_view> known) {
  for (const std::string& each : list) {
    const std::size_t equals = each.find('=');
    if (equals == each.npos) continue;
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

}  // namespace tu
