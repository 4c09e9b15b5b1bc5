#include "run/wait.h"

#include "run/signals.h"

namespace tu::run {

bool wait_for_input(int fd, Output& out) {
  for (;;) {
    pollfd ends[2] = {{fd, POLLIN, 0}, {out.fd(), 0, 0}};
    if (poll_open(ends, 2, 0) > 0 && ends[0].revents) return true;
    out.flush();
    if (stop_requested() || out.closed() || out.error()) return false;
    if (poll_open(ends, 2, -1) > 0 && (ends[1].revents & POLLERR)) out.reader_left();
  }
}

}  // namespace tu::run
