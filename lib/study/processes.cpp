#include "study/processes.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "study/hiding.h"
#include "wire/wire.h"

namespace tu::study {

std::string own_directory() {
  char path[4096];
  const ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
  if (n <= 0) return ".";
  const std::string_view whole(path, static_cast<std::size_t>(n));
  return std::string(whole.substr(0, whole.rfind('/')));
}

namespace {

bool write_all(int fd, std::string_view s) {
  while (!s.empty()) {
    const ssize_t n = write(fd, s.data(), s.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    s.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

[[noreturn]] void become_script(const ProcessRun& run, int input, int output) {
  if (!run.hidden.empty() && !hide_files(run.hidden, run.empty)) _exit(static_cast<int>(Exit::internal));
  dup2(input, 0);
  if (output >= 0) dup2(output, 1);
  const char* path = getenv("PATH");
  setenv("PATH", (own_directory() + ":" + (path ? path : "/usr/bin:/bin")).c_str(), 1);
  for (const auto& [name, value] : run.environment) setenv(name.c_str(), value.c_str(), 1);
  std::vector<char*> argv{const_cast<char*>("sh"), const_cast<char*>(run.script.c_str())};
  for (const std::string& a : run.arguments) argv.push_back(const_cast<char*>(a.c_str()));
  argv.push_back(nullptr);
  signal(SIGPIPE, SIG_DFL);
  execv("/bin/sh", argv.data());
  _exit(127);
}

}  // namespace

Result<int> run_as_processes(const ProcessRun& run, EventSource& source) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return fail(Exit::io, std::string("pipe: ") + strerror(errno));
  const int output =
      run.output.empty() ? -1 : open(run.output.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (!run.output.empty() && output < 0) return fail(Exit::io, run.output + ": " + strerror(errno));
  const pid_t child = fork();
  if (child < 0) return fail(Exit::io, std::string("fork: ") + strerror(errno));
  if (child == 0) become_script(run, ends[0], output);
  close(ends[0]);
  if (output >= 0) close(output);

  const auto before = signal(SIGPIPE, SIG_IGN);
  Arena arena;
  wire::Buffer pending;
  Event* e = nullptr;
  bool open_pipe = true;
  while (open_pipe && source.next(e, arena)) {
    wire::encode(*e, pending);
    arena.reset();
    if (pending.size() >= 64 * 1024) {
      open_pipe = write_all(ends[1], pending.view());
      pending.clear();
    }
  }
  if (open_pipe) write_all(ends[1], pending.view());
  close(ends[1]);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  signal(SIGPIPE, before);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace tu::study
