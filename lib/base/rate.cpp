#include "base/rate.h"

namespace tu {

std::optional<Decimal> parse_rate(std::string_view s) {
  std::int64_t divisor = 1;
  if (s.ends_with("bps")) {
    divisor = 10'000;
    s.remove_suffix(3);
  } else if (s.ends_with("%")) {
    divisor = 100;
    s.remove_suffix(1);
  }
  const auto number = Decimal::parse(s);
  if (!number) return number;
  if (divisor == 1) return number->abs() < Decimal::from_integer(1) ? number : std::nullopt;
  const Decimal fraction = *number / Decimal::from_integer(divisor);
  // A rate finer than 1e-18 would be rounded in silence.
  const auto back = Decimal::checked_mul(fraction, Decimal::from_integer(divisor));
  return back == number ? std::optional(fraction) : std::nullopt;
}

std::string unit_hint(std::string_view rate) {
  const bool bare = Decimal::parse(rate) && !parse_rate(rate);
  return bare ? "; did you mean " + std::string(rate) + "%?" : "";
}

std::string rate_text(Decimal fraction) {
  const auto percent = Decimal::checked_mul(fraction, Decimal::from_integer(100));
  return percent ? percent->str() + "%" : fraction.str();
}

}  // namespace tu
