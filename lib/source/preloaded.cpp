#include "event/copy.h"
#include "source/source.h"

namespace tu::source {

Preloaded::Preloaded(EventSource& source) {
  Event* e = nullptr;
  while (source.next(e, memory_)) events_.push_back(e);
}

bool Preloaded::next(Event*& e, Arena& arena) {
  if (at_ == events_.size()) return false;
  // They lie far apart and are read once a run. Behind an event lie its fields.
  constexpr std::size_t ahead = 8, bytes = sizeof(Event) + 128;
  if (at_ + ahead < events_.size())
    for (std::size_t i = 0; i < bytes; i += 64)
      __builtin_prefetch(reinterpret_cast<const char*>(events_[at_ + ahead]) + i);
  e = copy_event(*events_[at_++], arena, Text::share);
  return true;
}

}  // namespace tu::source
