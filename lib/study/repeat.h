// Repeat: the command line that runs a backtest again, for its report: every variable that the script reads
// and that was set, then the options as they were read.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "cli/parse.h"
#include "study/plan.h"

namespace tu::study {

// One word as sh reads it back.
std::string sh_word(const std::string& word);

// The words of a command line that gives what `parsed` holds, whether it came from there, the environment or
// a file: the name, the first operand, what differs from the defaults, and last --data with the other
// operands. Without the options named in `but`.
std::vector<std::string> repeat_words(const cli::Parsed& parsed, const std::set<std::string>& but);

// `words` behind the variables. `chosen` (of --set) all count. Of the environment only what the script or an
// option of its stages asks for: of a `plan` that could be read it is known; else (null) it is each name that
// the script's text expands, and each option of our tools. A value that may be a secret is not written down:
// whoever repeats the run has their own, NAME="$NAME".
std::string repeat_command(const Plan* plan, const std::string& script_text,
                           const std::map<std::string, std::string>& chosen,
                           const std::vector<std::string>& words);

}  // namespace tu::study
