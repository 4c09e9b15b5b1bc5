// Threads have turns as processes have; what waits for another thread gives its turn away.
#include <pthread.h>
#include <time.h>

#include <cerrno>
#include <list>
#include <map>

#include "calls.h"
#include "world.h"

using turns::active;

namespace {

struct Start {
  void* (*run)(void*);
  void* with;
  int slot;
};
struct Waiter {
  pthread_cond_t* cond;
  bool woken = false;
};
// Only the thread whose turn it is touches these.
std::list<Waiter*>& waiters() {
  static std::list<Waiter*> list;
  return list;
}
std::map<pthread_t, int>& slots() {
  static std::map<pthread_t, int> map;
  return map;
}

void* run(void* with) {
  const Start start = *static_cast<Start*>(with);
  delete static_cast<Start*>(with);
  turns::begin_thread(start.slot);
  void* result = start.run(start.with);
  turns::end_thread();
  return result;
}

int wait_on(pthread_cond_t* cond, pthread_mutex_t* mutex, std::int64_t deadline) {
  Waiter waiter{cond};
  waiters().push_back(&waiter);
  pthread_mutex_unlock(mutex);
  const bool woken = turns::wait_until([&] { return waiter.woken; }, deadline);
  waiters().remove(&waiter);
  pthread_mutex_lock(mutex);
  return woken ? 0 : ETIMEDOUT;
}

void wake(pthread_cond_t* cond, bool all) {
  turns::touch_others();
  for (Waiter* waiter : waiters()) {
    if (waiter->cond != cond || waiter->woken) continue;
    waiter->woken = true;
    if (!all) return;
  }
}

std::int64_t us_of(const timespec& t) {
  return t.tv_sec * 1'000'000 + (t.tv_nsec + 999) / 1000;
}

}  // namespace

extern "C" {

int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*start)(void*), void* with) {
  if (!active()) return TURNS_REAL(pthread_create)(thread, attributes, start, with);
  const int slot = turns::new_slot();
  const int failed = TURNS_REAL(pthread_create)(thread, attributes, run, new Start{start, with, slot});
  if (failed == 0) slots()[*thread] = slot;
  return failed;
}
int pthread_join(pthread_t thread, void** result) {
  if (active())
    if (const auto at = slots().find(thread); at != slots().end()) {
      turns::wait_until([&] { return turns::is_vacant(at->second); }, turns::never);
      slots().erase(at);
    }
  return TURNS_REAL(pthread_join)(thread, result);
}

int pthread_cond_wait(pthread_cond_t* cond, pthread_mutex_t* mutex) {
  return active() ? wait_on(cond, mutex, turns::never) : TURNS_REAL(pthread_cond_wait)(cond, mutex);
}
int pthread_cond_timedwait(pthread_cond_t* cond, pthread_mutex_t* mutex, const timespec* until) {
  return active() ? wait_on(cond, mutex, us_of(*until))
                  : TURNS_REAL(pthread_cond_timedwait)(cond, mutex, until);
}
int pthread_cond_clockwait(pthread_cond_t* cond, pthread_mutex_t* mutex, clockid_t which,
                           const timespec* until) {
  return active() ? wait_on(cond, mutex, us_of(*until))
                  : TURNS_REAL(pthread_cond_clockwait)(cond, mutex, which, until);
}
int pthread_cond_signal(pthread_cond_t* cond) {
  return active() ? (wake(cond, false), 0) : TURNS_REAL(pthread_cond_signal)(cond);
}
int pthread_cond_broadcast(pthread_cond_t* cond) {
  return active() ? (wake(cond, true), 0) : TURNS_REAL(pthread_cond_broadcast)(cond);
}

}  // extern "C"
