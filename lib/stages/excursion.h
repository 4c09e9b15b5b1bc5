// Excursions: how far prices ran for and against each open position while it was held. Only what was
// certainly seen while holding counts: whole candles from the entry on, trades and quotes after it, and the
// prices of the fills. Of a quote the side counts at which the position would be left: a long's bid, a
// short's ask.
#pragma once

#include <algorithm>
#include <map>
#include <tuple>
#include <vector>

#include "account/account.h"
#include "event/event.h"

namespace tu::stages {

class Excursions {
 public:
  using Key = std::tuple<Atom, Atom, Atom>;  // strategy, venue, symbol
  struct Range {
    double low = 0, high = 0;
  };

  // A market event of the instant that is being gathered.
  void observe(const Event& e) {
    constexpr Field high{Type::candle, "high"}, low{Type::candle, "low"}, start{Type::candle, "start"};
    constexpr Field bid{Type::quote, "bid"}, ask{Type::quote, "ask"}, price{Type::trade, "price"};
    if (open_.empty()) return;
    if (e.type == Type::candle)
      seen_.push_back({e.venue, e.symbol, e.real(low), e.real(high), e.integer(start), false});
    if (e.type == Type::quote) seen_.push_back({e.venue, e.symbol, e.real(bid), e.real(ask), e.ts, true});
    if (e.type == Type::trade)
      seen_.push_back({e.venue, e.symbol, e.real(price), e.real(price), e.ts, false});
  }
  // The instant is over and these positions stand after it: those that stood before take what was seen, new
  // ones begin at their average price. `range` of what was closed is good until then.
  void end_instant(const std::vector<const account::Position*>& positions) {
    std::map<Key, Open> next;
    for (const account::Position* p : positions) {
      const Key key{p->strategy, p->venue, p->symbol};
      const double average = p->average().to_real();
      auto was = open_.find(key);
      const bool same =
          was != open_.end() && was->second.opened == p->opened && was->second.is_short == p->qty.negative();
      next[key] = same ? was->second : Open{{average, average}, p->opened, p->qty.negative()};
    }
    open_ = std::move(next);
    take_seen();
  }
  // The instant is over and no position changed.
  void take_seen() {
    for (const Seen& s : seen_)
      for (auto& [key, o] : open_)
        if (std::get<1>(key) == s.venue && std::get<2>(key) == s.symbol && s.since >= o.opened) {
          o.range.low = std::min(o.range.low, s.quoted && o.is_short ? s.high : s.low);
          o.range.high = std::max(o.range.high, s.quoted && !o.is_short ? s.low : s.high);
        }
    seen_.clear();
  }
  const Range* range(const Key& key) const {
    auto it = open_.find(key);
    return it == open_.end() ? nullptr : &it->second.range;
  }
  bool any() const { return !open_.empty(); }

 private:
  struct Open {
    Range range;
    TsUs opened;
    bool is_short;
  };
  struct Seen {
    Atom venue, symbol;
    double low, high;
    TsUs since;
    bool quoted;
  };
  std::map<Key, Open> open_;
  std::vector<Seen> seen_;
};

}  // namespace tu::stages
