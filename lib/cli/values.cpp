#include "cli/values.h"

#include <fmt/format.h>

#include "base/text.h"

namespace tu::cli {
namespace {

std::string_view kind_of(Value v) {
  switch (v) {
    case Value::integer:
      return "a whole number";
    case Value::real:
      return "a number";
    case Value::flag:
      return "true or false";
    case Value::text:
      return "text";
    case Value::duration:
      return "a duration such as 4h or 250ms";
    case Value::rate:
      return "a rate such as 0.6%, 60bps or 0.006";
    case Value::decimal:
      return "an amount such as 1000 or 0.25";
    case Value::integers:
      return "whole numbers separated by commas";
    case Value::reals:
      return "numbers separated by commas";
    case Value::texts:
      return "words separated by commas";
    case Value::file:
      return "the name of a file";
  }
  return "";
}

bool is_list(Value v) {
  return v == Value::integers || v == Value::reals || v == Value::texts;
}

std::string limit_text(Value v, double x) {
  if (v == Value::duration) return duration_text(static_cast<DurUs>(x * 1e6));
  if (v == Value::rate) return rate_text(Decimal::from_real(x).value_or(Decimal{}));
  return text::of_real(x);
}

// The number that a range is about: seconds of a duration, the fraction of a rate.
std::optional<double> number_of(Value v, std::string_view s) {
  if (v == Value::duration) {
    const auto us = parse_duration(s);
    return us ? std::optional(static_cast<double>(*us) / 1e6) : std::nullopt;
  }
  if (v == Value::rate) {
    const auto fraction = parse_rate(s);
    return fraction ? std::optional(fraction->to_real()) : std::nullopt;
  }
  if (v == Value::integer || v == Value::integers) {
    const auto x = text::to_integer(s);
    return x ? std::optional(static_cast<double>(*x)) : std::nullopt;
  }
  if (v == Value::decimal) {
    const auto x = Decimal::parse(s);
    return x ? std::optional(x->to_real()) : std::nullopt;
  }
  return text::to_real(s);
}

bool fits(const OptionSpec& o, std::string_view item) {
  if (!o.choices.empty()) {
    for (const std::string& word : o.choices)
      if (item == word) return true;
    return false;
  }
  if (!o.least && !o.most) return true;
  const auto x = number_of(o.value, item);
  if (!x) return false;
  return !(o.least && *x < *o.least) && !(o.most && *x > *o.most);
}

}  // namespace

std::string expectation(const OptionSpec& o) {
  if (!o.choices.empty()) {
    std::string s;
    for (std::size_t i = 0; i < o.choices.size(); ++i)
      if (!o.choices[i].empty())
        s += (s.empty() ? "" : i + 1 == o.choices.size() ? " or " : ", ") + o.choices[i];
    return is_list(o.value) ? "words among " + s : s;
  }
  std::string s(kind_of(o.value));
  if (o.least && o.most)
    s += fmt::format(" from {} to {}", limit_text(o.value, *o.least), limit_text(o.value, *o.most));
  else if (o.least)
    s += fmt::format(" of at least {}", limit_text(o.value, *o.least));
  else if (o.most)
    s += fmt::format(" of at most {}", limit_text(o.value, *o.most));
  return s;
}

Status set_value(const OptionSpec& o, void* options, std::string_view value) {
  if (Status st = o.set(options, value); !st)
    return fail(Exit::usage, expectation(o) + (o.value == Value::rate ? unit_hint(value) : ""));
  if (!is_list(o.value)) {
    if (!fits(o, value)) return fail(Exit::usage, expectation(o));
    return {};
  }
  for (const std::string_view item : text::split(value, ','))
    if (!value.empty() && !fits(o, item)) return fail(Exit::usage, expectation(o));
  return {};
}

}  // namespace tu::cli
