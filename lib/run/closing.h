// Closing: what a stage has to say on stderr when its input is over, the same in a process and in a fused
// run.
#pragma once

#include <string>
#include <vector>

#include "base/exit.h"
#include "run/driver.h"

namespace tu::run {

struct Closing {
  Exit status = Exit::ok;
  std::vector<std::string> messages;  // without the tool's name
};

// `sink`: a session without its end, or with one of a source that failed, is an error for this stage.
Closing closing_of(const Driver& driver, bool sink, bool interrupted);

}  // namespace tu::run
