#include "study/interrupt.h"

#include <poll.h>

#include <atomic>
#include <csignal>
#include <initializer_list>

namespace tu::study {
namespace {

// Read by the thread that reads the data, too.
std::atomic<bool> came = false;
static_assert(std::atomic<bool>::is_always_lock_free);

void on_signal(int) {
  came.store(true, std::memory_order_relaxed);
}

}  // namespace

void heed_interrupts(Heed heed) {
  for (const int number : {SIGINT, SIGTERM}) {
    struct sigaction old {};
    sigaction(number, nullptr, &old);
    if (old.sa_handler == SIG_IGN) continue;  // nohup and background jobs mean it
    struct sigaction act {};
    act.sa_handler = on_signal;
    act.sa_flags = SA_RESTART | (heed == Heed::once ? SA_RESETHAND : 0);
    sigaction(number, &act, nullptr);
  }
}

bool interrupted() {
  return came.load(std::memory_order_relaxed);
}

bool wait_to_read(int fd) {
  // A signal that comes between the question and the sleep is seen when the sleep is over.
  constexpr int longest_ms = 200;
  pollfd input{fd, POLLIN, 0};
  while (!interrupted())
    if (poll(&input, 1, longest_ms) > 0) return true;
  return false;
}

}  // namespace tu::study
