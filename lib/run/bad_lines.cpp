#include "run/bad_lines.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace tu::run {
namespace {

constexpr std::int64_t reports_max = 10;

}  // namespace

void say(std::string_view tool, std::string_view message) {
  std::string line;
  line.append(tool).append(": ").append(message).append("\n");
  while (write(STDERR_FILENO, line.data(), line.size()) < 0 && errno == EINTR) {
  }
}

BadLines::~BadLines() {
  if (fd_ >= 0) close(fd_);
}

Status BadLines::keep_in(const std::string& path) {
  path_ = path;
  fd_ = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (fd_ < 0) return fail(Exit::io, "--bad " + path + ": " + std::strerror(errno));
  return {};
}

void BadLines::report(const std::string& file, std::int64_t line, std::string_view why) {
  if (++count_ > reports_max) return;
  std::string text = file + ":" + std::to_string(line) + ": ";
  say(tool_, text.append(why));
}

void BadLines::keep(std::string_view raw, bool whole) {
  if (fd_ < 0 || error_ != 0) return;
  std::string line(raw);
  if (whole) line += '\n';
  const char* data = line.data();
  std::size_t size = line.size();
  while (size > 0) {
    const ssize_t n = write(fd_, data, size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      error_ = errno;
      return say(tool_, "--bad " + path_ + ": " + std::strerror(error_));
    }
    data += n;
    size -= static_cast<std::size_t>(n);
  }
}

void BadLines::summary() const {
  if (count_ > reports_max)
    say(tool_,
        std::to_string(count_ - reports_max) + " more bad lines, " + std::to_string(count_) + " in all");
}

}  // namespace tu::run
