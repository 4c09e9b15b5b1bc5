// Signals of a filter: SIGPIPE is ignored; SIGINT and SIGTERM are blocked except while the filter sleeps or
// writes, so none is lost between a check and a sleep. The first asks the loop to end in order; the second
// kills.
#pragma once

#include <poll.h>

namespace tu::run {

void install_signals();
bool stop_requested();
// The same, in the middle of a wait of another kind: what is pending is delivered first.
bool stop_arrived();
// ppoll with the signals open. `timeout_ms` < 0 sleeps until something happens; EINTR returns -1.
int poll_open(pollfd* fds, int count, int timeout_ms);

// Signals are open while it lives: around a write that may block for long.
class OpenSignals {
 public:
  OpenSignals();
  ~OpenSignals();
  OpenSignals(const OpenSignals&) = delete;
};

}  // namespace tu::run
