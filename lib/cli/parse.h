// A command line becomes options: command line over environment over --config file. Errors carry their exit
// status and name the option, its value and what was expected; they do not carry the tool's name.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/config.h"
#include "base/result.h"
#include "cli/command.h"

namespace tu::cli {

// The outside world, so that parsing can be tested without it.
struct World {
  std::function<std::optional<std::string>(const std::string& name)> variable;  // of the environment
  std::function<Result<std::string>(const std::string& path)> read_file;
};
World real_world();

struct Parsed {
  const CommandSpec* command = nullptr;  // the subcommand, where there are some
  std::string print;  // for --help, --version, --spec, --show-config: print it and end with 0
  bool only_print = false;
  std::shared_ptr<void> options;  // the command's Options object
  Common common;
  std::vector<std::string> operands;  // "-" is stdin
  std::string name_hash;              // "NAME:HASH" of the options that can change a decision: for `via`
  template <class Options>
  const Options& as() const {
    return *static_cast<const Options*>(options.get());
  }
};

// `args` without the program's name. `command` must outlive the result.
Result<Parsed> parse(const CommandSpec& command, std::span<const std::string> args, const World& world);

// Parses, prints what is asked for, reports errors as "NAME: why" on stderr, or calls `body` and returns its
// status.
int run(const CommandSpec& command, int argc, char** argv, const std::function<int(const Parsed&)>& body);
// "NAME: why" on stderr; the error's exit status.
int report(std::string_view name, const Error& error);

Result<std::string> read_file(const std::string& path);  // whole; "-" is stdin; an Error (74) names the file

}  // namespace tu::cli
