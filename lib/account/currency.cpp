#include "account/currency.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace tu::account {

Status check_currency(std::string_view name) {
  const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto is_small = [](char c) { return c >= 'a' && c <= 'z'; };
  if (name.empty() || name.find_first_of(" \t\n") != name.npos)
    return fail(Exit::usage, fmt::format("currency \"{}\": expected a name such as USD", name));
  const bool has_small = std::any_of(name.begin(), name.end(), is_small);
  if (!has_small || std::any_of(name.begin() + 1, name.end(), is_capital)) return {};
  std::string capitals(name);
  for (char& c : capitals)
    if (is_small(c)) c = static_cast<char>(c - 'a' + 'A');
  return fail(Exit::usage, fmt::format("currency \"{}\": expected its name as in symbols; did you mean {}?",
                                       name, capitals));
}

}  // namespace tu::account
