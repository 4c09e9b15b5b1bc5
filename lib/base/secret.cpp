#include "base/secret.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace tu {
namespace {

constexpr std::size_t secret_max = 64 * 1024;

void wipe(std::string& s) {
  volatile char* p = s.data();
  for (std::size_t i = 0; i < s.size(); ++i) p[i] = 0;
}

void drop_newline(std::string& s) {
  if (!s.empty() && s.back() == '\n') s.pop_back();
  if (!s.empty() && s.back() == '\r') s.pop_back();
}

// Reads to the end. The room is reserved once, so no copy of the secret stays behind in freed memory.
Status read_all(int fd, const std::string& name, std::string& to) {
  to.reserve(secret_max);
  char buffer[4096];
  Status result;
  for (;;) {
    const ssize_t n = read(fd, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) result = fail(Exit::config, name + ": cannot be read: " + std::strerror(errno));
    if (n <= 0) break;
    if (to.size() + static_cast<std::size_t>(n) > secret_max) {
      result = fail(Exit::config, name + ": a secret has at most 64 KiB");
      break;
    }
    to.append(buffer, static_cast<std::size_t>(n));
  }
  explicit_bzero(buffer, sizeof buffer);
  return result;
}

Result<Secret> finished(std::string value, const std::string& name, const Status& read) {
  if (!read) {
    wipe(value);
    return read.error();
  }
  drop_newline(value);
  if (value.empty()) return fail(Exit::config, name + ": is empty; expected a secret");
  return Secret(std::move(value));
}

}  // namespace

Secret::~Secret() {
  wipe(value_);
}

Result<Secret> secret_from_file(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return fail(Exit::config, path + ": cannot be opened: " + std::strerror(errno));
  struct stat st {};
  if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || (st.st_mode & 077) != 0) {
    close(fd);
    return fail(Exit::config,
                path + ": others may read it; expected a regular file of mode 0600 (chmod 600)");
  }
  std::string value;
  const Status read = read_all(fd, path, value);
  close(fd);
  return finished(std::move(value), path, read);
}

Result<Secret> secret_from_command(const std::string& command) {
  FILE* pipe = popen(command.c_str(), "re");
  if (!pipe)
    return fail(Exit::config, "key command: cannot be started: " + std::string(std::strerror(errno)));
  std::string value;
  Status read = read_all(fileno(pipe), "key command", value);
  const int status = pclose(pipe);
  if (read && status != 0)
    read = fail(Exit::config,
                "key command: ended with status " +
                    std::to_string(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status)) +
                    "; expected 0 and the secret on its output");
  return finished(std::move(value), "key command", read);
}

}  // namespace tu
