// What can happen to one order: it takes, rests, fills, ends.
#include <algorithm>

#include "account/paper_state.h"

namespace tu::account {
namespace {

bool worse(bool buy, Decimal price, Decimal limit) {
  return buy ? price > limit : price < limit;
}

}  // namespace

Decimal Matching::tick_of(const Working& w) const {
  const Instrument* i = p_.venues_.instrument(w.o.venue, w.o.symbol);
  return i ? i->tick : Decimal{};
}
Decimal Matching::lot_of(const Working& w) const {
  const Instrument* i = p_.venues_.instrument(w.o.venue, w.o.symbol);
  return i ? i->lot : Decimal{};
}

Decimal Matching::worsened(const Working& w, Decimal reference, Decimal rate) const {
  if (const auto own = p_.costs_.worse_by(w.o)) rate = *own;
  Decimal by = reference * (rate * p_.costs_.scale), tick = tick_of(w);
  if (w.o.buy) return ceil_to(reference + by, tick);
  Decimal price = floor_to(reference - by, tick);
  return price.sign() > 0 ? price : reference;
}

Decimal Matching::cap(const Working& w) const {
  Decimal left = w.allowed - w.o.filled;
  const Instrument* i = p_.venues_.instrument(w.o.venue, w.o.symbol);
  bool sells_spot = !w.o.buy && (!i || i->market != Market::perp);
  if (!w.o.reduces() && !sells_spot) return left;
  const Decimal held = p_.held(w.o);
  return held.negative() == w.o.buy ? min(left, held.abs()) : Decimal{};
}

void Matching::end(Working& w, OrderPhase phase, std::string reason, bool would_take) {
  w.done = true;
  w.o.phase = phase;
  PaperReport r;
  r.order = w.o;
  r.ended = AttemptEnd{phase, would_take, w.cancel_at > 0 || w.replaced_by_live > 0};
  r.reason = std::move(reason);
  out_.push_back(std::move(r));
}

bool Matching::ready(Working& w) {
  if (!w.arrived && !w.o.replaces.empty()) {
    auto old = std::find_if(p_.working_.begin(), p_.working_.end(),
                            [&](const auto& x) { return x->o.id == w.o.replaces; });
    if (old != p_.working_.end() && !(*old)->done) {
      w.allowed = w.o.qty - ((*old)->o.filled - w.replaced_filled);
      end(**old, OrderPhase::cancelled, "replaced by " + w.o.id);
    } else if (!w.o.reduces() && (old == p_.working_.end() || (*old)->o.phase == OrderPhase::filled)) {
      end(w, OrderPhase::rejected, w.o.replaces + ", which it replaces, is over");
      return false;
    }
    w.o.replaces.clear();
  }
  if (cap(w).sign() > 0) return true;
  end(w, OrderPhase::cancelled, "nothing left to reduce");
  return false;
}

// What the fee is a part of: what trades, or what was paid for the part of the position that is closed.
Decimal Matching::charged_on(const Working& w, Decimal qty, Decimal notional) {
  if (!p_.costs_.fees_on_entry()) return notional;
  Decimal& value = p_.entry_value_[{w.o.strategy, w.o.venue, w.o.symbol}];
  const Decimal held = p_.held(w.o).abs();
  if (!w.o.reduces() || held.is_zero()) {
    value += notional;
    return notional;
  }
  const Decimal part = qty >= held ? value : value * (qty / held);
  value -= part;
  return part;
}

void Matching::fill(Working& w, Decimal qty, Decimal price, Decimal reference, bool maker,
                    std::string_view model, TsUs ts) {
  const Venue* v = p_.venues_.venue(w.o.venue);
  const Instrument* i = p_.venues_.instrument(w.o.venue, w.o.symbol);
  auto tier = p_.venues_.fees(w.o.venue, ts, w.volume);
  Decimal notional = qty * price;
  PaperReport r;
  r.kind = PaperReport::Kind::fill;
  r.qty = qty;
  r.price = price;
  if (tier)
    r.fee = ceil_to(charged_on(w, qty, notional) * p_.costs_.rate(*tier, w.o, maker), v->fee_increment);
  r.fee_currency = i ? (i->market == Market::perp ? i->settle : i->quote) : Atom::none;
  r.slippage = (w.o.buy ? price - reference : reference - price) * qty;
  if (i) r.margin = notional * i->margin_rate();
  r.maker = maker;
  r.model = p_.costs_.name(model);
  w.o.filled += qty;
  w.o.fills += 1;
  w.fills.emplace_back(ts, qty);
  w.o.phase = w.o.left().is_zero() ? OrderPhase::filled : OrderPhase::partial;
  w.announced = true;
  const Decimal held = p_.held(w.o);
  bool opens = held.is_zero() || held.negative() != w.o.buy;
  p_.hold(Paper::key(w.o), w.o.buy ? held + qty : held - qty);
  if (opens) entered_[{w.o.strategy, w.o.venue, w.o.symbol}] = ts;
  filled_ = true;
  r.order = w.o;
  out_.push_back(r);
  PaperReport u;
  u.order = w.o;
  out_.push_back(std::move(u));
  after_fill(w);
}

void Matching::after_fill(Working& w) {
  if (w.o.phase == OrderPhase::filled) w.done = true;
  for (const auto& other : p_.working_)
    if (!other->done && other.get() != &w &&
        ((!w.o.oco.empty() && other->o.id == w.o.oco) || (!other->o.oco.empty() && other->o.oco == w.o.id)))
      end(*other, OrderPhase::cancelled, "oco: " + w.o.id + " filled");
  bool flat = p_.held(w.o).is_zero();
  for (const auto& other : p_.working_)
    if (flat && !other->done && other.get() != &w && other->o.reduces() &&
        other->o.strategy == w.o.strategy && other->o.venue == w.o.venue && other->o.symbol == w.o.symbol)
      end(*other, OrderPhase::cancelled, "nothing left to reduce");
  if (!w.done && w.allowed <= w.o.filled)
    end(w, OrderPhase::cancelled, "the order that it replaced had filled the rest");
}

void Matching::take(Working& w, std::vector<Level>& levels, bool maker, std::string_view model, TsUs ts) {
  Decimal want = cap(w), lot = lot_of(w);
  bool limited = !w.o.limit.is_zero(), bounded = !w.o.limit_worst.is_zero();
  auto usable = [&](const Level& l) {
    return !(limited && worse(w.o.buy, l.price, w.o.limit)) &&
           !(bounded && worse(w.o.buy, l.price, w.o.limit_worst));
  };
  auto part = [&](Decimal size) { return size >= want ? want : trunc_to(size, lot); };
  if (w.o.tif == "FOK") {
    Decimal there;
    for (const Level& l : levels)
      if (usable(l)) there += l.size;
    if (there < w.o.left() || want < w.o.left())
      return end(w, OrderPhase::cancelled,
                 "FOK: " + min(there, want).str() + " of " + w.o.left().str() + " could fill");
  }
  const Level* refused = nullptr;
  for (Level& l : levels) {
    if (w.done || want.sign() <= 0) break;
    if (!usable(l)) {
      refused = &l;
      break;
    }
    Decimal qty = part(l.size);
    if (qty.sign() <= 0) continue;
    fill(w, qty, l.price, l.reference, maker, model, ts);
    l.size -= qty;
    want -= qty;
  }
  if (w.done) return;
  if (want.is_zero()) return end(w, OrderPhase::cancelled, "nothing left to reduce");
  if (refused && !limited)
    return end(w, OrderPhase::cancelled,
               "price " + refused->price.str() + " is beyond the approved worst " + w.o.limit_worst.str());
  if (w.o.tif == "IOC" || w.o.tif == "FOK")
    end(w, OrderPhase::cancelled, w.o.tif + ": the rest did not fill at once");
}

void Matching::take_one(Working& w, Level level, Decimal& size, std::string_view model, TsUs ts) {
  level.size = size;
  std::vector<Level> levels{level};
  w.arrived = true;
  take(w, levels, false, model, ts);
  size = levels[0].size;
}

void Matching::arrive(Working& w, Decimal price, Level level, Decimal& size, std::string_view model,
                      TsUs ts) {
  w.arrived = true;
  if (worse(w.o.buy, price, w.o.limit)) {  // not marketable: it rests, unless it may not
    if (w.o.tif == "IOC" || w.o.tif == "FOK")
      end(w, OrderPhase::cancelled,
          w.o.tif + ": the market is at " + price.str() + ", the limit at " + w.o.limit.str());
    return;
  }
  if (w.o.post_only)
    return end(w, OrderPhase::rejected, "post_only: it would have taken at " + price.str(), true);
  if (worse(w.o.buy, level.price, w.o.limit)) level.price = w.o.limit;
  take_one(w, level, size, model, ts);
}

void Matching::rest(Working& w, Decimal& size, std::string_view model, TsUs ts) {
  Decimal want = cap(w);
  Decimal qty = size >= want ? want : trunc_to(size, lot_of(w));
  if (qty.sign() <= 0) return;
  fill(w, qty, w.o.limit, w.o.limit, true, model, ts);
  size -= qty;
  if (!w.done && cap(w).is_zero()) end(w, OrderPhase::cancelled, "nothing left to reduce");
}

bool Matching::through(const Working& w, double price) const {
  Decimal p = money(price), tick = tick_of(w);
  if (tick.is_zero()) return worse(!w.o.buy, p, w.o.limit);
  return w.o.buy ? p <= w.o.limit - tick : p >= w.o.limit + tick;
}

bool Matching::touched(const Working& w, double price) const {
  Decimal p = money(price);
  return w.o.buy ? p >= w.o.stop : p <= w.o.stop;
}

}  // namespace tu::account
