#include "quant/funding_drift.h"

#include <algorithm>

#include "quant/number.h"

namespace tu::quant {

std::vector<double> funding_drift(std::span<const std::int64_t> ts_s, std::span<const double> rate,
                                  int slot_hours) {
  if (slot_hours <= 0 || 24 % slot_hours != 0) return {};
  const auto slots = static_cast<std::size_t>(24 / slot_hours);
  std::vector<double> sums(slots, 0.0), counts(slots, 0.0);
  for (std::size_t i = 0; i < std::min(ts_s.size(), rate.size()); ++i) {
    if (!known(rate[i])) continue;
    const std::int64_t second = (ts_s[i] % 86400 + 86400) % 86400;
    const auto slot = static_cast<std::size_t>(second / (slot_hours * 3600));
    sums[slot] += rate[i];
    counts[slot] += 1.0;
  }
  for (std::size_t s = 0; s < slots; ++s) sums[s] = counts[s] > 0.0 ? sums[s] / counts[s] : absent;
  return sums;
}

}  // namespace tu::quant
