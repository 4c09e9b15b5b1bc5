// Questions about what a strategy holds and has done in one market.
#pragma once

#include <algorithm>
#include <set>
#include <string_view>

#include "account/account.h"

namespace tu::stages {

// The open order that closes the position, null when there is none; the newest, where one replaces another.
inline const account::OrderState* exit_order(const account::Account& a, Atom strategy, Atom venue,
                                             Atom symbol) {
  const account::OrderState* newest = nullptr;
  for (const account::OrderState* o : a.ordered_orders())
    if (o->strategy == strategy && o->venue == venue && o->symbol == symbol && o->reduces()) newest = o;
  return newest;
}

// In how many markets the strategy holds something or has an open order.
inline int busy_markets(const account::Account& a, Atom strategy) {
  std::set<std::pair<Atom, Atom>> busy;
  for (const account::Position* p : a.ordered_positions())
    if (p->strategy == strategy) busy.insert({p->venue, p->symbol});
  for (const account::OrderState* o : a.ordered_orders())
    if (o->strategy == strategy) busy.insert({o->venue, o->symbol});
  return static_cast<int>(busy.size());
}

// How many orders the position was built with.
inline int entries(const account::Position& p) {
  std::set<std::string_view> orders;
  for (const account::Lot& lot : p.lots) orders.insert(lot.order);
  return static_cast<int>(orders.size());
}

inline TsUs last_refusal(const account::Account& a, Atom strategy, Atom symbol) {
  const account::StrategyState* s = a.strategy(strategy);
  if (!s) return -1;
  const auto it = s->last_refusal_of.find(symbol);
  return it == s->last_refusal_of.end() ? -1 : it->second;
}

// The last exit or refusal; -1 when there was none.
inline TsUs last_end(const account::Account& a, Atom strategy, Atom symbol) {
  const account::StrategyState* s = a.strategy(strategy);
  if (!s) return -1;
  const auto it = s->last_exit_of.find(symbol);
  return std::max(it == s->last_exit_of.end() ? -1 : it->second, last_refusal(a, strategy, symbol));
}

}  // namespace tu::stages
