// ByMarket<T>: one T for each (venue, symbol, timeframe), found without hashing or comparing long keys.
// References stay good until the next new market.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "event/event.h"

namespace tu::stages {

template <class T>
class ByMarket {
 public:
  // The market of this candle; `make` builds a new one.
  template <class Make>
  T& get(const Event& e, std::string_view tf, Make make) {
    const std::size_t at = index_of(e.symbol);
    if (at >= by_symbol_.size()) by_symbol_.resize(at + 1);
    for (Entry& entry : by_symbol_[at]) {
      if (entry.venue == e.venue && entry.tf == tf) return entry.value;
    }
    by_symbol_[at].push_back({e.venue, std::string(tf), make()});
    return by_symbol_[at].back().value;
  }

 private:
  struct Entry {
    Atom venue;
    std::string tf;
    T value;
  };
  std::vector<std::vector<Entry>> by_symbol_;  // atoms are small numbers
};

}  // namespace tu::stages
