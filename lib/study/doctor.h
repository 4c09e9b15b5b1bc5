// What is missing on this machine, and what in a script would hold back, drop or reorder events.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "run/script.h"

namespace tu::study {

struct Finding {
  enum class Level { ok, note, bad } level = Level::ok;
  std::string text;
};

// The stages of a script, one after the other. `is_tool` tells our tools; `is_program` whether a word can be
// run at all.
struct Lookup {
  std::function<bool(std::string_view)> is_tool, is_program;
};
std::vector<Finding> examine_stages(const std::vector<run::ScriptStage>& stages, const std::string& script,
                                    const Lookup& lookup);
// What a row of our stages lacks: the stage that misses it, and what it misses.
struct Missing {
  std::string stage, text;
};
std::vector<Missing> missing_stages(const std::vector<std::string>& tools);
// A script that only sh can read: split at its pipes as well as it goes.
std::vector<run::ScriptStage> rough_stages(std::string_view script);

}  // namespace tu::study
