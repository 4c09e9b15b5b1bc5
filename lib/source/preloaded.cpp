#include "event/copy.h"
#include "source/source.h"

namespace tu::source {

Preloaded::Preloaded(Source& source) {
  Event* e = nullptr;
  while (source.next(e, memory_)) events_.push_back(e);
}

bool Preloaded::next(Event*& e, Arena& arena) {
  if (at_ == events_.size()) return false;
  e = copy_event(*events_[at_++], arena, Text::share);
  return true;
}

}  // namespace tu::source
