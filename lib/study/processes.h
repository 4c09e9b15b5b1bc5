// Runs a strategy script as processes, as a person's shell would, with the events of a source on its standard
// input.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "event/source.h"

namespace tu::study {

struct ProcessRun {
  std::string script;
  std::vector<std::string> arguments;                            // $1, $2, ...
  std::vector<std::pair<std::string, std::string>> environment;  // added to ours
  std::string output;               // file that gets the stream; "" is our stdout
  std::vector<std::string> hidden;  // files that the script finds empty (hiding.h)
  std::string empty;                // what lies over them
};

// Where our own tools are.
std::string own_directory();

// The directory of our own tools is put in front of PATH. Returns the script's exit status; an Error when it
// could not be started. Events are written as fast as the script reads them.
Result<int> run_as_processes(const ProcessRun& run, EventSource& source);

}  // namespace tu::study
