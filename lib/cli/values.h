// One option's value: read, checked against the row's range and words, and worded when it does not fit.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "stage/option.h"

namespace tu::cli {

// Sets `option` in `options` from `text`. The Error's message is only what was expected: "a whole number of
// at least 2".
Status set_value(const OptionSpec& option, void* options, std::string_view text);
// "a duration such as 4h of at least 1s": for messages and manuals.
std::string expectation(const OptionSpec& option);

}  // namespace tu::cli
