#include "cli/command.h"

namespace tu::cli {

CommandSpec command_of(const StageSpec& stage) {
  CommandSpec c;
  c.name = stage.name;
  c.summary = stage.summary;
  c.operands = "[FILE]...";
  c.options = stage.options;
  c.make_options = stage.make_options;
  c.examples = stage.examples;
  c.see_also = stage.see_also;
  c.statuses = stage.statuses;
  c.uses_ledger = c.uses_account = stage.reads_account || stage.writes_account;
  c.has_effects = stage.writes_account;
  c.warm_bars = stage.warm_bars;
  c.reads_lines = c.is_filter = true;
  c.consumes = stage.consumes;
  c.emits = stage.emits;
  return c;
}

CommandSpec describe_group(std::string name, std::string summary, std::vector<CommandSpec> subcommands) {
  CommandSpec c;
  c.name = std::move(name);
  c.summary = std::move(summary);
  c.operands = "COMMAND [ARG]...";
  c.make_options = [] { return std::shared_ptr<void>(); };
  c.subcommands = std::move(subcommands);
  return c;
}

std::vector<OptionSpec> common_options(const CommandSpec& c) {
  std::vector<OptionSpec> list;
  auto add = [&list](bool wanted, Row<Common> row) {
    if (wanted) list.push_back(std::move(row.option));
  };
  add(c.uses_ledger,
      {"--ledger", "FILE", "journal that holds the account", &Common::ledger, shared_option()});
  add(c.uses_account, {"--account", "NAME", "account within the ledger", &Common::account, shared_option()});
  add(c.reads_lines, {"--bad", "FILE", "keep unusable lines in this file", &Common::bad});
  add(c.reads_lines, {"--strict", "", "stop at the first unusable line", &Common::strict});
  add(true,
      {"--config", "FILE", "options from TOML, a table for each tool", &Common::config, shared_option()});
  add(true, {"--show-config", "", "print each value and where it came from", &Common::show_config});
  return list;
}

}  // namespace tu::cli
