// What the processes of a world share: a page of memory that says whose turn it is and what time it is. One
// thread of all of them runs at a time; the others wait until it would wait itself. Time passes when all
// wait. world.py has the same layout.
#pragma once

#include <cstdint>
#include <functional>

namespace turns {

constexpr int slots_max = 64;
constexpr std::int64_t never = INT64_MAX;

enum State : std::int32_t { vacant, expected, arriving, waiting, running, stopped };

// A thread. The first one of a process counts what its process does.
struct Slot {
  std::int32_t state;
  std::int32_t pid;
  std::uint32_t turn;       // a futex: 1 when it may run
  std::uint32_t kill_mask;  // the kinds of calls that count towards kill_at
  std::int64_t kill_at;     // before this one of them the process dies by SIGKILL; 0: never
  std::int64_t calls;
  std::int64_t
      tear_at;  // of what this receipt from a socket brings only half comes, and then its end; 0: never
  std::int64_t receipts;
  std::int64_t deadline;  // of what it waits for
  char name[24];          // of the program; threads besides the first have none
  // What it waits for besides: it has its turn again when something of this was touched.
  std::uint64_t pipes[4];  // their inodes
  std::int32_t others;     // sockets, threads, events
  std::int32_t touched;
};

struct World {
  std::int64_t now;          // microseconds since 1970
  std::int64_t director_at;  // when the director wants its turn
  std::uint64_t seed, draws;
  std::uint64_t trace;  // a hash over all that was done, in order
  std::int64_t steps;
  std::int64_t hasty;  // of 256 waits, those before which others have their turn although there is something
  std::int32_t order[slots_max];
  Slot slots[slots_max];
};

// Kinds of calls, for kill_mask and the trace.
enum Kind : std::uint32_t { to_pipe = 1, to_file = 2, to_socket = 4, from_socket = 8, wakes = 16 };

bool active();  // this process has its turns
std::int64_t now();
std::uint64_t draw();  // the next number of this process's own
// What may make a thread ready.
struct Interest {
  std::uint64_t pipes[4] = {};
  bool others = false;
  void add(int fd);
};
constexpr Interest any_other{{}, true};
// Gives the turn away until `ready` holds (true) or the time has come (false).
bool wait_until(const std::function<bool()>& ready, std::int64_t deadline,
                const Interest& interest = any_other);
// Something was done to this descriptor: whoever waits for it looks again.
void touch(int fd);
void touch_others();
void touch_all();
std::uint64_t pipe_of(int fd);  // its inode; 0 when it is none
// The thread is about to do something that others can notice; perhaps its process dies instead.
void about_to(Kind kind, std::uint64_t size);
bool torn();  // is this receipt the one to tear?
// Processes that this one starts and signals.
int arrivals_awaited();
void leave();          // the child of a fork, until it is another program
void call_director();  // gives the turn to it once: there is a new process
void stop_slots(std::int32_t pid, bool on);
void bury(std::int32_t pid);
// Threads.
int new_slot();
void begin_thread(int slot);
void end_thread();
bool is_vacant(int slot);

}  // namespace turns
