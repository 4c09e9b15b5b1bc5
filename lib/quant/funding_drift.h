// Mean funding rate by time of day: one figure a UTC slot, NaN for a slot without settlements.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace tu::quant {

// `slot_hours` divides 24; else there are no slots. Missing rates are left out.
std::vector<double> funding_drift(std::span<const std::int64_t> ts_s, std::span<const double> rate,
                                  int slot_hours = 8);

}  // namespace tu::quant
