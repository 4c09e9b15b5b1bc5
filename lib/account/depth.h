// Depth: the displayed order book of one symbol, as book events built it.
#pragma once

#include <functional>
#include <map>
#include <string_view>

namespace tu::account {

struct Depth {
  std::map<double, double, std::greater<>> bids;  // price to size, best first
  std::map<double, double> asks;
  bool known = false;  // a snapshot was seen
  void apply(bool snapshot, std::string_view bid_levels,
             std::string_view ask_levels);  // [[price, size], ...]
  double size_at(bool bid, double price) const;
};

}  // namespace tu::account
