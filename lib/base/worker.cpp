#include "base/worker.h"

#include <signal.h>

#include <system_error>

namespace tu {

std::thread start_worker(std::function<void()> work) {
  std::thread thread;
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  try {
    thread = std::thread(std::move(work));
  } catch (const std::system_error&) {
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return thread;
}

}  // namespace tu
