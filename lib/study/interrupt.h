// The first SIGINT or SIGTERM ends a backtest in order: its events end, and what it has made is taken back.
// The second kills.
#pragma once

#include "base/exit.h"
#include "event/source.h"

namespace tu::study {

constexpr Exit exit_interrupted = static_cast<Exit>(130);  // 128 + SIGINT, as a shell tells it

enum class Heed { once, always };  // always: the parent is asked first, and passes it on
void heed_interrupts(Heed heed);
bool interrupted();
// Sleeps until `fd` can be read; false once a signal has come.
bool wait_to_read(int fd);

// Ends where a signal has come.
class Interruptible final : public EventSource {
 public:
  explicit Interruptible(EventSource& inner) : inner_(inner) {}
  bool next(Event*& e, Arena& arena) override { return !interrupted() && inner_.next(e, arena); }
  bool next_all(std::vector<Event*>& to, std::size_t most, Arena& arena) override {
    return !interrupted() && inner_.next_all(to, most, arena);
  }

 private:
  EventSource& inner_;
};

}  // namespace tu::study
