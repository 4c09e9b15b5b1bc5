// What an order must satisfy before it is taken, and what is held for it.
#include "simex/engine/exchange.h"

namespace tu::simex {
namespace {

const Decimal one = Decimal::from_integer(1);
const Decimal absurd = Decimal::from_integer(1'000'000'000);  // squared it still fits

bool usable(Decimal x) {
  return x.sign() > 0 && x <= absurd;
}

}  // namespace

Refusal Exchange::check(const NewOrder& o) {
  const Market& m = markets_[o.product];
  if (m.product.halted) return Refusal::halted;
  if (const Refusal no = check_shape(o, m.product); no != Refusal::none) return no;
  if (const Refusal no = check_price(o, m); no != Refusal::none) return no;
  return check_funds(o, needed(o, o.qty, worst_rate(o.account)));
}

Refusal Exchange::check_shape(const NewOrder& o, const Product& p) const {
  if (o.kind != Kind::market) {
    if (!usable(o.limit)) return Refusal::bad_price;
    if (floor_to(o.limit, p.tick) != o.limit) return Refusal::price_off_tick;
  }
  if (o.kind == Kind::stop_limit) {
    if (!usable(o.stop)) return Refusal::bad_price;
    if (floor_to(o.stop, p.tick) != o.stop) return Refusal::price_off_tick;
  }
  if (o.tif == Tif::gtd && o.end_time <= now_) return Refusal::end_in_the_past;
  if (p.perp && o.leverage.sign() != 0 && (o.leverage < one || o.leverage > p.max_leverage))
    return Refusal::leverage;
  const bool by_value = o.qty.is_zero() && o.kind == Kind::market;
  if (by_value) {
    if (!usable(o.value)) return Refusal::bad_size;
    if (o.value < p.min_value) return Refusal::value_too_small;
    return !p.max_value.is_zero() && o.value > p.max_value ? Refusal::size_too_large : Refusal::none;
  }
  if (!usable(o.qty)) return Refusal::bad_size;
  if (floor_to(o.qty, p.lot) != o.qty) return Refusal::size_off_lot;
  if (o.qty < p.min_qty) return Refusal::size_too_small;
  if (!p.max_qty.is_zero() && o.qty > p.max_qty) return Refusal::size_too_large;
  if (o.kind != Kind::market && o.qty * o.limit < p.min_value && !o.reduce_only)
    return Refusal::value_too_small;
  return Refusal::none;
}

Refusal Exchange::check_price(const NewOrder& o, const Market& m) const {
  const Ladder& other = m.side(opposite(o.side));
  const Level* best = other.best();
  if (o.kind == Kind::market && !best) return Refusal::no_liquidity;
  if (o.post_only && o.kind == Kind::limit && best && other.reached_by(best->price, o.limit))
    return Refusal::post_only_crosses;
  if (o.kind == Kind::stop_limit) {
    const Decimal mark = m.mark();
    if (!mark.is_zero() && (o.stop_rising ? mark >= o.stop : mark <= o.stop))
      return Refusal::stop_already_reached;
  }
  if (o.reduce_only) {
    const auto& positions = accounts_[o.account].wallet.positions;
    const auto at = positions.find(o.product);
    const Decimal held = at == positions.end() ? Decimal{} : at->second.qty;
    if (o.side == Side::buy ? -held < o.qty : held < o.qty) return Refusal::nothing_to_reduce;
  }
  return Refusal::none;
}

Refusal Exchange::check_funds(const NewOrder& o, Decimal needed) const {
  const Account& a = accounts_[o.account];
  const std::string& currency = hold_currency(o);
  const Decimal free =
      markets_[o.product].product.perp ? free_margin(a, currency) : a.wallet.available(currency);
  if (needed > free) return Refusal::funds;
  return Refusal::none;
}

// What is left of a currency when positions are covered and valued at their marks.
Decimal Exchange::free_margin(const Account& a, const std::string& currency) const {
  Decimal free = a.wallet.available(currency);
  for (const auto& [id, at] : a.wallet.positions) {
    const Market& m = markets_[id];
    if (m.product.quote != currency || at.qty.is_zero()) continue;
    const Decimal mark = m.mark().is_zero() ? at.entry : m.mark();
    free += at.qty * (mark - at.entry);
    free -= at.qty.abs() * mark / at.leverage;
  }
  return free;
}

Decimal Exchange::worst_rate(AccountId account) {
  const Tier& t = tier(account);
  return max(t.maker, t.taker);
}

const std::string& Exchange::hold_currency(const NewOrder& o) const {
  const Product& p = markets_[o.product].product;
  return p.perp || o.side == Side::buy ? p.quote : p.base;
}

Decimal Exchange::needed(const NewOrder& o, Decimal left, Decimal rate) const {
  const bool perp = markets_[o.product].product.perp;
  if (o.kind != Kind::market) {
    if (perp) return margin(o, left, o.limit, rate);
    return o.side == Side::buy ? left * o.limit * (one + rate) : left;
  }
  const Preview w = walk(o, rate);
  if (perp) return w.qty.is_zero() ? Decimal{} : margin(o, w.qty, w.value / w.qty, rate);
  if (o.side == Side::sell) return o.qty.is_zero() ? w.qty : o.qty;
  return o.qty.is_zero() ? o.value : w.value + w.fee;
}

// Margin of the part that opens; the part that closes a position needs only its fee.
Decimal Exchange::margin(const NewOrder& o, Decimal left, Decimal price, Decimal rate) const {
  const auto& positions = accounts_[o.account].wallet.positions;
  const auto at = positions.find(o.product);
  Decimal closes;
  if (at != positions.end() && at->second.qty.negative() == (o.side == Side::buy))
    closes = min(left, at->second.qty.abs());
  const Decimal leverage = o.leverage.is_zero() ? one : o.leverage;
  return (left - closes) * price / leverage + left * price * rate;
}

// What would trade at once. Own orders are passed over: they are never traded with.
Preview Exchange::walk(const NewOrder& o, Decimal rate) const {
  Preview p;
  const Market& m = markets_[o.product];
  const Ladder& other = m.side(opposite(o.side));
  const bool by_value = o.qty.is_zero();
  const Decimal unit_cost = o.side == Side::buy ? one + rate : one;
  for (const auto& [key, level] : other.levels()) {
    if (o.kind != Kind::market && !other.reached_by(level.price, o.limit)) break;
    for (const Entry& e : level.queue) {
      if (e.order != 0 && orders_[e.order - 1].account == o.account) continue;
      const Decimal left =
          by_value ? floor_to((o.value - p.value * unit_cost) / (level.price * unit_cost), m.product.lot)
                   : o.qty - p.qty;
      if (left.sign() <= 0) break;
      const Decimal qty = min(left, e.qty);
      p.qty += qty;
      p.value += qty * level.price;
    }
  }
  p.fee = p.value * rate;
  return p;
}

void Exchange::set_hold(Order& o, Decimal amount) {
  amount = max(amount, Decimal{});
  Balance& b = accounts_[o.account].wallet.of(hold_currency(o));
  b.held += amount - o.hold;
  o.hold = amount;
}

}  // namespace tu::simex
