// EventSource: where the events of a run come from. feed prints them; backtest hands them to fused stages.
#pragma once

#include <vector>

#include "base/arena.h"
#include "event/event.h"

namespace tu {

class EventSource {
 public:
  virtual ~EventSource() = default;
  // The next event, in order: `session` first, `end` last; false after that. The event, its text and its raw
  // line live in `arena`, so until its next reset: a runner resets it between instants, a printer after each
  // call.
  virtual bool next(Event*& e, Arena& arena) = 0;
  // Up to `most` of them, as next() for each; false at the end. A source that has many can hand them out with
  // less work.
  virtual bool next_all(std::vector<Event*>& to, std::size_t most, Arena& arena) {
    Event* e = nullptr;
    for (; most > 0; --most) {
      if (!next(e, arena)) return false;
      to.push_back(e);
    }
    return true;
  }
};

}  // namespace tu
