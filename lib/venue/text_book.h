// TextBook: a book whose levels keep the very text of their numbers, which is what checksums are made of.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "venue/market_events.h"

namespace tu::venue {

class TextBook {
 public:
  struct Level {
    std::string price, size;
  };
  void clear() { bids_.clear(), asks_.clear(); }
  // A level as it came; size 0 removes. False: it is not usable.
  bool set(bool bid, std::string_view price, std::string_view size);
  // Venues that send only so many levels do not say which ones fell out: those are removed here, and handed
  // to `removed` as levels of size 0.
  void cut(std::size_t depth, BookLevels& removed);

  // The best levels in order; fewer than `most` when there are no more.
  template <class F>
  void best(bool bid, std::size_t most, F&& level) const {
    if (bid)
      each(bids_, most, level);
    else
      each(asks_, most, level);
  }
  std::size_t size(bool bid) const { return bid ? bids_.size() : asks_.size(); }

 private:
  template <class Side, class F>
  static void each(const Side& side, std::size_t most, F&& level) {
    for (auto it = side.begin(); it != side.end() && most > 0; ++it, --most) level(it->second);
  }
  std::map<double, Level, std::greater<>> bids_;
  std::map<double, Level> asks_;
};

// CRC-32 of the best 25 levels, bids and asks in turn, as "price:size" joined by colons; an ask's size stands
// behind `ask_sign`.
std::int32_t turned_checksum(const TextBook& book, std::string_view ask_sign);

}  // namespace tu::venue
