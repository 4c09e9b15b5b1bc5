// An option whose list has NAME=VALUE entries, such as --url: who is named there has to be known, or a
// misspelled name would leave what it was meant to replace.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tu {

// Every entry has a known name and a value. `wanted`: its form, VENUE=URL.
Status check_names(std::string_view option, std::string_view wanted, std::span<const std::string> list,
                   std::span<const std::string_view> known);

// An option that is one path, or a list NAME=PATH,... of them: --key-file. A "/" before the first "=" makes
// it a path.
bool names_paths(std::string_view text);
// The path that is for `name`; "" when it is not there.
std::string path_for(std::string_view text, std::string_view name);
// Every entry of such a list has a known name and a path.
Status check_paths(std::string_view option, std::string_view text, std::span<const std::string_view> known);

}  // namespace tu
