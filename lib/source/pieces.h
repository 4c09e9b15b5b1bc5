// All bytes of a file in order, for who must see each of them before the first is used. Of a large file most
// of the time goes into copying it out of the system's cache, so two threads do that.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tu::source {

// `take` is called by the thread that called. An Error names the path and the reason.
Status each_piece(const std::string& path, const std::function<void(std::string_view)>& take);

}  // namespace tu::source
