// Fees by tier of the account's own volume of the last 30 days.
#pragma once

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "simex/engine/types.h"

namespace tu::simex {

struct Tier {
  std::string name;
  Decimal from, maker, taker;  // volume in quote, inclusive; rates as fractions
};

class Volume {
 public:
  void add(TsUs at, Decimal value);
  Decimal last_30_days(TsUs now);
  Decimal all() const { return all_; }
  Decimal fees;  // paid in all

 private:
  std::deque<std::pair<TsUs, Decimal>> trades_;
  Decimal sum_, all_;
};

// Tiers rise; the last one whose `from` is reached.
const Tier& tier_of(const std::vector<Tier>& tiers, Decimal volume);

}  // namespace tu::simex
