// Repeats: candles that stand more than once in the data, because files overlap or a row was written twice. A
// bar of the same series, time and figures is no second bar: it would be counted twice in every volume and
// average.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "event/event.h"
#include "event/stream.h"

namespace tu::source {

class Repeats {
 public:
  // Whether this candle says again what the one before it in its series has said. In the order of time.
  bool again(Event& candle) {
    const std::size_t stream = index_of(stream_of(candle));
    if (stream >= last_.size()) [[unlikely]]
      last_.resize(2 * stream + 1);
    Bar& last = last_[stream];
    const Slot* slots = candle.slots;  // each candle has all of these
    if (candle.ts <= last.ts || slots[start.slot].integer > last.ts) [[unlikely]]
      return look_closer(candle, last);
    last = {candle.ts, figures_of(slots)};
    return false;
  }
  std::vector<std::string> said() const;  // what there is to tell at the end

 private:
  static constexpr Field start{Type::candle, "start"}, open{Type::candle, "open"}, high{Type::candle, "high"},
      low{Type::candle, "low"}, close{Type::candle, "close"}, volume{Type::candle, "volume"};
  using Figures = std::array<double, 5>;
  struct Bar {
    TsUs ts = -1;
    Figures figures;
  };
  static Figures figures_of(const Slot* s) {
    return {s[open.slot].real, s[high.slot].real, s[low.slot].real, s[close.slot].real, s[volume.slot].real};
  }
  bool look_closer(const Event& candle, Bar& last);
  struct Count {
    std::int64_t n = 0;
    std::string first;  // what and when
    void add(const Event& e);
  };
  std::vector<Bar> last_;  // by stream
  Count same_, other_, holes_;
  DurUs longest_ = 0;  // of the holes
};

}  // namespace tu::source
