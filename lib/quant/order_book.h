// OrderBook: both sides of a book, and what is read off its best levels.
#pragma once

#include "quant/price_levels.h"

namespace tu::quant {

struct Top {
  Level bid, ask;
  double middle() const { return (bid.price + ask.price) / 2; }
  double spread_bps() const { return (ask.price - bid.price) / middle() * 1e4; }
};

struct OrderBook {
  PriceLevels bids{PriceLevels::Side::bids}, asks{PriceLevels::Side::asks};

  void clear() {
    bids.clear();
    asks.clear();
  }
  bool two_sided() const { return !bids.empty() && !asks.empty(); }
  // Crossed or locked: no market looks so; the book misses something.
  bool crossed() const { return two_sided() && bids.best().price >= asks.best().price; }
  bool usable() const { return two_sided() && bids.best().price < asks.best().price; }
  Top top() const { return {bids.best(), asks.best()}; }
};

// The summed size of the best `depth` levels, and the price of the last of them where there are as many.
struct DepthSum {
  double size = 0.0;
  double edge = absent;
};
inline DepthSum sum_of_best(const PriceLevels& side, int depth) {
  DepthSum sum;
  int left = depth;
  side.walk([&](Level l) {
    sum.size += l.size;
    if (--left > 0) return true;
    sum.edge = l.price;
    return false;
  });
  return sum;
}

// What is shown at prices no farther than `share` of the middle away from it, in quote.
inline double notional_within(const PriceLevels& side, double middle, double share) {
  double sum = 0.0;
  side.walk([&](Level l) {
    if (std::fabs(l.price - middle) > share * middle) return false;
    sum += l.price * l.size;
    return true;
  });
  return sum;
}

// The imbalance of the best levels, added up again only when one of them was touched.
class DepthImbalance {
 public:
  explicit DepthImbalance(int depth) : depth_(depth) {}
  double of(OrderBook& book) {
    refresh(book.bids, bids_);
    refresh(book.asks, asks_);
    return size_imbalance(bids_.size, asks_.size);
  }

 private:
  void refresh(PriceLevels& side, DepthSum& sum) const {
    if (known(sum.edge) && !side.touched(sum.edge)) return;
    sum = sum_of_best(side, depth_);
    side.forget_touched();
  }
  int depth_;
  DepthSum bids_, asks_;
};

}  // namespace tu::quant
