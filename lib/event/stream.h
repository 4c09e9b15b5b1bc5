// Streams of a line of events: what shares venue, symbol, type, and its tf, name or source is one, with its
// own order and its own state. They are numbered in order of first use, so the numbers must never decide an
// order or reach an output. Threads: any.
#pragma once

#include <cstdint>

#include "event/event.h"

namespace tu {

// The stream of an event, and of what would be one: `part` is its tf, name or source, or "".
StreamId find_stream(const Event& e);
StreamId find_stream(Type type, Atom venue, Atom symbol, std::string_view part);
// Whether the streams of a type are told apart by a text of theirs, too.
bool streams_by_text(Type type);

inline StreamId stream_of(const Event& e) {
  return e.stream != StreamId::none ? e.stream : find_stream(e);
}
inline StreamId stream_of(Event& e) {  // looked up once
  if (e.stream == StreamId::none) e.stream = find_stream(e);
  return e.stream;
}
constexpr std::uint32_t index_of(StreamId s) {
  return static_cast<std::uint32_t>(s);
}

}  // namespace tu
