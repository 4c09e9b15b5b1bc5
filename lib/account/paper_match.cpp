// Orders against one market event: first what happens at its beginning, then stops, then targets.
#include <algorithm>

#include "account/paper_state.h"

namespace tu::account {
namespace {

const Decimal participation = Decimal::from_integer(1) / Decimal::from_integer(10);

bool is_limit(const OrderState& o) {
  return o.kind == "limit" || o.kind == "stop_limit";
}
bool is_stop(const OrderState& o) {
  return o.kind == "stop" || o.kind == "stop_limit";
}
Decimal slippage_of(const Venue* v, const OrderState& o) {
  return v ? (o.kind == "stop" ? v->stop_slippage : v->slippage) : Decimal{};
}

}  // namespace

void Matching::run(TsUs now) {
  for (const Tick& t : p_.ticks_) {
    due(&t, t.from);
    tick(t);
  }
  due(nullptr, now);
  for (const auto& w : p_.working_) {
    if (w->done || w->announced || w->live > now || w->since >= now) continue;
    w->announced = true;
    w->o.phase = OrderPhase::open;
    PaperReport r;
    r.order = w->o;
    out_.push_back(std::move(r));
  }
}

// Cancels and expiries up to `time`. In a candle nobody knows when its prices were: an order that is
// cancelled before the candle closes does not match in it.
void Matching::due(const Tick* t, TsUs time) {
  for (const auto& w : p_.working_) {
    if (w->done || (t && (w->o.venue != t->feed->venue || w->o.symbol != t->feed->symbol))) continue;
    bool candle = t && t->kind == Tick::Kind::candle;
    if (w->cancel_at > 0 && (candle ? w->cancel_at < t->ts : w->cancel_at <= time))
      end(*w, OrderPhase::cancelled, w->cancel_reason);
    else if (w->o.expires > 0 && w->o.expires <= time)
      end(*w, OrderPhase::expired, "expired");
  }
}

bool Matching::eligible(const Working& w, const Tick& t) const {
  if (w.done || t.ts <= w.since) return false;
  return t.kind == Tick::Kind::candle ? t.from >= w.live : t.ts > w.live;
}

std::vector<Paper::Working*> Matching::orders_of(const Tick& t) {
  std::vector<Working*> list;
  for (const auto& w : p_.working_)
    if (w->o.venue == t.feed->venue && w->o.symbol == t.feed->symbol && eligible(*w, t)) {
      // A stop takes the place of another when the venue has it, not when it is triggered.
      if (is_stop(w->o) && !w->o.replaces.empty() && !ready(*w)) continue;
      list.push_back(w.get());
    }
  return list;
}

void Matching::tick(const Tick& t) {
  bool late_candle = t.kind == Tick::Kind::candle && (t.bar > t.feed->bar || t.feed->last_tick > t.from);
  if (late_candle) return;
  liquidate(t);
  switch (t.kind) {
    case Tick::Kind::candle:
      return candle(t);
    case Tick::Kind::quote:
      return quote(t);
    case Tick::Kind::trade:
      return trade(t);
    case Tick::Kind::book:
      return book(t);
    case Tick::Kind::mark:
      return;
  }
}

bool Matching::takes_profit_of_entry(const Working& w, const Tick& t) const {
  auto it = entered_.find({w.o.strategy, w.o.venue, w.o.symbol});
  if (it == entered_.end() || it->second != t.ts) return false;
  const Decimal held = p_.held(w.o);
  return !held.is_zero() && held.negative() == w.o.buy;
}

void Matching::candle(const Tick& t) {
  const Venue* v = p_.venues_.venue(t.feed->venue);
  Decimal size = money(t.volume) * participation, open = money(t.open), spread = t.feed->spread.at(t.ts, v);
  Decimal slip = v ? v->slippage : Decimal{}, stop_slip = v ? v->stop_slippage : Decimal{};
  std::vector<Working*> orders = orders_of(t);
  for (Working* w : orders) {  // at the open
    bool stopped = w->o.kind == "stop" && w->triggered;
    bool limit = is_limit(w->o) && !w->arrived && (w->o.kind == "limit" || w->triggered);
    if (w->done || (w->o.kind != "market" && !stopped && !limit) || !ready(*w)) continue;
    Level level{worsened(*w, open, spread + (stopped ? stop_slip : slip)), {}, open};
    if (limit)
      arrive(*w, open, level, size, candle_model, t.ts);
    else
      take_one(*w, level, size, candle_model, t.ts);
  }
  for (Working* w : orders) {
    if (w->done || !is_stop(w->o) || w->triggered || !touched(*w, w->o.buy ? t.high : t.low) || !ready(*w))
      continue;
    if (w->o.expires > 0 && w->o.expires < t.ts) continue;
    w->triggered = true;
    if (w->o.kind == "stop_limit")
      continue;  // where in the candle it came to rest is not known: from the next one on
    Decimal reference = w->o.buy ? max(w->o.stop, open) : min(w->o.stop, open);
    take_one(*w, {worsened(*w, reference, spread + stop_slip), {}, reference}, size, candle_model, t.ts);
  }
  for (Working* w : orders) {
    if (w->done || !is_limit(w->o) || !w->arrived || !through(*w, w->o.buy ? t.low : t.high)) continue;
    if (w->o.expires > 0 && w->o.expires < t.ts) continue;
    if (takes_profit_of_entry(*w, t) || !ready(*w)) continue;
    rest(*w, size, candle_model, t.ts);
  }
}

void Matching::trigger(Working& w, const Tick& t) {
  if (!is_stop(w.o) || w.triggered) return;
  bool seen = t.kind == Tick::Kind::trade ? touched(w, t.open) : touched(w, w.o.buy ? t.ask : t.bid);
  if (seen) w.triggered = true;
}

Matching::Turn Matching::turn(Working& w, const Tick& t) {
  const bool fresh = !w.triggered;
  trigger(w, t);
  return {fresh, w.o.kind == "market" || (w.o.kind == "stop" && w.triggered),
          is_limit(w.o) && (w.o.kind == "limit" || !fresh)};
}

void Matching::quote(const Tick& t) {
  Feed& f = *t.feed;
  if (f.book.synced()) return;  // the book says more
  const Venue* v = p_.venues_.venue(f.venue);
  if (t.ask != f.taken_ask_price) f.taken_ask_price = t.ask, f.taken_ask = 0;
  if (t.bid != f.taken_bid_price) f.taken_bid_price = t.bid, f.taken_bid = 0;
  Decimal asks = money(std::max(0.0, t.ask_size - f.taken_ask)),
          bids = money(std::max(0.0, t.bid_size - f.taken_bid));
  Decimal asks_before = asks, bids_before = bids, middle = money((t.bid + t.ask) / 2);
  for (Working* w : orders_of(t)) {
    const auto [fresh, market, limit] = turn(*w, t);
    if (w->done || (!market && !limit) || !ready(*w)) continue;
    Decimal& size = w->o.buy ? asks : bids;
    Decimal other = money(w->o.buy ? t.ask : t.bid);
    if (w->o.kind == "stop" && fresh) other = w->o.buy ? max(other, w->o.stop) : min(other, w->o.stop);
    Decimal spread = (other - middle).abs() / middle;
    Level level{worsened(*w, middle, spread + slippage_of(v, w->o)), {}, middle};
    if (market)
      take_one(*w, level, size, quote_model, t.ts);
    else if (!w->arrived)
      arrive(*w, other, level, size, quote_model, t.ts);
    else if (through(*w, w->o.buy ? t.ask : t.bid))
      rest(*w, size, quote_model, t.ts);
  }
  f.taken_ask += (asks_before - asks).to_real();
  f.taken_bid += (bids_before - bids).to_real();
}

void Matching::trade(const Tick& t) {
  Feed& f = *t.feed;
  const Venue* v = p_.venues_.venue(f.venue);
  bool only_trades = !f.quotes && !f.book.synced();
  Decimal size = money(t.volume), price = money(t.open);
  for (Working* w : orders_of(t)) {
    const auto [fresh, market, limit] = turn(*w, t);
    if (w->done || (!market && !limit) || !ready(*w)) continue;
    Decimal reference = price;
    if (w->o.kind == "stop" && fresh) reference = w->o.buy ? max(price, w->o.stop) : min(price, w->o.stop);
    Level level{worsened(*w, reference, f.spread.at(t.ts, v) + slippage_of(v, w->o)), {}, reference};
    if (only_trades && market) {
      take_one(*w, level, size, quote_model, t.ts);
    } else if (only_trades && !w->arrived) {
      arrive(*w, price, level, size, quote_model, t.ts);
    } else if (limit && w->arrived && through(*w, t.open)) {
      rest(*w, size, f.book.synced() ? book_model : quote_model, t.ts);
    } else if (limit && w->arrived && w->queue_ahead >= 0 && price == w->o.limit) {
      double beyond = t.volume - w->queue_ahead;
      w->queue_ahead = std::max(0.0, w->queue_ahead - t.volume);
      Decimal part = min(size, money(std::max(0.0, beyond)));
      Decimal before = part;
      rest(*w, part, book_model, t.ts);
      size -= before - part;
    }
  }
}

void Matching::book(const Tick& t) {
  Feed& f = *t.feed;
  if (!f.book.usable()) return;  // nothing is filled by a book that is crossed or misses something
  quant::PriceLevels &bids = f.book.book().bids, &asks = f.book.book().asks;
  double best_bid = bids.best().price, best_ask = asks.best().price;
  Tick q = t;
  q.bid = best_bid;
  q.ask = best_ask;
  Decimal middle = money((best_bid + best_ask) / 2);
  const bool displayed = p_.costs_.scale == Decimal::from_integer(1) && !p_.costs_.fees_on_entry();
  for (Working* w : orders_of(t)) {
    const auto [fresh, market, limit] = turn(*w, q);
    if (w->done || (!market && !limit) || !ready(*w)) continue;
    Decimal other = money(w->o.buy ? best_ask : best_bid);
    std::vector<Level> levels;
    std::vector<quant::Level> shown_at;
    auto walk = [&](const quant::PriceLevels& side) {
      side.walk([&](const quant::Level& l) {
        // At a scaled cost each level lies closer to, or farther from, the middle.
        Decimal p = money(l.price), gap = (p - middle).abs() / middle;
        levels.push_back({displayed ? p : worsened(*w, middle, gap), money(l.size), middle});
        shown_at.push_back(l);
        return levels.size() < 100;
      });
    };
    bool marketable = limit && (w->o.buy ? other <= w->o.limit : other >= w->o.limit);
    if (limit && !marketable) {
      if (!w->arrived) {
        Decimal nothing;
        arrive(*w, other, {}, nothing, book_model, t.ts);
        w->queue_ahead = (w->o.buy ? bids : asks).size_at(w->o.limit.to_real());
      } else {
        double shown = (w->o.buy ? bids : asks).size_at(w->o.limit.to_real());
        w->queue_ahead = w->queue_ahead < 0 ? shown : std::min(w->queue_ahead, shown);
      }
      continue;
    }
    if (limit && !w->arrived && w->o.post_only) {
      end(*w, OrderPhase::rejected, "post_only: it would have taken at " + other.str(), true);
      continue;
    }
    if (limit && w->arrived && !through(*w, w->o.buy ? best_ask : best_bid)) continue;
    quant::PriceLevels& against = w->o.buy ? asks : bids;
    walk(against);
    bool maker = limit && w->arrived;
    if (maker)
      for (Level& l : levels)
        if (w->o.buy ? l.price <= w->o.limit : l.price >= w->o.limit) l.price = l.reference = w->o.limit;
    w->arrived = true;
    std::vector<Decimal> before;
    for (const Level& l : levels) before.push_back(l.size);
    take(*w, levels, maker, book_model, t.ts);
    // What was taken is not displayed again until the book says so.
    for (std::size_t i = 0; i < levels.size(); ++i) {
      const double left = shown_at[i].size - (before[i] - levels[i].size).to_real();
      against.set(shown_at[i].price, levels[i].size.is_zero() ? 0.0 : left);
    }
    if (!f.book.usable()) return;
  }
}

}  // namespace tu::account
