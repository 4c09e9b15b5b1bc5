// Lateness: judges whether an item is older than the newest of its own stream.
#pragma once

#include <limits>
#include <vector>

#include "event/stream.h"

namespace tu::run {

class Lateness {
 public:
  // True: late. Otherwise e.ts is the stream's newest from now on.
  bool late(Event& e) {
    const std::size_t at = index_of(stream_of(e));
    if (at >= newest_.size()) [[unlikely]]
      newest_.resize(2 * at + 1, std::numeric_limits<TsUs>::min());
    if (e.ts < newest_[at]) return true;
    newest_[at] = e.ts;
    return false;
  }

 private:
  std::vector<TsUs> newest_;  // streams are small numbers
};

}  // namespace tu::run
