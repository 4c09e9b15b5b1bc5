// Clocks and waits: the world's time, and the turn is given away while a thread waits.
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>

#include "calls.h"
#include "world.h"

using turns::active;

namespace {

constexpr std::int64_t per_s = 1'000'000, per_ms = 1000;

std::int64_t after(std::int64_t us) {
  return us < 0 ? turns::never : turns::now() + us;
}
std::int64_t us_of(const timespec& t) {
  return t.tv_sec * per_s + (t.tv_nsec + 999) / 1000;
}

template <class Ready>
int wait_for(Ready&& ready, std::int64_t deadline, const turns::Interest& interest) {
  int n = 0;
  turns::wait_until([&] { return (n = ready()) != 0; }, deadline, interest);
  turns::about_to(turns::wakes, static_cast<std::uint64_t>(n));
  return n;
}

int sleep_until(std::int64_t deadline) {
  turns::wait_until([] { return false; }, deadline, turns::Interest());
  return 0;
}

turns::Interest interest_in(const pollfd* fds, nfds_t n) {
  turns::Interest i;
  for (nfds_t k = 0; k < n; ++k)
    if (fds[k].fd >= 0) i.add(fds[k].fd);
  return i;
}

turns::Interest in_epoll = turns::any_other;  // with the pipes that were ever added to one

}  // namespace

extern "C" {

int clock_gettime(clockid_t which, timespec* t) {
  const bool cpu = which == CLOCK_PROCESS_CPUTIME_ID || which == CLOCK_THREAD_CPUTIME_ID;
  if (!active() || cpu) return TURNS_REAL(clock_gettime)(which, t);
  *t = {turns::now() / per_s, turns::now() % per_s * 1000};
  return 0;
}
int gettimeofday(timeval* t, void* zone) {
  if (!active()) return TURNS_REAL(gettimeofday)(t, zone);
  *t = {turns::now() / per_s, turns::now() % per_s};
  return 0;
}
time_t time(time_t* to) {
  if (!active()) return TURNS_REAL(time)(to);
  const time_t t = turns::now() / per_s;
  if (to) *to = t;
  return t;
}

int nanosleep(const timespec* t, timespec* left) {
  return active() ? sleep_until(after(us_of(*t))) : TURNS_REAL(nanosleep)(t, left);
}
int clock_nanosleep(clockid_t which, int flags, const timespec* t, timespec* left) {
  if (!active()) return TURNS_REAL(clock_nanosleep)(which, flags, t, left);
  return sleep_until((flags & TIMER_ABSTIME) != 0 ? us_of(*t) : after(us_of(*t)));
}
int usleep(useconds_t us) {
  return active() ? sleep_until(after(us)) : TURNS_REAL(usleep)(us);
}

// Asio does without it then, and says to epoll_wait how long.
int timerfd_create(int which, int flags) {
  if (!active()) return TURNS_REAL(timerfd_create)(which, flags);
  errno = ENOSYS;
  return -1;
}

int poll(pollfd* fds, nfds_t n, int ms) {
  if (!active() || ms == 0) return TURNS_REAL(poll)(fds, n, ms);
  return wait_for([&] { return TURNS_REAL(poll)(fds, n, 0); }, after(ms < 0 ? -1 : ms * per_ms),
                  interest_in(fds, n));
}
int ppoll(pollfd* fds, nfds_t n, const timespec* t, const sigset_t* mask) {
  if (!active() || (t && us_of(*t) == 0)) return TURNS_REAL(ppoll)(fds, n, t, mask);
  const timespec none{0, 0};
  return wait_for([&] { return TURNS_REAL(ppoll)(fds, n, &none, mask); }, after(t ? us_of(*t) : -1),
                  interest_in(fds, n));
}
int epoll_ctl(int fd, int what, int of, epoll_event* event) {
  if (active() && what == EPOLL_CTL_ADD && turns::pipe_of(of) != 0) in_epoll.add(of);
  return TURNS_REAL(epoll_ctl)(fd, what, of, event);
}
int epoll_wait(int fd, epoll_event* events, int most, int ms) {
  if (!active() || ms == 0) return TURNS_REAL(epoll_wait)(fd, events, most, ms);
  return wait_for([&] { return TURNS_REAL(epoll_wait)(fd, events, most, 0); },
                  after(ms < 0 ? -1 : ms * per_ms), in_epoll);
}

}  // extern "C"
