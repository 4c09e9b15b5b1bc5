#include "cli/split.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>

#include "base/text.h"

namespace tu::cli {
namespace {

std::string no_form(const std::string& flag) {
  return "--no-" + flag.substr(2);
}

Error unknown(const std::string& arg, const std::vector<OptionSpec>& options) {
  const std::string word = arg.substr(0, arg.find('='));
  if (word == "-h") return fail(Exit::usage, "-h: no such option; did you mean --help?");
  std::vector<std::string> names{"--help", "--version", "--spec"};
  for (const OptionSpec& o : options) {
    names.push_back(o.name);
    if (o.value == Value::flag) names.push_back(no_form(o.name));
  }
  const std::vector<std::string_view> views(names.begin(), names.end());
  const std::string_view near = text::nearest(word, views);
  if (!near.empty())
    return fail(Exit::usage, fmt::format("{}: no such option; did you mean {}?", word, near));
  return fail(Exit::usage, fmt::format("{}: no such option; --help lists them", word));
}

// CLI11 says the same with an exception that does not know the metavar.
Status check_arity(std::span<const std::string> args, const std::vector<OptionSpec>& options) {
  for (std::size_t i = 0; i < args.size(); ++i) {
    if (args[i] == "--") return {};
    for (const OptionSpec& o : options) {
      const bool flag = o.value == Value::flag;
      if (flag && (args[i].starts_with(o.name + "=") || args[i].starts_with(no_form(o.name) + "=")))
        return fail(Exit::usage, fmt::format("{}: a flag takes no value; {} sets it and {} takes it back",
                                             args[i], o.name, no_form(o.name)));
      if (flag || args[i] != o.name) continue;
      if (++i == args.size())
        return fail(Exit::usage, fmt::format("{}: nothing follows; expected {}", o.name, o.metavar));
      break;
    }
  }
  return {};
}

}  // namespace

Result<Split> split(std::span<const std::string> args, const std::vector<OptionSpec>& options,
                    bool takes_operands, std::span<const std::string> adds_up) {
  if (Status st = check_arity(args, options); !st) return st.error();
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  using Last = CLI::MultiOptionPolicy;
  std::vector<CLI::Option*> known;
  for (const OptionSpec& o : options) {
    if (o.value == Value::flag)
      known.push_back(
          app.add_flag(o.name + "{true}," + no_form(o.name) + "{false}")->disable_flag_override());
    else
      known.push_back(app.add_option(o.name)->expected(1));
    known.back()->multi_option_policy(Last::TakeLast);
  }
  const std::pair<const char*, const char*> questions[] = {
      {"--help", "--help{true}"}, {"--version", "--version{true}"}, {"--spec", "--spec{json}"}};
  std::vector<CLI::Option*> asked;
  for (const auto& [name, declared] : questions)
    asked.push_back(app.add_flag(declared)->multi_option_policy(Last::TakeLast));
  Split s;
  app.add_option("operands", s.operands)->multi_option_policy(Last::TakeAll);
  try {
    app.parse(std::vector<std::string>(args.rbegin(), args.rend()));
  } catch (const CLI::ParseError& e) {
    return fail(Exit::usage, e.what());
  }
  const std::vector<std::string> extras = app.remaining();
  for (const std::string& extra : extras)
    if (extra != "--") return unknown(extra, options);
  for (std::size_t i = 0; i < known.size(); ++i)
    if (known[i]->count() > 0) {
      const bool adds = std::find(adds_up.begin(), adds_up.end(), options[i].name) != adds_up.end();
      const std::vector<std::string>& all = known[i]->results();
      s.values[options[i].name] = adds ? fmt::format("{}", fmt::join(all, " ")) : all.back();
    }
  for (std::size_t i = 0; i < asked.size(); ++i)
    if (asked[i]->count() > 0) s.values[questions[i].first] = asked[i]->results().back();
  if (!takes_operands && !s.operands.empty() && s.values.find("--help") == s.values.end())
    return fail(Exit::usage,
                fmt::format("{}: takes no operands; --help lists the options", s.operands.front()));
  return s;
}

}  // namespace tu::cli
