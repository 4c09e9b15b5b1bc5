#include "stage/option.h"

#include <limits>

#include "base/text.h"

namespace tu {
namespace {
Status expected(const char* what) {
  return fail(Exit::usage, what);
}
}  // namespace

Status read_value(std::string_view s, int& v) {
  const auto x = text::to_integer(s);
  if (!x || *x < std::numeric_limits<int>::min() || *x > std::numeric_limits<int>::max())
    return expected("a whole number");
  v = static_cast<int>(*x);
  return {};
}
Status read_value(std::string_view s, std::int64_t& v) {
  const auto x = text::to_integer(s);
  if (!x) return expected("a whole number");
  v = *x;
  return {};
}
Status read_value(std::string_view s, double& v) {
  const auto x = text::to_real(s);
  if (!x) return expected("a number");
  v = *x;
  return {};
}
Status read_value(std::string_view s, bool& v) {
  if (s != "true" && s != "false") return expected("true or false");
  v = s == "true";
  return {};
}
Status read_value(std::string_view s, std::string& v) {
  v = s;
  return {};
}
Status read_value(std::string_view s, Duration& v) {
  const auto us = parse_duration(s);
  if (!us) return expected("a duration such as 4h or 250ms");
  v.us = *us;
  return {};
}
Status read_value(std::string_view s, Rate& v) {
  const auto fraction = parse_rate(s);
  if (!fraction) return expected("a rate such as 0.6%, 60bps or 0.006");
  v.fraction = *fraction;
  return {};
}
Status read_value(std::string_view s, Decimal& v) {
  const auto x = Decimal::parse(s);
  if (!x) return expected("an amount such as 1000 or 0.25");
  v = *x;
  return {};
}
Status read_value(std::string_view s, File& v) {
  if (s.empty()) return expected("the name of a file");
  v = {std::string(s), {}};
  return {};
}

std::string show_value(int v) {
  return std::to_string(v);
}
std::string show_value(std::int64_t v) {
  return std::to_string(v);
}
std::string show_value(double v) {
  return text::of_real(v);
}
std::string show_value(bool v) {
  return v ? "true" : "false";
}
std::string show_value(const std::string& v) {
  return v;
}
std::string show_value(Duration v) {
  return duration_text(v.us);
}
std::string show_value(Rate v) {
  return rate_text(v.fraction);
}
std::string show_value(Decimal v) {
  return v.str();
}
std::string show_value(const File& v) {
  return v.path;
}

}  // namespace tu
