#include "account/currency.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "base/ascii.h"

namespace tu::account {

Status check_currency(std::string_view name) {
  if (name.empty() || name.find_first_of(" \t\n") != name.npos)
    return fail(Exit::usage, fmt::format("currency \"{}\": expected a name such as USD", name));
  const bool has_small = std::any_of(name.begin(), name.end(), text::is_small);
  if (!has_small || std::any_of(name.begin() + 1, name.end(), text::is_capital)) return {};
  return fail(Exit::usage, fmt::format("currency \"{}\": expected its name as in symbols; did you mean {}?",
                                       name, text::upper(name)));
}

}  // namespace tu::account
