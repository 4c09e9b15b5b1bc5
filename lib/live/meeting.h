// Meeting: where the loop waits with a prepared order until it is said whether it may leave. Waking a thread
// takes as long as all else that is left to do then, so it waits awake, for about as long as a good disk
// needs. Exactly one side sends, whoever is late.
#pragma once

#include <sched.h>

#include <atomic>

namespace tu::live {

class Meeting {
 public:
  // On the loop. True: it may.
  bool wait() {
    constexpr int looks = 2'000;
    State was = State::arranged;
    if (!state_.compare_exchange_strong(was, State::waits)) return false;
    // Without holding a processor: the disk's answer may have to be heard on this one.
    for (int i = 0; i < looks && state_.load(std::memory_order_acquire) == State::waits; ++i) sched_yield();
    return state_.exchange(State::over) == State::go;
  }
  // On the stage's thread, once. False: the loop does not send it: the answer was no, or it is not there yet,
  // or not any more.
  bool answer(bool yes) {
    State was = State::waits;
    if (yes && state_.compare_exchange_strong(was, State::go)) return true;
    state_ = State::over;
    return false;
  }

 private:
  enum class State { arranged, waits, go, over };
  std::atomic<State> state_{State::arranged};
};

}  // namespace tu::live
