#include "quant/venue_scan.h"

#include <algorithm>
#include <array>
#include <vector>

namespace tu::quant {

VenueScan scan_venues(std::span<const double> prices) {
  if (prices.size() == 5) return scan_of_five(prices.data());
  VenueScan s;
  if (prices.empty()) return s;
  const auto lowest = std::min_element(prices.begin(), prices.end());
  const auto highest = std::max_element(prices.begin(), prices.end());  // the first of equal ones
  s.low = *lowest, s.lowest = static_cast<int>(lowest - prices.begin());
  s.high = *highest, s.highest = static_cast<int>(highest - prices.begin());
  std::array<double, 32> few;
  std::vector<double> many;
  double* sorted = few.data();
  if (prices.size() > few.size()) {
    many.resize(prices.size());
    sorted = many.data();
  }
  std::copy(prices.begin(), prices.end(), sorted);
  const std::size_t n = prices.size(), h = n / 2;
  std::nth_element(sorted, sorted + h, sorted + n);
  s.median = n % 2 ? sorted[h] : (*std::max_element(sorted, sorted + h) + sorted[h]) / 2;
  return s;
}

}  // namespace tu::quant
