#include "quant/treasury.h"

#include <algorithm>
#include <numeric>

namespace tu::quant {

std::vector<std::int64_t> split_by_percent(std::int64_t total, std::span<const int> percent) {
  std::vector<std::int64_t> parts, remainders;
  for (const int p : percent) {
    // Hundreds and rest apart: no overflow for any total.
    const std::int64_t rest = total % 100 * p;
    parts.push_back(total / 100 * p + rest / 100);
    remainders.push_back(rest % 100);
  }
  std::vector<std::size_t> order(parts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return remainders[a] > remainders[b]; });
  std::int64_t left = total - std::accumulate(parts.begin(), parts.end(), std::int64_t{0});
  for (std::size_t i = 0; i < order.size() && left > 0; ++i, --left) ++parts[order[i]];
  return parts;
}

}  // namespace tu::quant
