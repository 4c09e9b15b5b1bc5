// pace LINES GAP_US LINE COMMAND: sends LINE into `sh -c COMMAND`, waits until it has come out, waits GAP_US,
// and so on. Prints the median, the 95th percentile and the smallest time from in to out, in microseconds.
// GAP_US 0: one line in flight at all times.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

// Reads until a newline has come.
bool wait_for_line(int fd) {
  static char bytes[65536];
  for (;;) {
    const ssize_t n = read(fd, bytes, sizeof bytes);
    if (n <= 0) return false;
    if (std::memchr(bytes, '\n', static_cast<std::size_t>(n))) return true;
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 64;
  const long lines = std::atol(argv[1]), gap = std::atol(argv[2]);
  const std::string line = std::string(argv[3]) + "\n";
  int to[2], from[2];
  if (pipe2(to, O_CLOEXEC) != 0 || pipe2(from, O_CLOEXEC) != 0) return 71;
  const pid_t child = fork();
  if (child == 0) {
    dup2(to[0], 0);
    dup2(from[1], 1);
    execl("/bin/sh", "sh", "-c", argv[4], static_cast<char*>(nullptr));
    _exit(127);
  }
  close(to[0]);
  close(from[1]);
  std::vector<double> took;
  for (long i = -20; i < lines; ++i) {  // the first twenty only warm up
    const Clock::time_point begin = Clock::now();
    if (write(to[1], line.data(), line.size()) != static_cast<ssize_t>(line.size())) return 74;
    if (!wait_for_line(from[0])) return 65;
    if (i >= 0) took.push_back(std::chrono::duration<double, std::micro>(Clock::now() - begin).count());
    if (gap > 0) usleep(static_cast<useconds_t>(gap));
  }
  close(to[1]);
  while (read(from[0], &to, sizeof to) > 0) {
  }
  waitpid(child, nullptr, 0);
  std::sort(took.begin(), took.end());
  std::printf("%.2f %.2f %.2f\n", took[took.size() / 2], took[took.size() * 95 / 100], took[0]);
  return 0;
}
