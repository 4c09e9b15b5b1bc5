// Where a venue's key and address come from: options and environment, never a command line's own text.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

namespace tu::live {

using Environment = std::function<std::string(const char* name)>;  // "" when it is not set

// A file of mode 0600, the output of a command, or the variable; the first that is given.
Result<Secret> venue_key(const std::string& file, const std::string& command, const Environment& environment,
                         const char* variable);
// The URL after "NAME=" in a list "NAME=URL,..."; "" when it is not there.
std::string url_after(std::string_view list, std::string_view name);
// From here on no core is written, and no other process of the same user may look into this one.
void keep_out_of_cores();

}  // namespace tu::live
