// Rows of orders: approved, refused, updated, filled; positions open and close here.
#include <tuple>
#include <utility>

#include "account/fold.h"
#include "account/valuation.h"
#include "base/random.h"

namespace tu::account {
namespace {

constexpr std::size_t keep_finished = 128;

Position flat_position(const OrderState& o) {
  Position p;
  p.strategy = o.strategy;
  p.venue = o.venue;
  p.symbol = o.symbol;
  return p;
}

}  // namespace

Status Fold::approval() {
  constexpr Field id{Type::order, "id"}, strategy{Type::order, "strategy"}, side{Type::order, "side"};
  constexpr Field qty{Type::order, "qty"}, kind{Type::order, "kind"}, limit{Type::order, "limit"};
  constexpr Field stop{Type::order, "stop"}, tif{Type::order, "tif"}, post_only{Type::order, "post_only"};
  constexpr Field reduce_only{Type::order, "reduce_only"}, expires{Type::order, "expires"};
  constexpr Field replaces{Type::order, "replaces"}, oco{Type::order, "oco"}, intent{Type::order, "intent"};
  constexpr Field exit_rule{Type::order, "exit_rule"}, reserved{Type::order, "reserved"};
  constexpr Field reserved_currency{Type::order, "reserved_currency"}, group{Type::order, "group"};
  constexpr Field signals{Type::order, "signals"}, limit_worst{Type::order, "limit_worst"};
  constexpr Field attempts{Type::order, "attempts"}, until{Type::order, "until"}, value{Type::order, "value"};
  constexpr Field marks{Type::order, "marks"};
  raise_peak(peak_of(e_.text(marks)));
  std::string_view side_text = e_.text(side);
  if (a_.order(e_.text(id)) || a_.approved_or_refused(e_.text(id)))
    return impossible("id " + quoted(e_.text(id)) + " was approved or refused before");
  if (side_text != "buy" && side_text != "sell")
    return impossible("side " + quoted(side_text) + " is neither buy nor sell");
  OrderState o;
  o.id = e_.text(id);
  o.kind = e_.text(kind);
  o.intent = e_.text(intent);
  o.exit_rule = e_.text(exit_rule);
  o.tif = e_.text(tif);
  o.replaces = e_.text(replaces);
  o.oco = e_.text(oco);
  o.group = e_.text(group);
  o.signals = e_.text(signals);
  if (e_.has(value)) o.value = e_.real(value);
  o.strategy = intern(e_.text(strategy));
  o.venue = e_.venue;
  o.symbol = e_.symbol;
  o.buy = side_text == "buy";
  o.reduce_only = e_.flag(reduce_only);
  o.post_only = e_.flag(post_only);
  o.qty = e_.decimal(qty);
  o.limit = e_.decimal(limit);
  o.stop = e_.decimal(stop);
  o.limit_worst = e_.decimal(limit_worst);
  o.approved = o.updated = e_.ts;
  o.expires = e_.integer(expires);
  o.until = e_.integer(until);
  if (e_.has(attempts)) o.attempts = static_cast<int>(std::min<std::int64_t>(e_.integer(attempts), 1000));
  o.reserved = e_.decimal(reserved);
  if (!o.reserved.is_zero()) {
    o.reserved_currency =
        e_.has(reserved_currency) ? intern(e_.text(reserved_currency)) : a_.quote_of(o.venue, o.symbol);
    a_.reserved_[o.reserved_currency] += o.reserved;
  }
  if (o.reduces())
    a_.exits_.insert(std::upper_bound(a_.exits_.begin(), a_.exits_.end(), e_.ts), e_.ts);
  else
    a_.entries_.insert(std::upper_bound(a_.entries_.begin(), a_.entries_.end(), e_.ts,
                                        [](TsUs ts, const auto& entry) { return ts < entry.first; }),
                       {e_.ts, o.strategy});
  a_.strategies_.try_emplace(o.strategy);
  decide(o.id);
  if (!o.group.empty()) join_group(o);
  const std::string key = o.id;
  const OrderState& kept = a_.orders_.put(key, std::move(o));
  a_.working_.insert(place_of(kept), &kept);
  return {};
}

std::vector<const OrderState*>::iterator Fold::place_of(const OrderState& o) {
  return std::lower_bound(a_.working_.begin(), a_.working_.end(), &o, [](const auto* a, const auto* b) {
    return std::tie(a->approved, a->id) < std::tie(b->approved, b->id);
  });
}

// What another copy of the account has too is first made this one's own.
OrderState* Fold::find(std::string_view id) {
  OrderState* own = a_.orders_.edit(id);
  if (own && !is_final(own->phase)) *place_of(*own) = own;
  return own;
}

void Fold::count_out(OrderState& o) {
  if (o.reduces() || o.phase == OrderPhase::approved || is_final(o.phase) || !o.out.is_zero()) return;
  o.out = o.worth().value_or(Decimal{});
  a_.out_[o.venue] += o.out;
}

Status Fold::refusal() {
  constexpr Field id{Type::reject, "id"}, strategy{Type::reject, "strategy"}, marks{Type::reject, "marks"};
  raise_peak(peak_of(e_.text(marks)));
  if (a_.order(e_.text(id))) return impossible("id " + quoted(e_.text(id)) + " was approved before");
  decide(e_.text(id));
  StrategyState& s = a_.strategies_[intern(e_.text(strategy))];
  s.last_refusal = std::max(s.last_refusal, e_.ts);
  TsUs& of = s.last_refusal_of[e_.symbol];
  of = std::max(of, e_.ts);
  return {};
}

void Fold::release(OrderState& o, Decimal amount) {
  if (amount.is_zero()) return;
  o.reserved -= amount;
  a_.reserved_[o.reserved_currency] -= amount;
}

void Fold::finish(OrderState& o) {
  release(o, o.reserved);
  const auto at = place_of(o);
  if (at == a_.working_.end() || *at != &o) return;  // it had ended, and a late fill completed it
  a_.working_.erase(at);
  if (!o.out.is_zero()) a_.out_[o.venue] -= std::exchange(o.out, {});
  if (!o.group.empty()) leave_group(o);
  a_.finished_.push_back(o.id);
  if (a_.finished_.size() <= keep_finished) return;
  std::string oldest = std::move(a_.finished_.front());
  a_.finished_.pop_front();
  const OrderState* old = a_.orders_.find(oldest);
  if (!old) return;
  if (old->closing.qty.is_zero())
    a_.orders_.erase(oldest);
  else
    a_.finished_.push_back(std::move(oldest));  // its round trip waits to be booked
}

void Fold::decide(std::string_view id) {
  const std::uint64_t hash = stream_of(id);
  auto it = std::lower_bound(a_.decided_.begin(), a_.decided_.end(), hash,
                             [](const Account::Decided& d, std::uint64_t h) { return d.hash < h; });
  if (it == a_.decided_.end() || it->hash != hash) a_.decided_.insert(it, {hash, e_.ts});
}

Status Fold::update() {
  constexpr Field id{Type::order_update, "id"}, state{Type::order_update, "state"},
      filled{Type::order_update, "filled"}, attempt{Type::order_update, "attempt"},
      venue_id{Type::order_update, "venue_id"};
  OrderState* o = find(e_.text(id));
  if (!o) return impossible("order " + quoted(e_.text(id)) + " was never approved");
  auto phase = phase_from(e_.text(state));
  if (!phase) return impossible("state " + quoted(e_.text(state)) + " of " + o->id + " is not known");
  if (is_final(o->phase) && !is_final(*phase))
    return impossible(o->id + " is " + std::string(phase_name(o->phase)) + " and cannot become " +
                      std::string(e_.text(state)));
  if (e_.decimal(filled) > o->qty)
    return impossible(o->id + ": filled " + e_.decimal(filled).str() + " is more than its quantity " +
                      o->qty.str());
  if (*phase == OrderPhase::sent) {
    const std::int64_t number = e_.has(attempt) ? e_.integer(attempt) : 1;
    if (e_.has(attempt) && (number != o->attempt + 1 || number > o->attempts))
      return impossible("attempt " + std::to_string(number) + " of " + o->id + " was sent after attempt " +
                        std::to_string(o->attempt) + " of " + std::to_string(o->attempts));
    o->attempt = static_cast<int>(number);
    o->venue_id.clear();
  }
  if (e_.has(venue_id)) o->venue_id = e_.text(venue_id);
  o->phase = *phase;
  o->updated = e_.ts;
  count_out(*o);
  if (is_final(*phase)) finish(*o);
  return {};
}

Status Fold::fill() {
  constexpr Field id{Type::fill, "id"}, side{Type::fill, "side"}, price{Type::fill, "price"},
      qty{Type::fill, "qty"};
  constexpr Field fee{Type::fill, "fee"}, fee_currency{Type::fill, "fee_currency"},
      slippage{Type::fill, "slippage"};
  constexpr Field margin{Type::fill, "margin"};
  OrderState* o = find(e_.text(id));
  if (!o) return impossible("order " + quoted(e_.text(id)) + " was never approved");
  if ((e_.text(side) == "buy") != o->buy)
    return impossible("fill of " + o->id + " is a " + std::string(e_.text(side)) + ", the order is not");
  Decimal q = e_.decimal(qty);
  if (q > o->left())
    return impossible("fill of " + q.str() + " for " + o->id + ", of which " + o->left().str() +
                      " was left of " + o->qty.str());
  Account::Key key{o->strategy, o->venue, o->symbol};
  Position* held = a_.positions_.edit(key);
  Decimal before = held ? held->qty : Decimal{};
  bool against = before.negative() ? o->buy : before.sign() > 0 && !o->buy;
  Decimal closes = against ? min(q, before.abs()) : Decimal{};
  bool perp = a_.market(o->venue, o->symbol) == Market::perp;
  if (!perp && !o->buy && closes < q)
    return impossible("sale of " + q.str() + " " + std::string(name_of(o->symbol)) + " by " + o->id +
                      ", of which " + before.str() + " is held");

  auto worth = Decimal::checked_mul(e_.decimal(price), q);
  if (!worth)
    return impossible("fill of " + q.str() + " at " + e_.decimal(price).str() +
                      " is beyond the range of amounts");
  Decimal value = *worth;
  Atom currency = a_.quote_of(o->venue, o->symbol), paid_in = intern(e_.text(fee_currency));
  const auto& traded = instrument_from_symbol(o->symbol);
  Decimal fees;      // in quote, for the round trip
  OtherFees others;  // in a third currency: whoever books the trip has rates
  if (paid_in == currency)
    fees = e_.decimal(fee);
  else if (traded && paid_in == traded->base)
    fees = e_.decimal(fee) * e_.decimal(price);
  else
    add_fee(others, paid_in, e_.decimal(fee));
  a_.cash_[paid_in] -= e_.decimal(fee);
  if (!perp) a_.cash_[currency] += o->buy ? -value : value;

  FillPart entry{q, value, fees, e_.decimal(slippage), e_.decimal(margin), std::move(others)};
  FillPart exit = closes.sign() > 0 ? split_off(entry, closes, e_.decimal(price)) : FillPart{};
  if (closes.sign() > 0) close(*o, *held, exit, e_.decimal(price));
  if (entry.qty.sign() > 0) {
    if (!held) held = &a_.positions_.put(key, flat_position(*o));
    open_lot(*held, o->buy, entry, e_.decimal(price), e_.ts, *o);
    if (!o->group.empty()) leg_of(o->group, *o).held += entry.qty;
    if (perp && !entry.margin.is_zero()) a_.reserved_[currency] += entry.margin;
  } else if (held && held->qty.is_zero()) {
    a_.positions_.erase(key);
  }
  a_.volume_[{day_start(e_.ts), o->venue}] += value;
  release(*o, share(o->reserved, q, o->left()));
  o->filled += q;
  o->fills += 1;
  constexpr Field venue_fill{Type::fill, "venue_id"};
  if (e_.has(venue_fill)) o->venue_fills.emplace_back(e_.text(venue_fill));
  o->updated = e_.ts;
  if (!is_final(o->phase)) o->phase = o->left().is_zero() ? OrderPhase::filled : OrderPhase::partial;
  count_out(*o);
  if (o->left().is_zero()) o->phase = OrderPhase::filled, finish(*o);
  return {};
}

// An outcome paid out: every position in it closes at that price, without fee, as an exit of its own.
Status Fold::resolution() {
  constexpr Field price{Type::resolution, "price"};
  a_.resolved_.keep(e_);
  std::vector<Account::Key> keys;
  for (const Position* p : a_.ordered_positions())
    if (p->symbol == e_.symbol && (e_.venue == Atom::none || p->venue == e_.venue))
      keys.emplace_back(p->strategy, p->venue, p->symbol);
  for (const Account::Key& key : keys) {
    Position& p = *a_.positions_.edit(key);
    OrderState o;
    o.id = std::string(name_of(p.strategy)) + "/" + std::string(name_of(p.symbol)) + "@" +
           std::to_string(e_.ts) + "#resolved";
    o.exit_rule = "resolution";
    o.intent = "close";
    o.kind = "market";
    o.strategy = p.strategy;
    o.venue = p.venue;
    o.symbol = p.symbol;
    o.buy = p.qty.negative();
    o.reduce_only = true;
    o.qty = o.filled = p.qty.abs();
    o.approved = o.updated = e_.ts;
    o.phase = OrderPhase::filled;
    Decimal value = o.qty * e_.decimal(price);
    if (a_.market(p.venue, p.symbol) != Market::perp)
      a_.cash_[a_.quote_of(p.venue, p.symbol)] += o.buy ? -value : value;
    OrderState& kept = a_.orders_.put(o.id, o);
    a_.finished_.push_back(o.id);
    close(kept, p, {kept.qty, value, {}, {}, {}}, e_.decimal(price));
    a_.positions_.erase(key);
  }
  return {};
}

}  // namespace tu::account
