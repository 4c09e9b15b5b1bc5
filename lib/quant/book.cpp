#include "quant/book.h"

#include <algorithm>

namespace tu::quant {
namespace {

double size_of_best(const std::vector<Level>& side, int depth) {
  double sum = 0.0;
  for (std::size_t i = 0; i < side.size() && static_cast<int>(i) < depth; ++i) sum += side[i].size;
  return sum;
}

}  // namespace

std::vector<Level> clean_levels(std::span<const Level> levels, bool bids) {
  std::vector<Level> side;
  for (const Level& l : levels) {
    if (known_positive(l.price) && known_positive(l.size)) side.push_back(l);
  }
  std::stable_sort(side.begin(), side.end(), [&](const Level& a, const Level& b) {
    return bids ? a.price > b.price : a.price < b.price;
  });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < side.size(); ++i) {
    if (kept > 0 && side[kept - 1].price == side[i].price) {
      side[kept - 1].size += side[i].size;
    } else {
      side[kept++] = side[i];
    }
  }
  side.resize(kept);
  return side;
}

double book_imbalance(std::span<const Level> bids, std::span<const Level> asks, int depth) {
  const std::vector<Level> b = clean_levels(bids, true), a = clean_levels(asks, false);
  if (b.empty() || a.empty() || b.front().price >= a.front().price || depth < 1) return absent;
  return size_imbalance(size_of_best(b, depth), size_of_best(a, depth));
}

}  // namespace tu::quant
