// ByMarket<T>: one T for each (venue, symbol, timeframe) of candles. References stay good.
#pragma once

#include <deque>
#include <vector>

#include "event/stream.h"

namespace tu::stages {

template <class T>
class ByMarket {
 public:
  // The market of this candle; `make` builds a new one.
  template <class Make>
  T& get(Event& candle, const Make& make) {
    return get(stream_of(candle), make);
  }
  template <class Make>
  T& get(StreamId stream, const Make& make) {
    const std::size_t at = index_of(stream);
    if (at < by_stream_.size() && by_stream_[at]) [[likely]]
      return *by_stream_[at];
    return add(at, make);
  }

 private:
  template <class Make>
  [[gnu::noinline]] T& add(std::size_t at, const Make& make) {
    if (at >= by_stream_.size()) by_stream_.resize(2 * at + 1);
    by_stream_[at] = &all_.emplace_back(make());
    return *by_stream_[at];
  }

  std::deque<T> all_;
  std::vector<T*> by_stream_;  // streams are small numbers
};

}  // namespace tu::stages
