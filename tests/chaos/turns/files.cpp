// Pipes and files: a thread never waits in the kernel while it is its turn; what is written is counted.
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cstdarg>
#include <cstring>

#include "calls.h"
#include "world.h"

using turns::active;

namespace {

constexpr std::size_t page = 4096;  // fits into a pipe that has room at all

void wait_for(int fd, short events) {
  pollfd p{fd, events, 0};
  if (TURNS_REAL(poll)(&p, 1, 0) != 0) return;
  if ((fcntl(fd, F_GETFL) & O_NONBLOCK) != 0) return;
  turns::Interest interest;
  interest.add(fd);
  turns::wait_until([&] { return TURNS_REAL(poll)(&p, 1, 0) != 0; }, turns::never, interest);
}

void fill(unsigned char* to, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) to[i] = static_cast<unsigned char>(turns::draw());
}

// What is drawn from /dev/urandom is drawn from the seed.
int seeded_file() {
  unsigned char bytes[1024];
  fill(bytes, sizeof bytes);
  const int fd = memfd_create("random", MFD_CLOEXEC);
  (void)!TURNS_REAL(write)(fd, bytes, sizeof bytes);
  lseek(fd, 0, SEEK_SET);
  return fd;
}

}  // namespace

extern "C" {

ssize_t read(int fd, void* to, size_t n) {
  if (active()) {
    wait_for(fd, POLLIN);
    turns::touch(fd);
  }
  return TURNS_REAL(read)(fd, to, n);
}

ssize_t write(int fd, const void* from, size_t n) {
  if (!active()) return TURNS_REAL(write)(fd, from, n);
  turns::about_to(turns::to_pipe, n);
  if (turns::pipe_of(fd) != 0) {
    wait_for(fd, POLLOUT);
    n = std::min(n, page);
  }
  turns::touch(fd);
  return TURNS_REAL(write)(fd, from, n);
}
ssize_t pwritev2(int fd, const iovec* pieces, int count, off_t at, int flags) {
  if (active()) {
    turns::about_to(turns::to_pipe, pieces->iov_len);
    turns::touch(fd);
  }
  return TURNS_REAL(pwritev2)(fd, pieces, count, at, flags);
}

ssize_t pwrite64(int fd, const void* from, size_t n, off64_t at) {
  if (active()) turns::about_to(turns::to_file, n);
  return TURNS_REAL(pwrite64)(fd, from, n, at);
}
// SIGKILL loses nothing that was written, so nothing is waited for.
int fdatasync(int fd) {
  if (!active()) return TURNS_REAL(fdatasync)(fd);
  turns::about_to(turns::to_file, 0);
  return 0;
}
int fsync(int fd) {
  return active() ? fdatasync(fd) : TURNS_REAL(fsync)(fd);
}

int open(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = va_arg(more, mode_t);
  va_end(more);
  if (active() && std::strcmp(path, "/dev/urandom") == 0) return seeded_file();
  return TURNS_REAL(open)(path, flags, mode);
}
int open64(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = va_arg(more, mode_t);
  va_end(more);
  if (active() && std::strcmp(path, "/dev/urandom") == 0) return seeded_file();
  return TURNS_REAL(open64)(path, flags, mode);
}
ssize_t getrandom(void* to, size_t n, unsigned flags) {
  if (!active()) return TURNS_REAL(getrandom)(to, n, flags);
  fill(static_cast<unsigned char*>(to), n);
  return static_cast<ssize_t>(n);
}
int getentropy(void* to, size_t n) {
  if (!active()) return TURNS_REAL(getentropy)(to, n);
  fill(static_cast<unsigned char*>(to), n);
  return 0;
}
pid_t getpid() {
  return active() ? 4242 : TURNS_REAL(getpid)();
}

}  // extern "C"
