// SortedWindow: the last n values in their order of size, for quantiles of what lies in the past.
//
// A value costs a search and a move of at most n doubles. Values that are not finite are not taken.
#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>
#include <vector>

#include "quant/number.h"
#include "quant/stats.h"

namespace tu::quant {

class SortedWindow {
 public:
  explicit SortedWindow(std::size_t n) : size_(n < 1 ? 1 : n) {}

  void add(double x) {
    if (!known(x)) return;
    if (by_time_.size() == size_) {
      sorted_.erase(std::lower_bound(sorted_.begin(), sorted_.end(), by_time_.front()));
      by_time_.pop_front();
    }
    by_time_.push_back(x);
    sorted_.insert(std::upper_bound(sorted_.begin(), sorted_.end(), x), x);
  }
  std::size_t count() const { return sorted_.size(); }
  // Type 7, as in stats.h; NaN while empty.
  double quantile(double q) const { return quantile_sorted(sorted_, q); }

 private:
  std::size_t size_;
  std::deque<double> by_time_;
  std::vector<double> sorted_;
};

}  // namespace tu::quant
