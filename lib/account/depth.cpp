#include "account/depth.h"

#include "base/text.h"

namespace tu::account {
namespace {

// The text was checked by wire: pairs of numbers, nothing else.
template <class Side>
void apply_side(Side& side, std::string_view levels) {
  double pair[2] = {0, 0};
  int n = 0;
  for (std::size_t i = 0; i < levels.size();) {
    if (std::string_view("-0123456789").find(levels[i]) == std::string_view::npos) {
      ++i;
      continue;
    }
    std::size_t end = levels.find_first_of(",] \t", i);
    if (end == levels.npos) end = levels.size();
    pair[n++] = text::to_real(levels.substr(i, end - i)).value_or(0);
    i = end;
    if (n < 2) continue;
    n = 0;
    if (pair[1] > 0)
      side[pair[0]] = pair[1];
    else
      side.erase(pair[0]);
  }
}

}  // namespace

void Depth::apply(bool snapshot, std::string_view bid_levels, std::string_view ask_levels) {
  if (snapshot) {
    bids.clear();
    asks.clear();
    known = true;
  }
  apply_side(bids, bid_levels);
  apply_side(asks, ask_levels);
}

double Depth::size_at(bool bid, double price) const {
  if (bid) {
    auto it = bids.find(price);
    return it == bids.end() ? 0 : it->second;
  }
  auto it = asks.find(price);
  return it == asks.end() ? 0 : it->second;
}

}  // namespace tu::account
