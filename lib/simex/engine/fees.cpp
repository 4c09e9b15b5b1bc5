#include "simex/engine/fees.h"

namespace tu::simex {

void Volume::add(TsUs at, Decimal value) {
  trades_.emplace_back(at, value);
  sum_ += value;
  all_ += value;
}

Decimal Volume::last_30_days(TsUs now) {
  while (!trades_.empty() && trades_.front().first <= now - 30 * us_per_day) {
    sum_ -= trades_.front().second;
    trades_.pop_front();
  }
  return sum_;
}

const Tier& tier_of(const std::vector<Tier>& tiers, Decimal volume) {
  const Tier* best = &tiers.front();
  for (const Tier& t : tiers)
    if (volume >= t.from) best = &t;
  return *best;
}

}  // namespace tu::simex
