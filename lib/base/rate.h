// Rates as people write them: "0.6%", "60bps", "0.006". Kept as an exact decimal fraction. From 100% on the
// unit must be written: a bare 2 is meant as 2% far more often than as 200%, so it is no rate.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/decimal.h"

namespace tu {

std::optional<Decimal> parse_rate(std::string_view s);
// What to add to "expected a rate": "; did you mean 2%?" where the unit alone is missing, else "".
std::string unit_hint(std::string_view rate);
std::string rate_text(Decimal fraction);  // "60bps" as "0.6%"; whole or fractional percent

}  // namespace tu
