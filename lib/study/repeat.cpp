#include "study/repeat.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "cli/sh_quoted.h"
#include "run/script_text.h"
#include "run/script_words.h"
#include "stages/all.h"

namespace tu::study {
namespace {

// NAME of each $NAME and ${NAME, wherever it stands.
std::set<std::string> expanded_names(const std::string& text) {
  std::set<std::string> names;
  for (std::size_t at = text.find('$'); at != text.npos; at = text.find('$', at + 1)) {
    std::size_t from = at + 1;
    if (from < text.size() && text[from] == '{') ++from;
    if (from >= text.size() || !run::starts_name(text[from])) continue;
    std::size_t to = from;
    while (to < text.size() && run::in_name(text[to])) ++to;
    std::string name = text.substr(from, to - from);
    if (!run::is_shells_own(name)) names.insert(std::move(name));
  }
  return names;
}

std::set<std::string> option_variables() {
  std::set<std::string> names;
  cli::World world = cli::real_world();
  world.variable = [&](const std::string& name) -> std::optional<std::string> {
    names.insert(name);
    return std::nullopt;
  };
  for (const StageSpec* spec : stages::all()) {
    const cli::CommandSpec command = cli::command_of(*spec);
    static_cast<void>(cli::parse(command, {}, world));
  }
  return names;
}

bool may_be_secret(const std::string& name) {
  const std::string upper = text::upper(name);
  constexpr std::array<std::string_view, 5> signs = {"KEY", "SECRET", "TOKEN", "PASS", "CREDENTIAL"};
  return std::any_of(signs.begin(), signs.end(),
                     [&](std::string_view sign) { return upper.find(sign) != upper.npos; });
}

}  // namespace

std::string sh_word(const std::string& word) {
  if (!word.empty() &&
      word.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=,@+%") ==
          word.npos)
    return word;
  return cli::sh_quoted(word);
}

std::vector<std::string> repeat_words(const cli::Parsed& parsed, const std::set<std::string>& but) {
  const cli::CommandSpec& command = *parsed.command;
  std::vector<std::string> words = {command.name}, data;
  if (!parsed.operands.empty()) words.push_back(parsed.operands.front());
  const auto add = [&](const std::vector<OptionSpec>& options, const void* given, const void* fresh) {
    for (const OptionSpec& o : options) {
      const std::string value = o.show(given);
      if (but.count(o.name) || value == o.show(fresh)) continue;
      std::vector<std::string>& to = o.name == "--data" ? data : words;
      if (o.value == Value::flag)
        to.push_back(value == "true" ? o.name : "--no-" + o.name.substr(2));
      else
        to.insert(to.end(), {o.name, value});
    }
  };
  const std::shared_ptr<void> fresh = command.make_options();
  const cli::Common common;
  add(command.options, parsed.options.get(), fresh.get());
  add(cli::common_options(command), &parsed.common, &common);
  words.insert(words.end(), data.begin(), data.end());
  if (parsed.operands.size() > 1)
    words.insert(words.end(), parsed.operands.begin() + 1, parsed.operands.end());
  return words;
}

std::string repeat_command(const Plan* plan, const std::string& script_text,
                           const std::map<std::string, std::string>& chosen,
                           const std::vector<std::string>& words) {
  std::map<std::string, std::string> written;
  for (const auto& [name, value] : chosen) written[name] = sh_word(value);
  const auto ask = [&](const std::set<std::string>& names, bool empty_counts) {
    for (const std::string& name : names) {
      // Which ledger a stage would write to is said by backtest alone.
      if (chosen.count(name) || name == "TRADEUTILS_LEDGER") continue;
      if (const auto value = environment(name); value && (empty_counts || !value->empty()))
        written[name] = may_be_secret(name) ? "\"$" + name + "\"" : sh_word(*value);
    }
  };
  ask(plan ? plan->option_inputs : option_variables(), false);
  ask(plan ? plan->inputs : expanded_names(script_text), true);
  std::string s;
  for (const auto& [name, value] : written) s.append(name).append("=").append(value).append(" ");
  for (const std::string& word : words) s += (&word == words.data() ? "" : " ") + sh_word(word);
  return s;
}

}  // namespace tu::study
