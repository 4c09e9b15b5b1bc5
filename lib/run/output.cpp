#include "run/output.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>

#include "run/signals.h"

namespace tu::run {

Output::Output(int fd) : fd_(fd) {
  fcntl(fd, F_SETPIPE_SZ, 1 << 20);  // best effort: not a pipe, or more than the user may have
}

bool Output::look_for_reader() {
  pollfd end{fd_, 0, 0};
  if (poll(&end, 1, 0) > 0 && (end.revents & (POLLERR | POLLHUP)) != 0) closed_ = true;
  return !closed_;
}

void Output::flush() {
  if (!closed_ && error_ == 0 && buffer_.size() != 0) write_all(buffer_.view().data(), buffer_.size());
  buffer_.clear();
}

void Output::write_all(const char* data, std::size_t size) {
  // Most writes need not wait, so the signals need not be opened around them.
  iovec piece{const_cast<char*>(data), size};
  const ssize_t first = pwritev2(fd_, &piece, 1, -1, RWF_NOWAIT);
  if (first == static_cast<ssize_t>(size)) return;
  if (first > 0) {
    data += first;
    size -= static_cast<std::size_t>(first);
  }
  OpenSignals open;
  while (size > 0) {
    const ssize_t n = write(fd_, data, size);
    if (n >= 0) {
      data += n;
      size -= static_cast<std::size_t>(n);
    } else if (errno == EPIPE) {
      closed_ = true;
      return;
    } else if (errno == EAGAIN) {  // somebody made our end non-blocking
      pollfd room{fd_, POLLOUT, 0};
      poll_open(&room, 1, -1);
    } else if (errno != EINTR) {
      error_ = errno;
      return;
    }
  }
}

}  // namespace tu::run
