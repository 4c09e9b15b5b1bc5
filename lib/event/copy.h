// Events that outlive their line: copies into another arena, and events made outside a stage.
#pragma once

#include "base/arena.h"
#include "event/event.h"

namespace tu {

enum class Text : unsigned char {
  copy,   // raw line and all text move into the arena
  share,  // they stay where they are and must outlive the copy
};
Event* copy_event(const Event& e, Arena& arena, Text text);

// The raw line of an event, and all text that lies in it, moves into the arena. Other text stays where it is.
void move_line(Event& e, Arena& arena);

// An event without fields; set() works, text given to it must live as long as the arena's content.
Event* make_event(Type type, TsUs ts, Arena& arena);

}  // namespace tu
