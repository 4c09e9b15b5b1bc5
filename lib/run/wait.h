// Waiting for input that comes slowly, as a source does: what is pending goes out first, and a signal or the
// leaving of the output's reader ends the sleep.
#pragma once

#include "run/output.h"

namespace tu::run {

// True: `fd` has something to read, or is at its end. False: nothing more is wanted.
bool wait_for_input(int fd, Output& out);

}  // namespace tu::run
