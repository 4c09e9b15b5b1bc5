// Preloaded into the programs of a world: turns and time. TURNS names the folder with the shared page.
#include "world.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

namespace turns {
namespace {

World* w = nullptr;
int director = -1;   // a fifo: one byte gives the director its turn
int first = -1;      // slot of the process
int steps_log = -1;  // TURNS_LOG=FILE: each step as a line, for the search for a difference
std::uint64_t drawn = 0;
thread_local int mine = -1;

std::uint64_t mixed(std::uint64_t x) {  // splitmix64
  x += 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

void give(int slot) {
  __atomic_store_n(&w->slots[slot].turn, 1, __ATOMIC_RELEASE);
  syscall(SYS_futex, &w->slots[slot].turn, FUTEX_WAKE, 1, nullptr, nullptr, 0);
}

void take_turn() {
  Slot& s = w->slots[mine];
  while (__atomic_load_n(&s.turn, __ATOMIC_ACQUIRE) == 0)
    syscall(SYS_futex, &s.turn, FUTEX_WAIT, 0, nullptr, nullptr, 0);
  s.turn = 0;
  s.state = running;
}

void wake_director() {
  const char byte = 'D';
  (void)!syscall(SYS_write, director, &byte, 1);
}

// The next one, in the order of this world, that may have something to do; when there is none, time passes.
void hand_over(int from) {
  int place = 0;
  while (w->order[place] != from) ++place;
  std::int64_t soonest = w->director_at;
  int who = -1;
  for (int i = 1; i <= slots_max; ++i) {
    const int at = w->order[(place + i) % slots_max];
    const Slot& s = w->slots[at];
    if (s.state != waiting) continue;
    if (s.touched != 0 || s.deadline <= w->now) return give(at);
    if (s.deadline >= soonest) continue;
    soonest = s.deadline;
    who = at;
  }
  if (soonest != never && soonest > w->now) w->now = soonest;
  if (who < 0) return wake_director();
  give(who);
}

bool hasty() {
  return static_cast<std::int64_t>(mixed(w->seed ^ ++w->draws) & 255) < w->hasty;
}

__attribute__((constructor)) void attach() {
  const char* folder = getenv("TURNS");
  if (!folder) return;
  const std::string at = folder;
  const int page = open((at + "/world").c_str(), O_RDWR | O_CLOEXEC);
  if (page < 0) return;
  void* memory = mmap(nullptr, sizeof(World), PROT_READ | PROT_WRITE, MAP_SHARED, page, 0);
  close(page);
  if (memory == MAP_FAILED) return;
  World* world = static_cast<World*>(memory);
  for (int i = 0; i < slots_max && first < 0; ++i) {
    Slot& s = world->slots[i];
    std::int32_t was = expected;
    if (s.state == expected && std::strcmp(s.name, program_invocation_short_name) == 0 &&
        __atomic_compare_exchange_n(&s.state, &was, arriving, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
      first = i;
  }
  if (first < 0) return;             // the shell, or a program that nobody waits for
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // no process outlives its world
  director = open((at + "/director").c_str(), O_RDWR | O_CLOEXEC);
  if (const char* log = getenv("TURNS_LOG"))
    steps_log = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  w = world;
  mine = first;
  Slot& s = w->slots[first];
  s.pid = static_cast<std::int32_t>(syscall(SYS_getpid));
  s.deadline = never;
  s.touched = 1;
  __atomic_store_n(&s.state, waiting, __ATOMIC_RELEASE);
  take_turn();
}

}  // namespace

bool active() {
  return w != nullptr && mine >= 0;
}
std::int64_t now() {
  return w->now;
}
std::uint64_t draw() {
  return mixed(w->seed ^ mixed(static_cast<std::uint64_t>(first) + 1) ^ ++drawn);
}

bool wait_until(const std::function<bool()>& ready, std::int64_t deadline, const Interest& interest) {
  Slot& s = w->slots[mine];
  for (bool look = !hasty();; look = true) {
    if (look) {
      const bool done = ready();
      if (done || deadline <= w->now) return done;
    }
    std::memcpy(s.pipes, interest.pipes, sizeof s.pipes);
    s.others = interest.others;
    s.touched = !look;
    s.deadline = deadline;
    s.state = waiting;
    hand_over(mine);
    take_turn();
  }
}

std::uint64_t pipe_of(int fd) {
  struct stat s {};
  return fstat(fd, &s) == 0 && S_ISFIFO(s.st_mode) ? s.st_ino : 0;
}
void Interest::add(int fd) {
  const std::uint64_t pipe = pipe_of(fd);
  others = others || pipe == 0;
  for (std::uint64_t& p : pipes) {
    if (p != 0 && p != pipe) continue;
    p = pipe;
    return;
  }
  others = true;
}
void touch(int fd) {
  const std::uint64_t pipe = pipe_of(fd);
  if (pipe == 0) return touch_others();
  for (Slot& s : w->slots)
    if (s.state == waiting)
      for (const std::uint64_t p : s.pipes) s.touched |= p == pipe;
}
void touch_others() {
  for (Slot& s : w->slots)
    if (s.state == waiting) s.touched |= s.others;
}
void touch_all() {
  for (Slot& s : w->slots) s.touched = 1;
}

void about_to(Kind kind, std::uint64_t size) {
  if (w->slots[mine].state != running) return;  // a signal handler, out of turn
  ++w->steps;
  w->trace = mixed(w->trace ^ mixed(static_cast<std::uint64_t>(w->now) ^
                                    mixed(static_cast<std::uint64_t>(mine) << 32 | kind) ^ size << 8));
  Slot& s = w->slots[first];
  if (steps_log >= 0)
    dprintf(steps_log, "%lld %s.%d %u %llu\n", static_cast<long long>(w->now), s.name, mine, kind,
            static_cast<unsigned long long>(size));
  if ((s.kill_mask & kind) == 0 || ++s.calls != s.kill_at) return;
  syscall(SYS_kill, s.pid, SIGKILL);
  for (;;) pause();
}

bool torn() {
  Slot& s = w->slots[first];
  return ++s.receipts == s.tear_at;
}

int arrivals_awaited() {
  int n = 0;
  for (const Slot& s : w->slots) n += s.state == expected || s.state == arriving;
  return n;
}
void leave() {
  w = nullptr;
}
void call_director() {
  w->slots[mine].touched = 1;
  w->slots[mine].state = waiting;
  wake_director();
  take_turn();
}
void stop_slots(std::int32_t pid, bool on) {
  for (Slot& s : w->slots)
    if (s.pid == pid && s.state == (on ? waiting : stopped)) s.state = on ? stopped : waiting, s.touched = 1;
}
void bury(std::int32_t pid) {
  for (Slot& s : w->slots)
    if (s.pid == pid && s.state >= waiting) s.state = vacant, s.turn = 0;
}

int new_slot() {
  for (int i = 0; i < slots_max; ++i)
    if (w->slots[i].state == vacant) {
      w->slots[i] = {};
      w->slots[i].pid = w->slots[first].pid;
      w->slots[i].deadline = never;
      w->slots[i].touched = 1;
      w->slots[i].state = waiting;
      return i;
    }
  abort();
}
void begin_thread(int slot) {
  mine = slot;
  take_turn();
}
void end_thread() {
  w->slots[mine].state = vacant;
  touch_others();
  const int was = mine;
  mine = -1;
  hand_over(was);
}
bool is_vacant(int slot) {
  return w->slots[slot].state == vacant;
}

}  // namespace turns
