// The only place of the room that touches the world: environment, files, stdout and stderr.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "cli/parse.h"

namespace tu::cli {
namespace {

// False when the reader left or the disk is full.
Status print(std::string_view s) {
  while (!s.empty()) {
    const ssize_t n = write(STDOUT_FILENO, s.data(), s.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EPIPE) return {};
    if (n < 0) return fail(Exit::io, std::string("stdout: cannot be written: ") + std::strerror(errno));
    s.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

}  // namespace

Result<std::string> read_file(const std::string& path) {
  const bool standard = path == "-";
  const int fd = standard ? STDIN_FILENO : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return fail(Exit::io, path + ": cannot be opened: " + std::strerror(errno));
  std::string all;
  char buffer[1 << 16];
  ssize_t n = 0;
  int error = 0;
  while ((n = read(fd, buffer, sizeof buffer)) != 0) {
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      error = errno;
      break;
    }
    all.append(buffer, static_cast<std::size_t>(n));
  }
  if (!standard) close(fd);
  if (error != 0) return fail(Exit::io, path + ": cannot be read: " + std::strerror(error));
  return all;
}

World real_world() {
  World w;
  w.variable = [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    return value ? std::optional<std::string>(value) : std::nullopt;
  };
  w.read_file = [](const std::string& path) { return cli::read_file(path); };
  return w;
}

int report(std::string_view name, const Error& error) {
  std::string line(name);
  line += ": " + error.message + "\n";
  std::fwrite(line.data(), 1, line.size(), stderr);
  return static_cast<int>(error.status);
}

int run(const CommandSpec& command, int argc, char** argv, const std::function<int(const Parsed&)>& body) {
  const std::vector<std::string> args(argv + (argc > 0 ? 1 : 0), argv + argc);
  Result<Parsed> parsed = parse(command, args, real_world());
  if (!parsed) return report(command.name, parsed.error());
  if (!parsed->only_print) return body(*parsed);
  Status st = print(parsed->print);
  return st ? 0 : report(command.name, st.error());
}

}  // namespace tu::cli
