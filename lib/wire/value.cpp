#include "wire/value.h"

#include <charconv>

#include "wire/json.h"

namespace tu::wire {
namespace {

bool is_number(std::string_view value) {
  return value[0] == '-' || (value[0] >= '0' && value[0] <= '9');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Whether a number that no double can hold is too large, rather than too small: the place of its first digit
// that is not zero, moved by its exponent.
bool too_large(std::string_view number) {
  std::size_t mark = number.find_first_of("eE");
  std::string_view digits = number.substr(0, mark);
  long exponent = 0;
  if (mark != number.npos) {
    std::string_view text = number.substr(mark + 1);
    bool negative = text[0] == '-';
    if (text[0] == '-' || text[0] == '+') text.remove_prefix(1);
    for (char c : text) exponent = exponent < 10'000'000 ? exponent * 10 + (c - '0') : exponent;
    if (negative) exponent = -exponent;
  }
  std::size_t first = digits.find_first_of("123456789");
  if (first == digits.npos) return false;
  std::size_t point = digits.find('.');
  if (point == digits.npos) point = digits.size();
  return static_cast<long>(point) - static_cast<long>(first) + exponent > 0;
}

bool read_decimal(std::string_view value, Arena& arena, Slot& slot, Check check) {
  if (value[0] == '"') {
    value = value.substr(1, value.size() - 2);
    if (value.find('\\') != value.npos) value = unescape(value, arena);
    Fault fault;
    const char* end = value.data() + value.size();
    if (value.empty() || skip_number(value.data(), end, fault) != end) return false;
  } else if (!is_number(value)) {
    return false;
  }
  auto d = Decimal::parse(value);
  if (!d) return false;
  slot.decimal = d->raw();
  Decimal one = Decimal::from_raw(1'000'000'000'000'000'000);
  switch (check) {
    case Check::none:
      return true;
    case Check::positive:
      return d->sign() > 0;
    case Check::not_negative:
      return d->sign() >= 0;
    case Check::unit_interval:
      return d->sign() >= 0 && *d <= one;
  }
  return false;
}

}  // namespace

bool parse_real(std::string_view number, double& x) {
  auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), x);
  if (error == std::errc()) return true;
  if (error != std::errc::result_out_of_range || too_large(number)) return false;
  x = number[0] == '-' ? -0.0 : 0.0;
  return true;
}

bool parse_integer(std::string_view number, std::int64_t& x) {
  auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), x);
  return error == std::errc() && end == number.data() + number.size();
}

bool read_ts(std::string_view value, TsUs& ts) {
  std::int64_t x = 0;
  if (!is_number(value) || !parse_integer(value, x) || x < 0 || x > ts_limit) return false;
  ts = x;
  return true;
}

bool valid_levels(std::string_view json) {
  const char* p = json.data();
  const char* end = p + json.size();
  Fault fault;
  auto number = [&](Check check) {
    p = skip_blanks(p, end);
    if (*p != '-' && !is_digit(*p)) return false;
    const char* begin = p;
    p = skip_number(p, end, fault);
    double x = 0;
    if (!parse_real({begin, static_cast<std::size_t>(p - begin)}, x) || !passes(check, x)) return false;
    p = skip_blanks(p, end);
    return true;
  };
  if (*p != '[') return false;
  p = skip_blanks(p + 1, end);
  if (*p == ']') return true;
  for (;;) {
    if (*p++ != '[') return false;
    if (!number(Check::positive) || *p++ != ',') return false;
    if (!number(Check::not_negative) || *p++ != ']') return false;
    p = skip_blanks(p, end);
    if (*p++ == ']') return true;  // else a comma: the text is valid JSON
    p = skip_blanks(p, end);
  }
}

bool read_value(const FieldSpec& field, std::string_view value, Arena& arena, Slot& slot) {
  switch (field.kind) {
    case Kind::real:
      return is_number(value) && parse_real(value, slot.real) && passes(field.check, slot.real);
    case Kind::integer:
      return is_number(value) && parse_integer(value, slot.integer) &&
             passes(field.check, static_cast<double>(slot.integer));
    case Kind::flag:
      slot.flag = value == "true";
      return slot.flag || value == "false";
    case Kind::decimal:
      return read_decimal(value, arena, slot, field.check);
    case Kind::text: {
      if (value[0] != '"') return false;
      std::string_view body = value.substr(1, value.size() - 2);
      if (body.find('\\') != body.npos) body = unescape(body, arena);
      slot.text = {body.data(), body.size()};
      return true;
    }
    case Kind::levels:
      if (!valid_levels(value)) return false;
      [[fallthrough]];
    case Kind::json:
      slot.text = {value.data(), value.size()};
      return true;
  }
  return false;
}

std::string expectation(const FieldSpec& field) {
  std::string what;
  switch (field.kind) {
    case Kind::real:
      what = "a number";
      break;
    case Kind::integer:
      what = "a whole number";
      break;
    case Kind::flag:
      return "true or false";
    case Kind::text:
      return "a string";
    case Kind::decimal:
      what = "a decimal";
      break;
    case Kind::levels:
      return "[[price, size], ...] with prices above 0 and sizes not below 0";
    case Kind::json:
      return "a JSON value";
  }
  switch (field.check) {
    case Check::none:
      break;
    case Check::positive:
      what += " above 0";
      break;
    case Check::not_negative:
      what += " not below 0";
      break;
    case Check::unit_interval:
      what += " from 0 to 1";
      break;
  }
  if (field.kind == Kind::decimal) what += " of at most 18 places, below 1.7e20";
  return what;
}

}  // namespace tu::wire
