// Loop: the one thread on which sockets, timers and answers of a live tool are heard. Everything in net and
// live that takes a Loop calls back on it, never from inside the call that asked.
#pragma once

#include <functional>
#include <memory>

#include "base/time.h"

namespace tu::net {

class Loop {
 public:
  Loop();
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  void run();   // until stop()
  void stop();  // run() returns after what runs now
  // The only call that other threads may make: `what` runs on the loop, behind what is queued already.
  void post(std::function<void()> what);
  // SIGINT and SIGTERM, unless the process was started with them ignored, call `what` once; a second one
  // kills, as without this. SIGPIPE is ignored from here on.
  void on_stop_signal(std::function<void()> what);

  struct Impl;
  Impl& impl() { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

// Calls once, after a time; a new after() replaces what was asked before. Nothing is called after its end.
class Timer {
 public:
  explicit Timer(Loop& loop);
  ~Timer();
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  void after(DurUs delay, std::function<void()> what);
  void cancel();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

// Waits for a descriptor that somebody else owns (stdout, a pipe). A regular file is always ready.
class Watch {
 public:
  Watch(Loop& loop, int fd);
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;
  void readable(std::function<void()> what);  // once
  void writable(std::function<void()> what);  // once; also when the reader has left
  void cancel();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

TsUs wall_us();        // microseconds since 1970, for receipt times
DurUs monotonic_us();  // for durations: never set back

}  // namespace tu::net
