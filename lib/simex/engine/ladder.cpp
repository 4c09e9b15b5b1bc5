#include "simex/engine/ladder.h"

namespace tu::simex {

const Level* Ladder::at(Decimal price) const {
  const auto found = levels_.find(key(price));
  return found == levels_.end() ? nullptr : &found->second;
}

Decimal Ladder::total(Decimal price) const {
  const Level* level = at(price);
  return level ? level->total : Decimal{};
}

void Ladder::add(OrderId order, Decimal price, Decimal qty) {
  Level& level = levels_[key(price)];
  level.price = price;
  level.total += qty;
  if (order == 0) level.outside += qty;
  if (order == 0 && !level.queue.empty() && level.queue.back().order == 0)
    level.queue.back().qty += qty;  // nobody stands between them
  else
    level.queue.push_back({order, qty});
}

void Ladder::drop_if_empty(Levels::iterator at) {
  if (at->second.queue.empty()) levels_.erase(at);
}

void Ladder::reduce(OrderId order, Decimal price, Decimal qty) {
  const auto found = levels_.find(key(price));
  if (found == levels_.end()) return;
  Level& level = found->second;
  for (std::size_t i = 0; i < level.queue.size(); ++i) {
    Entry& e = level.queue[i];
    if (e.order != order) continue;
    const Decimal less = min(qty, e.qty);
    e.qty -= less;
    level.total -= less;
    if (e.qty.is_zero()) level.queue.erase(level.queue.begin() + static_cast<std::ptrdiff_t>(i));
    break;
  }
  drop_if_empty(found);
}

void Ladder::take_front(Level& level, Decimal qty) {
  Entry& e = level.queue.front();
  const Decimal price = level.price;
  e.qty -= qty;
  level.total -= qty;
  if (e.order == 0) level.outside -= qty;
  if (e.qty.is_zero()) level.queue.erase(level.queue.begin());
  if (level.queue.empty()) levels_.erase(key(price));
}

void Ladder::set_outside(Decimal price, Decimal size) {
  auto found = levels_.find(key(price));
  const Decimal had = found == levels_.end() ? Decimal{} : found->second.outside;
  if (size > had) return add(0, price, size - had);
  if (size == had || found == levels_.end()) return;
  Level& level = found->second;
  Decimal less = had - size;
  level.total -= less;
  level.outside = size;
  for (std::size_t i = level.queue.size(); i-- > 0 && !less.is_zero();) {
    Entry& e = level.queue[i];
    if (e.order != 0) continue;
    const Decimal part = min(less, e.qty);
    e.qty -= part;
    less -= part;
    if (e.qty.is_zero()) level.queue.erase(level.queue.begin() + static_cast<std::ptrdiff_t>(i));
  }
  drop_if_empty(found);
}

Decimal Ladder::ahead_of(OrderId order, Decimal price) const {
  Decimal sum;
  if (const Level* level = at(price))
    for (const Entry& e : level->queue) {
      if (e.order == order) return sum;
      sum += e.qty;
    }
  return {};
}

}  // namespace tu::simex
