#include "source/frame.h"

#include "event/copy.h"

namespace tu::source {
namespace {

std::string_view reason_of(const Ending& ending) {
  switch (ending.status) {
    case Exit::io:
      return "reading failed";
    case Exit::bad_data:
      return "unusable input";
    case Exit::no:
      return "no event of what was asked for";
    default:
      return ending.interrupted ? "interrupted" : "";
  }
}

}  // namespace

Event* session_event(const SourceOptions& options, const std::string& id, const std::string& source, TsUs ts,
                     std::optional<TsUs> warm_until, Arena& arena) {
  constexpr Field id_{Type::session, "id"}, mode{Type::session, "mode"}, source_{Type::session, "source"};
  constexpr Field pace{Type::session, "pace"}, warm{Type::session, "warm_until"};
  constexpr Field lockstep{Type::session, "lockstep"};
  Event* e = make_event(Type::session, ts, arena);
  e->set_text(id_, arena.copy(id));
  e->set_text(mode, arena.copy(options.mode));
  e->set_text(source_, arena.copy(source));
  e->set_text(pace, arena.copy(options.pace));
  if (warm_until) e->set_integer(warm, *warm_until);
  if (options.lockstep) e->set_flag(lockstep, true);
  return e;
}

Event* end_event(const Ending& ending, const std::string& source, TsUs ts, Arena& arena) {
  constexpr Field source_{Type::end, "source"}, events{Type::end, "events"}, status{Type::end, "status"};
  constexpr Field reason{Type::end, "reason"};
  Event* e = make_event(Type::end, ts, arena);
  e->set_text(source_, arena.copy(source));
  e->set_integer(events, ending.events);
  e->set_integer(status, static_cast<int>(ending.status));
  if (const std::string_view why = reason_of(ending); !why.empty()) e->set_text(reason, why);
  return e;
}

}  // namespace tu::source
