// BookState: the levels of one order book, kept from snapshots and changes, and the imbalance of its best
// levels.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>

#include "event/event.h"

namespace tu::stages {

class BookState {
 public:
  void apply(const Event& book);
  TsUs ts() const { return ts_; }  // of the newest change; 0 before the first snapshot
  // (B - A) / (B + A) with the summed sizes of the best `depth` levels a side; nothing when a side is empty
  // or the book is crossed.
  std::optional<double> imbalance(std::size_t depth) const;

 private:
  std::map<double, double, std::greater<>> bids_;
  std::map<double, double> asks_;
  TsUs ts_ = 0;
};

}  // namespace tu::stages
