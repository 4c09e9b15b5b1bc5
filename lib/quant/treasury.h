// Splitting an amount by whole percentages without losing a cent: largest remainders.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace tu::quant {

// Checking, savings, growth, subsavings of the spot system.
inline constexpr int treasury_percent[] = {20, 25, 35, 20};

// Parts of `total` (>= 0, in the smallest unit) by `percent` (which add up to 100): the floor of each share,
// then one unit each to the largest remainders, ties to the earlier part. The parts add up to the total.
std::vector<std::int64_t> split_by_percent(std::int64_t total, std::span<const int> percent);

}  // namespace tu::quant
