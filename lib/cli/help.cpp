#include <fmt/format.h>

#include <algorithm>

#include "cli/render.h"

namespace tu::cli {
namespace {

std::string left_side(const OptionSpec& o, bool on_by_default) {
  if (o.value != Value::flag) return o.name + " " + o.metavar;
  return on_by_default ? "--[no-]" + o.name.substr(2) : o.name;
}

std::string right_side(const OptionSpec& o, const std::string& shown) {
  std::string s = o.help;
  if (!o.choices.empty()) {
    std::string words;
    for (const std::string& w : o.choices)
      if (!w.empty()) words += (words.empty() ? "" : "|") + w;
    s += " (" + words + ")";
  }
  if (o.value != Value::flag && !shown.empty()) s += " [" + shown + "]";
  return s;
}

void add_rows(std::string& s, const std::vector<OptionSpec>& options, const void* defaults) {
  std::size_t width = 0;
  for (const OptionSpec& o : options)
    width = std::max(width, left_side(o, o.value == Value::flag && o.show(defaults) == "true").size());
  for (const OptionSpec& o : options) {
    const std::string shown = o.show(defaults);
    s += fmt::format("  {:<{}}  {}\n", left_side(o, shown == "true"), width, right_side(o, shown));
  }
}

std::string usage(const CommandSpec& c, std::string_view parent) {
  std::string s = "usage: ";
  if (!parent.empty()) s += std::string(parent) + " ";
  s += c.name + (c.subcommands.empty() ? " [OPTION]..." : "");
  if (!c.required.empty()) s += " " + c.required;
  return s + (c.operands.empty() ? "" : " " + c.operands) + "\n" + c.summary + "\n";
}

}  // namespace

std::string help_text(const CommandSpec& c, std::string_view parent) {
  std::string s = usage(c, parent);
  if (!c.subcommands.empty()) {
    std::size_t width = 0;
    for (const CommandSpec& sub : c.subcommands) width = std::max(width, sub.name.size());
    s += "\n";
    for (const CommandSpec& sub : c.subcommands)
      s += fmt::format("  {:<{}}  {}\n", sub.name, width, sub.summary);
    s += fmt::format("\n{} COMMAND --help describes one.\n", c.name);
  }
  const std::shared_ptr<void> defaults = c.make_options ? c.make_options() : nullptr;
  if (!c.options.empty()) {
    s += "\n";
    add_rows(s, c.options, defaults.get());
  }
  std::string shared;
  for (const OptionSpec& o : common_options(c)) {
    const bool own = std::any_of(c.options.begin(), c.options.end(),
                                 [&](const OptionSpec& p) { return p.name == o.name; });
    if (!own) shared += " " + o.name + (o.metavar.empty() ? "" : " " + o.metavar) + ",";
  }
  if (c.subcommands.empty()) s += "\nalso:" + shared + " --spec, --version: see tradeutils(7)\n";
  if (!c.examples.empty()) s += "\nexample: " + c.examples.front().command + "\n";
  return s + "see " + std::string(parent.empty() ? std::string_view(c.name) : parent) + "(1)\n";
}

std::string version_text(const CommandSpec& c) {
  if (c.name == "tradeutils") return fmt::format("tradeutils {}\n", version);
  return fmt::format("{} (tradeutils) {}\n", c.name, version);
}

}  // namespace tu::cli
