#include "simex/engine/exchange.h"

namespace tu::simex {

Decimal Market::mid() const {
  const Level *bid = bids.best(), *ask = asks.best();
  if (!bid || !ask) return {};
  return (bid->price + ask->price) / Decimal::from_integer(2);
}
Decimal Market::mark() const {
  return last.is_zero() ? mid() : last;
}

ProductId Exchange::add_product(Product product) {
  const ProductId id = static_cast<ProductId>(markets_.size());
  by_id_[product.id] = id;
  Market m;
  m.product = std::move(product);
  markets_.push_back(std::move(m));
  return id;
}

AccountId Exchange::add_account(std::string name) {
  accounts_.emplace_back();
  accounts_.back().name = std::move(name);
  return static_cast<AccountId>(accounts_.size() - 1);
}

void Exchange::deposit(AccountId account, const std::string& currency, Decimal amount) {
  accounts_[account].wallet.of(currency).total += amount;
}

std::optional<ProductId> Exchange::find(std::string_view product) const {
  const auto found = by_id_.find(product);
  return found == by_id_.end() ? std::nullopt : std::optional(found->second);
}

const Tier& Exchange::tier(AccountId account) {
  return tier_of(rules_.tiers, accounts_[account].volume.last_30_days(now_));
}

Decimal Exchange::fees_taken(std::string_view currency) const {
  const auto found = fees_.find(currency);
  return found == fees_.end() ? Decimal{} : found->second;
}

Decimal Exchange::written_off(std::string_view currency) const {
  const auto found = written_off_.find(currency);
  return found == written_off_.end() ? Decimal{} : found->second;
}

Decimal Exchange::ahead_of(OrderId id) const {
  const Order* o = order(id);
  return o && o->resting ? markets_[o->product].side(o->side).ahead_of(id, o->limit) : Decimal{};
}

void Exchange::advance(TsUs now) {
  if (now <= now_) return;
  const DurUs every = rules_.funding_every;
  if (every > 0 && next_funding_ == 0) next_funding_ = now - now % every + every;
  for (;;) {
    const TsUs expiry = expiries_.empty() ? ts_limit : expiries_.begin()->first;
    const TsUs funding = every > 0 ? next_funding_ : ts_limit;
    if (std::min(expiry, funding) > now) break;
    now_ = std::max(now_, std::min(expiry, funding));
    if (funding <= expiry) {
      settle_funding();
      next_funding_ += every;
      continue;
    }
    Order& o = mutable_order(expiries_.begin()->second);
    expiries_.erase(expiries_.begin());
    if (alive(o.state)) end(o, State::expired, "its end time was reached");
  }
  now_ = now;
}

Exchange::Placed Exchange::place(const NewOrder& request) {
  if (request.account >= accounts_.size() || request.product >= markets_.size())
    return {0, Refusal::unknown_product};
  Account& account = accounts_[request.account];
  if (!request.client_id.empty() && !rules_.repeats_are_new) {
    const auto used = account.by_client_id.find(request.client_id);
    if (used != account.by_client_id.end()) return {used->second, Refusal::duplicate};
  }
  if (const Refusal no = check(request); no != Refusal::none) return {0, no};
  Order& o = orders_.emplace_back();
  static_cast<NewOrder&>(o) = request;
  o.id = orders_.size();
  o.created = now_;
  o.hold_rate = worst_rate(o.account);
  if (o.leverage.is_zero()) o.leverage = Decimal::from_integer(1);
  if (!o.client_id.empty()) account.by_client_id[o.client_id] = o.id;
  account.orders.push_back(o.id);
  set_hold(o, needed(o, o.qty, o.hold_rate));
  if (o.tif == Tif::gtd) expiries_.emplace(o.end_time, o.id);
  if (o.kind == Kind::stop_limit) {
    o.state = State::waiting;
    waiting_[o.product].insert(o.id);
    if (listener_) listener_->order_changed(o);
  } else {
    enter(o);
    trigger_stops(o.product);
  }
  return {o.id, Refusal::none};
}

Preview Exchange::preview(const NewOrder& request) {
  Preview p;
  if (request.account >= accounts_.size() || request.product >= markets_.size()) {
    p.refusal = Refusal::unknown_product;
    return p;
  }
  const Refusal shape = check_shape(request, markets_[request.product].product);
  if (shape == Refusal::none) {
    const Decimal rate = worst_rate(request.account);
    p = walk(request, rate);
    p.needed = needed(request, request.qty, rate);
  }
  p.refusal = shape != Refusal::none ? shape : check(request);
  return p;
}

bool Exchange::cancel(OrderId id, std::string_view why) {
  if (id == 0 || id > orders_.size() || !alive(orders_[id - 1].state)) return false;
  end(mutable_order(id), State::cancelled, why);
  return true;
}

Refusal Exchange::edit(OrderId id, Decimal price, Decimal size) {
  Order& o = mutable_order(id);
  NewOrder wanted = o;
  wanted.limit = price;
  wanted.qty = size;
  if (const Refusal no = check_shape(wanted, market_of(o).product); no != Refusal::none) return no;
  if (size <= o.filled) return Refusal::bad_size;
  const Market& m = market_of(o);
  if (o.resting && o.post_only && m.side(opposite(o.side)).best() &&
      m.side(opposite(o.side)).reached_by(m.side(opposite(o.side)).best()->price, price))
    return Refusal::post_only_crosses;
  const Decimal hold = needed(wanted, size - o.filled, o.hold_rate);
  if (hold > o.hold)
    if (const Refusal no = check_funds(wanted, hold - o.hold); no != Refusal::none) return no;
  if (o.resting && price == o.limit && size < o.qty) {
    market_of(o).side(o.side).reduce(id, o.limit, o.qty - size);
    tell_level(o.product, o.side, o.limit);
    o.qty = size;
    set_hold(o, hold);
    if (listener_) listener_->order_changed(o);
    return Refusal::none;
  }
  const bool rested = o.resting;
  unrest(o);
  o.limit = price;
  o.qty = size;
  set_hold(o, hold);
  if (rested) {
    enter(o);
    trigger_stops(o.product);
  } else if (listener_) {
    listener_->order_changed(o);
  }
  return Refusal::none;
}

}  // namespace tu::simex
