#include "cli/tool_names.h"

#include "base/text.h"

namespace tu::cli {

std::vector<std::string_view> tool_names() {
  return text::split(TU_TOOL_NAMES, ',');  // CMakeLists.txt says it
}

}  // namespace tu::cli
