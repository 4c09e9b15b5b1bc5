// ByMarket<T>: one T for each (venue, symbol, timeframe) of candles. References stay good.
#pragma once

#include <deque>

#include "event/by_stream.h"

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
    T*& market = by_stream_[stream];
    if (!market) [[unlikely]]
      add(market, make);
    return *market;
  }

 private:
  template <class Make>
  [[gnu::noinline]] void add(T*& market, const Make& make) {
    market = &all_.emplace_back(make());
  }

  std::deque<T> all_;
  ByStream<T*> by_stream_;
};

}  // namespace tu::stages
