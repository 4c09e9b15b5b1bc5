// Decimal: exact money. A signed 128-bit count of units of 1e-18; overflow is an error, never a wrap.
// Range about +-1.7e20. Products and quotients round half to even at 1e-18.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tu {

class Decimal {
 public:
  using Raw = __int128;
  static constexpr int places = 18;

  constexpr Decimal() = default;
  static constexpr Decimal from_raw(Raw units) {
    Decimal d;
    d.units_ = units;
    return d;
  }
  static Decimal from_integer(std::int64_t n);
  // Reads [-]digits[.digits][e[+-]digits]; nothing when it is not a number, is out of range, or has a digit
  // beyond 1e-18.
  static std::optional<Decimal> parse(std::string_view s);
  // The decimal whose text is the shortest text of x (so 0.1 becomes 0.1), rounded half-even at 1e-18.
  // Nothing when x is not finite or out of range. Only `size` turns computed doubles into money.
  static std::optional<Decimal> from_real(double x);

  constexpr Raw raw() const { return units_; }
  double to_real() const;      // nearest double
  std::string str() const;     // shortest exact text: "0.1", "-12", "1e-18" is written 0.000000000000000001
  char* put(char* out) const;  // as str(); at most 48 bytes

  bool is_zero() const { return units_ == 0; }
  bool negative() const { return units_ < 0; }
  int sign() const { return units_ > 0 ? 1 : units_ < 0 ? -1 : 0; }
  Decimal abs() const { return units_ < 0 ? -*this : *this; }

  // Overflow (and division by zero) ends the process with status 70 and a message: money that does not fit is
  // a bug or hostile input, and a wrong amount must never be journalled. Use the checked forms on outside
  // data.
  friend Decimal operator+(Decimal a, Decimal b);
  friend Decimal operator-(Decimal a, Decimal b);
  friend Decimal operator*(Decimal a, Decimal b);
  friend Decimal operator/(Decimal a, Decimal b);
  Decimal operator-() const;
  Decimal& operator+=(Decimal b) { return *this = *this + b; }
  Decimal& operator-=(Decimal b) { return *this = *this - b; }
  static std::optional<Decimal> checked_mul(Decimal a, Decimal b);
  static std::optional<Decimal> checked_add(Decimal a, Decimal b);

  friend constexpr auto operator<=>(Decimal a, Decimal b) = default;

 private:
  Raw units_ = 0;
};

Decimal min(Decimal a, Decimal b);
Decimal max(Decimal a, Decimal b);
// Multiples of `step` (> 0; a zero step leaves x as it is).
Decimal floor_to(Decimal x, Decimal step);  // towards minus infinity
Decimal ceil_to(Decimal x, Decimal step);   // towards plus infinity
Decimal trunc_to(Decimal x, Decimal step);  // towards zero: quantities

}  // namespace tu
