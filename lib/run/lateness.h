// Lateness: judges whether an item is older than the newest of its own stream, or a candle that came before.
#pragma once

#include <limits>
#include <vector>

#include "event/stream.h"

namespace tu::run {

class Lateness {
 public:
  // True: late, or there already. Otherwise e.ts is the stream's newest from now on.
  bool late(Event& e) {
    const std::size_t at = index_of(stream_of(e));
    if (at >= newest_.size()) [[unlikely]]
      newest_.resize(2 * at + 1, std::numeric_limits<TsUs>::min());
    if (e.ts <= newest_[at]) return e.ts < newest_[at] || is_whole_bar(e);
    newest_[at] = e.ts;
    return false;
  }
  // Of one that is late: it was there already.
  bool came_twice(Event& e) const { return e.ts == newest_[index_of(stream_of(e))]; }

 private:
  // Other events may share a time, and so may bars of so many trades: but of those the next one begins where
  // the one before ended.
  static bool is_whole_bar(const Event& e) {
    constexpr Field start{Type::candle, "start"};
    return e.type == Type::candle && e.integer(start) < e.ts;
  }

  std::vector<TsUs> newest_;  // streams are small numbers
};

}  // namespace tu::run
