// The market around the clients' orders: liquidity that comes and goes, trades between others.
#include "simex/engine/exchange.h"

namespace tu::simex {

void Exchange::set_level(ProductId p, Side side, Decimal price, Decimal size) {
  Ladder& mine = markets_[p].side(side);
  const Level* level = mine.at(price);
  const Decimal had = level ? level->outside : Decimal{};
  if (size == had) return;
  // What is new may meet clients' orders of the other side: it trades with them first.
  Decimal left = size;
  if (size > had) left = had + sweep(p, opposite(side), price, size - had, true);
  mine.set_outside(price, left);
  tell_level(p, side, price);
  trigger_stops(p);
  look_after(p);
}

void Exchange::clear_outside(ProductId p) {
  for (const Side side : {Side::buy, Side::sell}) {
    Ladder& ladder = markets_[p].side(side);
    std::vector<Decimal> prices;
    for (const auto& [key, level] : ladder.levels())
      if (!level.outside.is_zero()) prices.push_back(level.price);
    for (const Decimal price : prices) {
      ladder.set_outside(price, {});
      tell_level(p, side, price);
    }
  }
}

void Exchange::print(ProductId p, Decimal price, Decimal qty, Side aggressor) {
  const Decimal left = sweep(p, opposite(aggressor), price, qty, false);
  if (left.sign() > 0) tell_print(p, price, left, aggressor);
  trigger_stops(p);
  look_after(p);
}

// The market takes from `passive` up to `limit`. Clients' orders are filled in their turn. The market's own
// liquidity at better prices is stale (nobody trades through it) and goes; at the limit itself it is used up,
// unless the market is `crossing` with new liquidity: then it is stale there too. Returns what did not reach
// a client.
Decimal Exchange::sweep(ProductId p, Side passive, Decimal limit, Decimal qty, bool crossing) {
  Ladder& ladder = markets_[p].side(passive);
  Decimal others;  // taken from the market's own
  while (Level* level = ladder.best()) {
    const Decimal price = level->price;
    if (!ladder.reached_by(price, limit)) break;
    const Entry front = level->queue.front();
    if (front.order == 0 && (crossing || price != limit)) {
      ladder.take_front(*level, front.qty);
      tell_level(p, passive, price);
      continue;
    }
    if (qty.sign() <= 0) break;
    const Decimal part = min(qty, front.qty);
    qty -= part;
    ladder.take_front(*level, part);
    tell_level(p, passive, price);
    if (front.order == 0) {
      others += part;
      continue;
    }
    const std::uint64_t id = ++trades_;
    tell_print(p, price, part, opposite(passive));
    book_fill(mutable_order(front.order), price, part, true, id);
  }
  return qty + others;
}

}  // namespace tu::simex
