// The names of all tools, as the build found them: whose tables a --config file may hold.
#pragma once

#include <string_view>
#include <vector>

namespace tu::cli {

std::vector<std::string_view> tool_names();

}  // namespace tu::cli
