// A reviewer's say over a rule's proposal: it may shift the confidence a little, or veto.
#pragma once

#include <string_view>
#include <vector>

#include "quant/number.h"

namespace tu::quant {

struct Review {
  double base = absent;       // the rule's confidence
  double adjustment = 0.0;    // taken within 0.15 to either side
  bool veto = false;          // the reviewer's own
  double spread_bps = 0.0;    // above 60 is illiquid
  double move_24h_pct = 0.0;  // beyond 30 in a thin book is overextended
  bool thin_book = false;
};
struct Conviction {
  double conviction = 0.0;
  std::vector<std::string_view> vetoes;  // "fundamental", "illiquid", "overextended"
  bool approve = false;                  // no veto and a conviction of 0.6
};
Conviction review_conviction(const Review& review);

}  // namespace tu::quant
