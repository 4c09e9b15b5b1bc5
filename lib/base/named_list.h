// An option whose list has NAME=VALUE entries, such as --url: who is named there has to be known, or a
// misspelled name would leave what it was meant to replace.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tu {

// Entries without a "=" are left to who reads them.
Status check_names(std::string_view option, std::span<const std::string> list,
                   std::span<const std::string_view> known);

}  // namespace tu
