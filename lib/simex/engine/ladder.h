// One side of a book: prices, and at each price a queue of orders in the order in which they came. The
// market's own liquidity stands in the same queues as entries without an order, so a client's order has its
// true place: behind what was there, before what came later.
#pragma once

#include <map>
#include <vector>

#include "simex/engine/types.h"

namespace tu::simex {

struct Entry {
  OrderId order;  // 0: the market
  Decimal qty;
};

struct Level {
  Decimal price, total, outside;  // all of it; the market's part
  std::vector<Entry> queue;
};

class Ladder {
 public:
  explicit Ladder(Side side) : side_(side) {}
  // Best first, for bids and asks alike: bids are kept under their negated price.
  using Levels = std::map<Decimal, Level>;

  Side side() const { return side_; }
  const Levels& levels() const { return levels_; }
  bool empty() const { return levels_.empty(); }
  Level* best() { return levels_.empty() ? nullptr : &levels_.begin()->second; }
  const Level* best() const { return levels_.empty() ? nullptr : &levels_.begin()->second; }
  const Level* at(Decimal price) const;
  Decimal total(Decimal price) const;

  // Would an order of the other side with this limit trade with `price` of this side?
  bool reached_by(Decimal price, Decimal limit) const {
    return side_ == Side::buy ? price >= limit : price <= limit;
  }

  void add(OrderId order, Decimal price, Decimal qty);     // at the end of its queue
  void reduce(OrderId order, Decimal price, Decimal qty);  // by qty; gone at zero
  void take_front(Level& level, Decimal qty);              // the first entry loses qty
  // The market's liquidity at a price is `size` from now on. More joins the end of the queue. Less was
  // cancelled: from the end first, which never moves a client's order forward without need.
  void set_outside(Decimal price, Decimal size);
  // How much stands before the order.
  Decimal ahead_of(OrderId order, Decimal price) const;

 private:
  Decimal key(Decimal price) const { return side_ == Side::buy ? -price : price; }
  void drop_if_empty(Levels::iterator at);
  Side side_;
  Levels levels_;
};

}  // namespace tu::simex
