// Rates as people write them: "0.6%", "60bps", "0.006". Kept as an exact decimal fraction.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/decimal.h"

namespace tu {

std::optional<Decimal> parse_rate(std::string_view s);
std::string rate_text(Decimal fraction);  // "60bps" as "0.6%"; whole or fractional percent

}  // namespace tu
