// Blocks of a manual page between markers. Prose around them is written by hand.
#include <fmt/format.h>

#include <map>
#include <set>

#include "base/ascii.h"
#include "base/text.h"
#include "cli/render.h"
#include "cli/values.h"

namespace tu::cli {
namespace {

// Text as mdoc reads it: no control lines, no escapes, hyphens that are minus signs.
std::string escaped(std::string_view s) {
  std::string t;
  if (!s.empty() && (s[0] == '.' || s[0] == '\'')) t += "\\&";
  for (const char c : s) t += c == '\\' ? std::string("\\e") : std::string(1, c);
  return t;
}

std::string escaped_lines(std::string_view s) {
  std::string all;
  for (const std::string_view line : text::split(s, '\n')) all += escaped(line) + "\n";
  return all;
}

std::string sentence(std::string_view s) {
  std::string t = escaped(s);
  if (!t.empty()) t[0] = text::upper(t[0]);
  return t + (t.ends_with('.') ? "\n" : ".\n");
}

std::string block(std::string_view section, std::string_view body) {
  return fmt::format(".\\\" BEGIN generated {0}: run \"make docs\"\n{1}.\\\" END generated {0}\n", section,
                     body);
}

std::string limits(const OptionSpec& o) {
  if (!o.choices.empty() || o.least || o.most) return "Expected: " + escaped(expectation(o)) + ".\n";
  return "";
}

std::string option_item(const OptionSpec& o, const void* defaults) {
  std::string item = ".It Fl " + o.name.substr(1);
  const std::string shown = o.show(defaults);
  if (o.value == Value::flag && shown == "true") item += " , Fl -no-" + o.name.substr(2);
  if (!o.metavar.empty()) item += " Ar " + o.metavar;
  item += "\n" + sentence(o.help) + limits(o);
  if (o.value == Value::flag && shown == "true") return item + "This is the default.\n";
  if (o.value != Value::flag && !shown.empty()) item += "The default is\n.Ql " + escaped(shown) + " .\n";
  return item;
}

std::string option_list(const std::vector<OptionSpec>& options, const void* defaults) {
  std::string s = ".Bl -tag -width Ds\n";
  for (const OptionSpec& o : options) s += option_item(o, defaults);
  return s + ".El\n";
}

std::string own_options(const CommandSpec& c) {
  const std::shared_ptr<void> defaults = c.make_options ? c.make_options() : nullptr;
  return c.options.empty() ? std::string() : option_list(c.options, defaults.get());
}

std::string common_part(const CommandSpec& c) {
  const Common common;
  std::vector<OptionSpec> rest;
  for (OptionSpec& o : common_options(c)) {
    bool own = false;
    for (const OptionSpec& p : c.options) own = own || p.name == o.name;
    if (!own) rest.push_back(std::move(o));
  }
  std::string s = option_list(rest, &common);
  s.resize(s.size() - 4);  // without its .El
  s += ".It Fl -spec Ns Op = Ns Ar FORM\nPrint the tool's own description as json (the default), mdoc, help, "
       "bash, zsh or fish.\n";
  s += ".It Fl -help\nPrint the options and an example.\n.It Fl -version\nPrint the version.\n.El\n";
  return s;
}

std::string operand_macros(std::string operands) {
  std::string s;
  std::size_t at = 0;
  while (at < operands.size()) {
    std::size_t end = operands.find(' ', at);
    if (end == operands.npos) end = operands.size();
    std::string word = operands.substr(at, end - at);
    at = end + 1;
    bool many = word.ends_with("..."), optional = word.starts_with("[");
    if (many) word.resize(word.size() - 3);
    if (optional) word = word.substr(1, word.find(']') - 1);
    s += optional ? " Op Ar " + word : " Ar " + word;
    if (many) s += " ...";
  }
  return s;
}

// "--reason TEXT"
std::string required_macros(const std::string& option) {
  const std::size_t blank = option.find(' ');
  return ".Fl " + option.substr(1, blank - 1) + " Ar" + option.substr(blank) + "\n";
}

std::string synopsis(const CommandSpec& c) {
  if (c.subcommands.empty()) {
    std::string s = ".Nm\n.Op Ar OPTION ...\n";
    if (!c.operands.empty()) s += "." + operand_macros(c.operands).substr(1) + "\n";
    return s;
  }
  std::string s;
  for (const CommandSpec& sub : c.subcommands)
    s += ".Nm\n.Cm " + sub.name + "\n.Op Ar OPTION ...\n" +
         (sub.required.empty() ? "" : required_macros(sub.required)) +
         (sub.operands.empty() ? "" : "." + operand_macros(sub.operands).substr(1) + "\n");
  return s;
}

std::string options(const CommandSpec& c) {
  if (c.subcommands.empty()) {
    std::string own = own_options(c);
    const std::string common = common_part(c);
    if (own.empty()) return common;
    own.resize(own.size() - 4);  // one list: without the .El of the first and the .Bl of the second
    return own + common.substr(common.find('\n') + 1);
  }
  std::string s;
  for (const CommandSpec& sub : c.subcommands) {
    s += ".Ss " + sub.name + "\n" + sentence(sub.summary);
    s += own_options(sub);
  }
  s += ".Ss Options of every command\n";
  for (const CommandSpec& sub : c.subcommands)
    if (sub.uses_ledger) return s + common_part(sub);
  return s + common_part(c.subcommands.front());
}

bool any(const CommandSpec& c, bool CommandSpec::*trait) {
  if (c.*trait) return true;
  for (const CommandSpec& sub : c.subcommands)
    if (sub.*trait) return true;
  return false;
}

std::string exit_status(const CommandSpec& c) {
  std::map<int, std::string> rows{{0, "Done."},
                                  {64, "The command line is wrong."},
                                  {70, "A bug in the tool."},
                                  {74, "Reading or writing failed."},
                                  {78, "A configuration does not fit."}};
  if (any(c, &CommandSpec::reads_lines))
    rows[65] = "Some input was unusable, and reported; everything else was done.";
  if (c.is_filter && c.has_effects)
    rows[65] =
        "Some input was unusable, and reported, or the stream did not begin or end; everything else was "
        "done.";
  if (any(c, &CommandSpec::uses_ledger)) {
    rows[70] = "A bug in the tool, or a replay that diverged from the ledger.";
    rows[75] = "The ledger is busy, or a replay made no progress: try again.";
    rows[78] = "A configuration, or the ledger, does not fit.";
  }
  for (const auto& [status, text] : c.statuses) rows[static_cast<int>(status)] = sentence(text);
  for (const CommandSpec& sub : c.subcommands)
    for (const auto& [status, text] : sub.statuses) rows[static_cast<int>(status)] = sentence(text);
  std::string s = ".Bl -tag -width Ds -compact\n";
  for (auto& [status, text] : rows) {
    if (text.back() == '\n') text.pop_back();
    s += fmt::format(".It {}\n{}\n", status, text);
  }
  return s + ".El\n";
}

std::string examples(const CommandSpec& c) {
  std::string s;
  auto add = [&s](const CommandSpec& from) {
    for (const Example& e : from.examples)
      s += sentence(e.text) + ".Bd -literal -offset indent\n" + escaped_lines(e.command) + ".Ed\n.Pp\n";
  };
  add(c);
  for (const CommandSpec& sub : c.subcommands) add(sub);
  if (s.ends_with(".Pp\n")) s.resize(s.size() - 4);
  return s;
}

std::string see_also(const CommandSpec& c) {
  std::set<std::pair<std::string, std::string>> pages{
      {"1", "tradeutils"}, {"5", "tradeutils-events"}, {"7", "tradeutils"}};
  for (const std::string& page : c.see_also) {
    const std::size_t bracket = page.find('(');
    const bool format =
        page == "tradeutils-events" || page == "tradeutils-ledger" || page == "tradeutils-venues";
    pages.emplace(bracket == page.npos ? (format ? "5" : "1") : page.substr(bracket + 1, 1),
                  page.substr(0, bracket));
  }
  if (any(c, &CommandSpec::uses_ledger)) pages.emplace("5", "tradeutils-ledger");
  for (const OptionSpec& o : c.options)
    if (o.name == "--venue" && o.value == Value::file) pages.emplace("5", "tradeutils-venues");
  pages.erase({"1", c.name});
  std::string s;
  for (const auto& [section, name] : pages)
    s += (s.empty() ? "" : " ,\n") + fmt::format(".Xr {} {}", name, section);
  return s + "\n";
}

}  // namespace

std::string mdoc_blocks(const CommandSpec& c) {
  std::string s = block("name", ".Nm " + c.name + "\n.Nd " + c.summary + "\n");
  s += block("synopsis", synopsis(c));
  s += block("options", options(c));
  s += block("exit status", exit_status(c));
  return s + block("examples", examples(c)) + block("see also", see_also(c));
}

}  // namespace tu::cli
