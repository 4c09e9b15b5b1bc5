// CommandSpec: what a command line describes. A filter's is made from its StageSpec; feed, ledger, backtest
// and the other commands write theirs down. Parsing, help, --spec, manual blocks and completions all come
// from it.
//
//   struct Options { Duration warm; };
//   CommandSpec spec = cli::describe_command<Options>("feed", "read recordings as one stream", "FILE...",
//                                                     {{"--warm", "TIME", "history sent first",
//                                                     &Options::warm}});
//   spec.examples = {{"feed data/x.ndjson | head -3", "the first events"}};
//   ...
//   int main(int argc, char** argv) { return cli::run(spec, argc, argv, [](const cli::Parsed& p) -> int { ...
//   }); }
//
// A command with subcommands (`ledger init ...`) has no options of its own; each subcommand is a CommandSpec.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/exit.h"
#include "stage/stage.h"

namespace tu::cli {

// The options that tools share. Which of them a tool has follows from its CommandSpec.
struct Common {
  std::string config;            // --config FILE: TOML, a table for each tool
  bool show_config = false;      // --show-config
  std::string ledger;            // --ledger FILE; "" when none was named
  std::string account = "main";  // --account NAME
  std::string bad;               // --bad FILE: keep unusable lines here
  bool strict = false;           // --strict: stop at the first unusable line
};

struct CommandSpec {
  std::string name, summary;
  std::string operands;  // "FILE...", "SCRIPT [ARG]..."; "" takes none
  std::string required;  // an option that must be given, as the synopsis shows it: "--reason TEXT"
  std::vector<OptionSpec> options;
  std::function<std::shared_ptr<void>()> make_options;
  std::vector<Example> examples;
  std::vector<std::string> see_also;  // "risk-gate(1)" or "risk-gate"
  std::vector<CommandSpec> subcommands;
  bool uses_ledger = false;   // has --ledger
  bool uses_account = false;  // has --account
  bool reads_lines = false;   // judges lines of input: has --bad and --strict, may end with 65
  bool is_filter = false;     // a stage of a pipeline: stdin, stdout
  bool has_effects = false;   // writes the ledger: never cut short by a reader that leaves
  std::vector<std::string> consumes, emits;
  std::function<int(const void* options)>
      warm_bars;  // history needed before the first decision; null for commands
  std::vector<std::string>
      adds_up;  // options whose texts, given more than once, stand together, not the last
  std::vector<std::pair<Exit, std::string>> statuses;  // own meanings of exit statuses, for the manual
};

template <class Options>
CommandSpec describe_command(std::string name, std::string summary, std::string operands,
                             std::vector<Row<Options>> rows) {
  CommandSpec c;
  c.name = std::move(name);
  c.summary = std::move(summary);
  c.operands = std::move(operands);
  for (auto& row : rows) c.options.push_back(std::move(row.option));
  c.make_options = [] { return std::static_pointer_cast<void>(std::make_shared<Options>()); };
  return c;
}
// One table of several: rows that tools share, and a tool's own.
template <class Options>
std::vector<Row<Options>> joined(std::vector<Row<Options>> rows,
                                 std::type_identity_t<std::vector<Row<Options>>> second,
                                 std::type_identity_t<std::vector<Row<Options>>> third = {},
                                 std::type_identity_t<std::vector<Row<Options>>> fourth = {}) {
  for (auto* more : {&second, &third, &fourth})
    for (auto& row : *more) rows.push_back(std::move(row));
  return rows;
}

CommandSpec describe_group(std::string name, std::string summary, std::vector<CommandSpec> subcommands);

CommandSpec command_of(const StageSpec& stage);

// The rows of Common that this command has.
std::vector<OptionSpec> common_options(const CommandSpec& command);

}  // namespace tu::cli
