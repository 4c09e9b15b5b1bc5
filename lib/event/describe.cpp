#include "event/describe.h"

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/text.h"

namespace tu {
namespace {

constexpr std::string_view dialect = "\"$schema\":\"https://json-schema.org/draft/2020-12/schema\"";

std::string quoted(std::string_view s) {
  std::string t = "\"";
  text::append_escaped(t, s);
  return t + "\"";
}

std::string_view json_type(Kind k) {
  switch (k) {
    case Kind::real:
      return "\"type\":\"number\"";
    case Kind::integer:
      return "\"type\":\"integer\"";
    case Kind::flag:
      return "\"type\":\"boolean\"";
    case Kind::text:
      return "\"type\":\"string\"";
    case Kind::decimal:
      return "\"type\":[\"number\",\"string\"]";
    case Kind::levels:
      return "\"type\":\"array\",\"items\":{\"type\":\"array\",\"items\":{\"type\":\"number\",\"minimum\":0},"
             "\"minItems\":2,\"maxItems\":2}";
    case Kind::json:
      return "";
  }
  return "";
}

std::string_view json_range(Check c) {
  switch (c) {
    case Check::none:
      return "";
    case Check::positive:
      return "\"exclusiveMinimum\":0";
    case Check::not_negative:
      return "\"minimum\":0";
    case Check::unit_interval:
      return "\"minimum\":0,\"maximum\":1";
  }
  return "";
}

std::string property(const FieldSpec& f) {
  std::string s = fmt::format("      {}: {{", quoted(f.name));
  if (const auto type = json_type(f.kind); !type.empty()) s += std::string(type) + ",";
  if (const auto range = json_range(f.check); !range.empty()) s += std::string(range) + ",";
  return s + "\"description\":" + quoted(f.doc) + "}";
}

std::string body(const TypeSpec& t) {
  std::string required = "\"type\", \"ts\"";
  if (t.needs_venue) required += ", \"venue\"";
  if (t.needs_symbol) required += ", \"symbol\"";
  std::string s = fmt::format("    \"type\": \"object\",\n    \"description\": {},\n    \"properties\": {{\n",
                              quoted(t.doc));
  s += fmt::format("      \"type\": {{\"const\":{}}},\n", quoted(t.name));
  s += fmt::format(
      "      \"ts\": {{\"type\":\"integer\",\"minimum\":0,\"maximum\":{},\"description\":\"microseconds "
      "since "
      "1970-01-01 UTC\"}},\n",
      std::int64_t{1} << 53);
  s += "      \"venue\": {\"type\":\"string\"},\n      \"symbol\": {\"type\":\"string\"}";
  for (const FieldSpec& f : t.fields) {
    s += ",\n" + property(f);
    if (f.required) required += ", " + quoted(f.name);
  }
  return s + "\n    },\n    \"required\": [" + required + "]\n";
}

std::string_view kind_name(Kind k) {
  switch (k) {
    case Kind::real:
      return "number";
    case Kind::integer:
      return "integer";
    case Kind::flag:
      return "true or false";
    case Kind::text:
      return "string";
    case Kind::decimal:
      return "exact number";
    case Kind::levels:
      return "[[price, size], ...]";
    case Kind::json:
      return "any JSON";
  }
  return "";
}

std::string_view range_name(Check c) {
  switch (c) {
    case Check::none:
      return "";
    case Check::positive:
      return ", > 0";
    case Check::not_negative:
      return ", >= 0";
    case Check::unit_interval:
      return ", 0 to 1";
  }
  return "";
}

}  // namespace

std::string schema_json(Type type) {
  const TypeSpec& t = spec_of(type);
  return fmt::format("{{\n    {},\n    \"title\": {},\n{}}}\n", dialect, quoted(t.name), body(t));
}

std::string schema_json() {
  std::string choices, definitions;
  for (const TypeSpec& t : type_table) {
    if (t.type == Type::foreign) continue;
    choices += fmt::format("{}{{\"$ref\":\"#/$defs/{}\"}}", choices.empty() ? "" : ",", t.name);
    definitions +=
        fmt::format("{}  {}: {{\n{}  }}", definitions.empty() ? "" : ",\n", quoted(t.name), body(t));
  }
  return fmt::format("{{{},\n\"title\": \"tradeutils events\",\n\"oneOf\": [{}],\n\"$defs\": {{\n{}\n}}}}\n",
                     dialect, choices, definitions);
}

std::string events_mdoc(const std::function<bool(Type)>& used) {
  std::string s = ".\\\" BEGIN generated events: run \"make docs\"\n";
  for (const TypeSpec& t : type_table) {
    if (t.type == Type::foreign) continue;
    std::string doc(t.doc);
    doc[0] = text::upper(doc[0]);
    s += fmt::format(".Ss {}\n{}.\n", t.name, doc);
    if (!used(t.type)) s += "No tool of this version makes it or acts on it; it passes unchanged.\n";
    if (t.needs_venue || t.needs_symbol)
      s += fmt::format("Requires{}{}{}.\n", t.needs_venue ? " venue" : "",
                       t.needs_venue && t.needs_symbol ? " and" : "", t.needs_symbol ? " symbol" : "");
    if (t.fields.empty()) continue;
    s += ".Bl -tag -width Ds -compact\n";
    for (const FieldSpec& f : t.fields)
      s += fmt::format(".It {}{} Pq {}{}\n{}.\n", f.required ? "Ic " : "Op Ic ", f.name, kind_name(f.kind),
                       range_name(f.check), f.doc);
    s += ".El\n";
  }
  return s + ".\\\" END generated events\n";
}

}  // namespace tu
