// Processes that a process of the world starts, awaits and signals: jolt, and the shell of a script.
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "calls.h"
#include "world.h"

using turns::active;

namespace {

void wait_for_end(pid_t pid) {
  const int fd = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  if (fd < 0) return;
  pollfd ended{fd, POLLIN, 0};
  TURNS_REAL(poll)(&ended, 1, -1);
  TURNS_REAL(close)(fd);
}

template <class Look>
pid_t await(Look&& look, int flags) {
  if (!active() || (flags & WNOHANG) != 0) return look(flags);
  pid_t ended = 0;
  turns::wait_until([&] { return (ended = look(flags | WNOHANG)) != 0; }, turns::never);
  return ended;
}

}  // namespace

extern "C" {

pid_t waitpid(pid_t pid, int* status, int flags) {
  return await([&](int f) { return TURNS_REAL(waitpid)(pid, status, f); }, flags);
}
pid_t wait3(int* status, int flags, rusage* used) {
  return await([&](int f) { return TURNS_REAL(wait3)(status, f, used); }, flags);
}
// Until a signal comes through.
int sigsuspend(const sigset_t* mask) {
  if (!active()) return TURNS_REAL(sigsuspend)(mask);
  const timespec none{0, 0};
  turns::wait_until([&] { return TURNS_REAL(ppoll)(nullptr, 0, &none, mask) < 0; }, turns::never);
  return -1;
}

// The child becomes one of the programs that are awaited; it stands at its beginning when this returns.
pid_t fork() {
  if (!active()) return TURNS_REAL(fork)();
  const int awaited = turns::arrivals_awaited();
  const pid_t pid = TURNS_REAL(fork)();
  if (pid == 0) {
    turns::leave();
    return 0;
  }
  const timespec moment{0, 100'000};
  for (int i = 0; i < 100'000 && turns::arrivals_awaited() >= awaited; ++i)
    TURNS_REAL(nanosleep)(&moment, nullptr);
  turns::call_director();
  return pid;
}

// A stopped process would keep its turn for ever, so it is left out instead; a killed one is gone at once.
int kill(pid_t pid, int number) {
  if (!active()) return TURNS_REAL(kill)(pid, number);
  if (number == SIGSTOP || number == SIGCONT) {
    turns::stop_slots(pid, number == SIGSTOP);
    return 0;
  }
  turns::touch_all();
  const int failed = TURNS_REAL(kill)(pid, number);
  if (failed == 0 && number == SIGKILL) {
    wait_for_end(pid);
    turns::bury(pid);
  }
  return failed;
}

}  // extern "C"
