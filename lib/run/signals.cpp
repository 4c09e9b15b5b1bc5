#include "run/signals.h"

#include <csignal>
#include <ctime>
#include <initializer_list>

namespace tu::run {
namespace {

volatile std::sig_atomic_t stop_flag = 0;
sigset_t blocked, open_set;

void on_stop(int) {
  stop_flag = 1;
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

}  // namespace

void install_signals() {
  std::signal(SIGPIPE, SIG_IGN);
  sigemptyset(&blocked);
  for (int number : {SIGINT, SIGTERM}) {
    struct sigaction old {};
    sigaction(number, nullptr, &old);
    if (old.sa_handler == SIG_IGN) continue;  // nohup and background jobs mean it
    struct sigaction act {};
    act.sa_handler = on_stop;
    sigaction(number, &act, nullptr);
    sigaddset(&blocked, number);
  }
  sigprocmask(SIG_BLOCK, &blocked, &open_set);
  sigdelset(&open_set, SIGINT);
  sigdelset(&open_set, SIGTERM);
}

bool stop_requested() {
  return stop_flag != 0;
}

bool stop_arrived() {
  { OpenSignals open; }
  return stop_requested();
}

int poll_open(pollfd* fds, int count, int timeout_ms) {
  timespec limit{timeout_ms / 1000, timeout_ms % 1000 * 1'000'000L};
  return ppoll(fds, static_cast<nfds_t>(count), timeout_ms < 0 ? nullptr : &limit, &open_set);
}

OpenSignals::OpenSignals() {
  sigprocmask(SIG_SETMASK, &open_set, nullptr);
}
OpenSignals::~OpenSignals() {
  sigprocmask(SIG_BLOCK, &blocked, nullptr);
}

}  // namespace tu::run
