// EventSource: where the events of a run come from. feed prints them; backtest hands them to fused stages.
#pragma once

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
};

}  // namespace tu
