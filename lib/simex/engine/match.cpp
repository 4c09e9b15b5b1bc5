// Matching: an order against the other side of its book.
#include "simex/engine/exchange.h"

namespace tu::simex {
namespace {
const Decimal one = Decimal::from_integer(1);
}

void Exchange::enter(Order& o) {
  if (listener_) listener_->order_changed(o);
  if (o.tif == Tif::fok && walk(o, o.hold_rate).qty < o.left())
    return end(o, State::cancelled, "it could not be filled whole");
  match(o);
  if (!alive(o.state)) return;
  if (o.tif == Tif::gtc || o.tif == Tif::gtd) return rest(o);
  const Level* best = market_of(o).side(opposite(o.side)).best();
  const bool spent = o.qty.is_zero() && !o.filled.is_zero() && best && most_to_take(o, best->price).is_zero();
  if (spent) return end(o, State::filled, "");
  end(o, State::cancelled, "what was not filled at once is not kept");
}

void Exchange::match(Order& taker) {
  Ladder& other = market_of(taker).side(opposite(taker.side));
  while (alive(taker.state)) {
    Level* level = other.best();
    if (!level || (taker.kind != Kind::market && !other.reached_by(level->price, taker.limit))) return;
    const Entry front = level->queue.front();
    if (front.order != 0 && orders_[front.order - 1].account == taker.account) {
      if (!meet_own(taker, mutable_order(front.order))) return;
      continue;
    }
    const Decimal qty = min(most_to_take(taker, level->price), front.qty);
    if (qty.sign() <= 0) return;
    trade(taker, *level, qty);
  }
}

Decimal Exchange::most_to_take(const Order& taker, Decimal price) const {
  if (!taker.qty.is_zero()) return taker.left();
  const Decimal unit = taker.side == Side::buy ? price * (one + taker.hold_rate) : price;
  const Decimal spent = taker.side == Side::buy ? taker.filled_value + taker.fees : taker.filled_value;
  return floor_to((taker.value - spent) / unit, markets_[taker.product].product.lot);
}

// An account never trades with itself. False: the taker is done.
bool Exchange::meet_own(Order& taker, Order& maker) {
  constexpr std::string_view why = "it met an order of the same account";
  const SelfTrade rule = rules_.self_trade;
  if (rule == SelfTrade::decrement && !taker.qty.is_zero()) {
    const Decimal less = min(taker.left(), maker.left());
    const bool maker_done = maker.left() == less, taker_done = taker.left() == less;
    if (maker_done) {
      end(maker, State::cancelled, why);
    } else {
      market_of(maker).side(maker.side).reduce(maker.id, maker.limit, less);
      maker.qty -= less;
      set_hold(maker, needed(maker, maker.left(), maker.hold_rate));
      tell_level(maker.product, maker.side, maker.limit);
      if (listener_) listener_->order_changed(maker);
    }
    if (taker_done) {
      end(taker, State::cancelled, why);
      return false;
    }
    taker.qty -= less;
    if (taker.kind != Kind::market) set_hold(taker, needed(taker, taker.left(), taker.hold_rate));
    return true;
  }
  if (rule == SelfTrade::cancel_oldest || rule == SelfTrade::cancel_both) end(maker, State::cancelled, why);
  if (rule == SelfTrade::cancel_oldest) return true;
  end(taker, State::cancelled, why);
  return false;
}

void Exchange::trade(Order& taker, Level& level, Decimal qty) {
  const Decimal price = level.price;
  const OrderId maker = level.queue.front().order;
  const std::uint64_t id = ++trades_;
  market_of(taker).side(opposite(taker.side)).take_front(level, qty);  // `level` may be gone now
  tell_level(taker.product, opposite(taker.side), price);
  tell_print(taker.product, price, qty, taker.side);
  if (maker != 0) book_fill(mutable_order(maker), price, qty, true, id);
  book_fill(taker, price, qty, false, id);
}

void Exchange::book_fill(Order& o, Decimal price, Decimal qty, bool maker, std::uint64_t trade_id) {
  Account& a = accounts_[o.account];
  const Tier& t = tier(o.account);
  const Product& p = markets_[o.product].product;
  Fill f;
  f.id = fills_.size() + 1;
  f.trade = trade_id;
  f.order = o.id;
  f.account = o.account;
  f.product = o.product;
  f.side = o.side;
  f.price = price;
  f.qty = qty;
  f.maker = maker;
  f.fee = price * qty * (maker ? t.maker : t.taker);
  f.at = now_;
  o.filled += qty;
  o.filled_value += price * qty;
  o.fees += f.fee;
  ++o.fills;
  o.last_fill = now_;
  p.perp ? a.wallet.book_perp(p, f, o.leverage) : a.wallet.book_spot(p, f);
  a.volume.add(now_, price * qty);
  a.volume.fees += f.fee;
  fees_[p.quote] += f.fee;
  if (o.kind != Kind::market)
    set_hold(o, needed(o, o.left(), o.hold_rate));
  else
    set_hold(o, o.hold - (hold_currency(o) == p.quote && !p.perp ? price * qty + f.fee : qty));
  a.fills.push_back(fills_.size());
  fills_.push_back(f);
  const bool done = !o.qty.is_zero() && o.left().is_zero();
  if (done) {
    o.resting = false;
    o.state = State::filled;
    o.closed = now_;
    set_hold(o, {});
    if (o.tif == Tif::gtd) expiries_.erase({o.end_time, o.id});
  }
  if (listener_) {
    listener_->filled(f, o);
    listener_->order_changed(o);
  }
}

void Exchange::rest(Order& o) {
  market_of(o).side(o.side).add(o.id, o.limit, o.left());
  o.resting = true;
  tell_level(o.product, o.side, o.limit);
}

void Exchange::unrest(Order& o) {
  if (!o.resting) return;
  market_of(o).side(o.side).reduce(o.id, o.limit, o.left());
  o.resting = false;
  tell_level(o.product, o.side, o.limit);
}

void Exchange::end(Order& o, State state, std::string_view why) {
  unrest(o);
  if (o.state == State::waiting) waiting_[o.product].erase(o.id);
  o.state = state;
  o.why = why;
  o.closed = now_;
  set_hold(o, {});
  if (o.tif == Tif::gtd) expiries_.erase({o.end_time, o.id});
  if (listener_) listener_->order_changed(o);
}

void Exchange::tell_level(ProductId p, Side side, Decimal price) {
  if (listener_) listener_->level_changed(p, side, price, markets_[p].side(side).total(price));
}

void Exchange::tell_print(ProductId p, Decimal price, Decimal qty, Side aggressor) {
  markets_[p].last = price;
  if (listener_) listener_->printed({++markets_[p].prints, p, price, qty, aggressor, now_});
}

// Stops that the last price reached become limit orders, the oldest first; what they trade may reach others.
void Exchange::trigger_stops(ProductId p) {
  const auto found = waiting_.find(p);
  if (found == waiting_.end()) return;
  for (bool again = true; again;) {
    again = false;
    const Decimal last = markets_[p].last;
    for (const OrderId id : found->second) {
      Order& o = mutable_order(id);
      if (last.is_zero() || !(o.stop_rising ? last >= o.stop : last <= o.stop)) continue;
      found->second.erase(id);
      o.state = State::open;
      enter(o);
      again = true;
      break;
    }
  }
}

}  // namespace tu::simex
