// What is made from a CommandSpec besides the parser: help, the JSON of --spec, manual blocks, completions.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "cli/command.h"

namespace tu::cli {

std::string help_text(const CommandSpec& command, std::string_view parent = {});
std::string version_text(const CommandSpec& command);
std::string spec_json(const CommandSpec& command);
// The blocks of a manual page, each from its BEGIN to its END marker.
std::string mdoc_blocks(const CommandSpec& command);
std::string bash_completion(const CommandSpec& command);
std::string zsh_completion(const CommandSpec& command);
std::string fish_completion(const CommandSpec& command);
// One of: json, mdoc, help, bash, zsh, fish. An Error (64) for another word.
Result<std::string> rendered(const CommandSpec& command, std::string_view form);

constexpr std::string_view version = "0.1.0";

}  // namespace tu::cli
