// The frame of a stream: its first event and its last.
#pragma once

#include <optional>
#include <string>

#include "base/exit.h"
#include "event/event.h"
#include "source/source.h"

namespace tu::source {

Event* session_event(const SourceOptions& options, const std::string& id, const std::string& source, TsUs ts,
                     std::optional<TsUs> warm_until, Arena& arena);

struct Ending {
  std::int64_t events = 0;
  Exit status = Exit::ok;
  bool interrupted = false;
};
Event* end_event(const Ending& ending, const std::string& source, TsUs ts, Arena& arena);

}  // namespace tu::source
