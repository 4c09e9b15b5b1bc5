// Splitting a command line into options and operands, before any value is read. The only user of CLI11, which
// gets and gives back text alone: its own readers take 010 for eight and word their errors in another voice.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "stage/option.h"

namespace tu::cli {

struct Split {
  // "--window" to its last text; flags to "true" or "false"; of one that adds up all texts, with blanks
  // between
  std::map<std::string, std::string> values;
  std::vector<std::string> operands;
};

// Also knows --help, --version and --spec[=FORM]. Errors (64) name an unknown option's nearest neighbour.
Result<Split> split(std::span<const std::string> args, const std::vector<OptionSpec>& options,
                    bool takes_operands, std::span<const std::string> adds_up = {});

}  // namespace tu::cli
