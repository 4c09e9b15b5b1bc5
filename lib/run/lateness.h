// Lateness: judges whether an item is older than the newest of its own stream, or a candle that came before.
#pragma once

#include <limits>

#include "event/by_stream.h"

namespace tu::run {

class Lateness {
 public:
  // True: late, or there already. Otherwise e.ts is the stream's newest from now on.
  bool late(Event& e) {
    TsUs& newest = newest_[stream_of(e)];
    if (e.ts <= newest) return e.ts < newest || is_whole_bar(e);
    newest = e.ts;
    return false;
  }
  // Of one that is late: it was there already.
  bool came_twice(Event& e) { return e.ts == newest_[stream_of(e)]; }

 private:
  // Other events may share a time, and so may bars of so many trades: but of those the next one begins where
  // the one before ended.
  static bool is_whole_bar(const Event& e) {
    constexpr Field start{Type::candle, "start"};
    return e.type == Type::candle && e.integer(start) < e.ts;
  }

  ByStream<TsUs> newest_{std::numeric_limits<TsUs>::min()};
};

}  // namespace tu::run
