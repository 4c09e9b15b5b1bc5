// After the subscription a venue sends each book whole. One that does not come in time is asked for by a new
// connection.
#pragma once

#include <algorithm>

#include "base/time.h"
#include "venue/market_codec.h"

namespace tu::venue {

class SnapshotWait {
 public:
  static constexpr DurUs longest = 15 * us_per_s;

  void restart() { since_ = 0; }

  // `markets`: a map to what has `book_known`.
  template <class Markets>
  void tick(const Markets& markets, TsUs now, MarketSink& sink) {
    tick(std::any_of(markets.begin(), markets.end(), [](const auto& m) { return !m.second.book_known; }), now,
         sink);
  }
  void tick(bool waiting, TsUs now, MarketSink& sink) {
    if (!waiting) since_ = 0;
    if (waiting && since_ == 0) since_ = now;
    if (!waiting || now - since_ <= longest) return;
    since_ = 0;
    sink.reconnect("a book's snapshot did not come within " + duration_text(longest));
  }

 private:
  TsUs since_ = 0;  // 0: every book is known
};

}  // namespace tu::venue
