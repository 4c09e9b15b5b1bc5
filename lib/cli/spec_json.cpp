#include <fmt/format.h>

#include "base/text.h"
#include "cli/render.h"

namespace tu::cli {
namespace {

std::string quoted(std::string_view s) {
  std::string t = "\"";
  text::append_escaped(t, s);
  return t + "\"";
}

template <class List, class Each>
std::string joined(const List& list, Each each) {
  std::string s;
  for (const auto& item : list) s += (s.empty() ? "" : ",") + each(item);
  return "[" + s + "]";
}

std::string_view type_name(Value v) {
  switch (v) {
    case Value::integer:
      return "integer";
    case Value::real:
      return "number";
    case Value::flag:
      return "flag";
    case Value::text:
      return "text";
    case Value::duration:
      return "duration";
    case Value::rate:
      return "rate";
    case Value::decimal:
      return "decimal";
    case Value::integers:
      return "integers";
    case Value::reals:
      return "numbers";
    case Value::texts:
      return "texts";
    case Value::file:
      return "file";
  }
  return "";
}

std::string option_json(const OptionSpec& o, const void* defaults) {
  std::string s = fmt::format("{{\"name\":{},\"type\":\"{}\",\"help\":{}", quoted(o.name), type_name(o.value),
                              quoted(o.help));
  if (!o.metavar.empty()) s += ",\"metavar\":" + quoted(o.metavar);
  if (const std::string shown = o.show(defaults); !shown.empty()) s += ",\"default\":" + quoted(shown);
  if (!o.choices.empty())
    s += ",\"choices\":" + joined(o.choices, [](const std::string& w) { return quoted(w); });
  if (o.least) s += ",\"least\":" + text::of_real(*o.least);
  if (o.most) s += ",\"most\":" + text::of_real(*o.most);
  if (o.shared) s += ",\"shared\":true";
  return s + "}";
}

std::string object(const CommandSpec& c) {
  const std::shared_ptr<void> defaults = c.make_options ? c.make_options() : nullptr;
  const Common common;
  auto word = [](const std::string& w) { return quoted(w); };
  std::string s = fmt::format("{{\"name\":{},\"summary\":{},\"version\":\"{}\"", quoted(c.name),
                              quoted(c.summary), version);
  s += fmt::format(",\"kind\":\"{}\"", c.is_filter ? "filter" : "command");
  if (!c.operands.empty()) s += ",\"operands\":" + quoted(c.operands);
  if (!c.required.empty()) s += ",\"required\":" + quoted(c.required);
  if (c.is_filter) s += ",\"consumes\":" + joined(c.consumes, word) + ",\"emits\":" + joined(c.emits, word);
  if (c.warm_bars) s += fmt::format(",\"warm_bars\":{}", c.warm_bars(defaults.get()));
  if (c.is_filter) s += fmt::format(",\"effects\":{}", c.has_effects);
  s += ",\"options\":" +
       joined(c.options, [&](const OptionSpec& o) { return option_json(o, defaults.get()); });
  s += ",\"common\":" +
       joined(common_options(c), [&](const OptionSpec& o) { return option_json(o, &common); });
  if (!c.examples.empty())
    s += ",\"examples\":" + joined(c.examples, [](const Example& e) {
           return "{\"command\":" + quoted(e.command) + ",\"text\":" + quoted(e.text) + "}";
         });
  if (!c.subcommands.empty()) s += ",\"subcommands\":" + joined(c.subcommands, object);
  return s + "}";
}

}  // namespace

std::string spec_json(const CommandSpec& c) {
  return object(c) + "\n";
}

}  // namespace tu::cli
