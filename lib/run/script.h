// Script: a strategy script as lists of words, one a stage: the same lists that sh would hand to the tools.
//
// The language is a part of POSIX shell: comments, `set -eu`, assignments, words, quotes, `\` continuation,
// $NAME,
// ${NAME}, ${NAME:-default}, $1, "$@", splitting of unquoted variables, one pipeline, last. What is not in
// it, and what shells disagree about (braces, tildes, file name patterns), is refused with its place, never
// guessed.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tu::run {

struct ScriptStage {
  std::string tool;
  std::vector<std::string> args;
  int line = 0, column = 0;  // of its first word
};

struct Script {
  std::vector<ScriptStage> stages;
  // Exported variables that the script gives another value: the stages see these in their environment.
  std::map<std::string, std::string, std::less<>> environment;
  // Variables that were read before the script had set them: what a caller can choose from outside.
  std::set<std::string, std::less<>> inputs;
};

struct ScriptRequest {
  std::string name;  // in messages: "NAME:LINE:COL: why"
  std::string_view text;
  std::vector<std::string> args;                                         // $1 ...
  std::function<std::optional<std::string>(std::string_view name)> env;  // null: an empty environment
  std::function<bool(std::string_view name)> is_stage;                   // null: every command is one
  std::string_view remedy;  // what the caller has for other scripts: stands in brackets behind what was met
};

// Errors have status 78 and say what was met.
Result<Script> read_script(const ScriptRequest& request);

}  // namespace tu::run
