// Liquidation of perpetuals. Collateral is the cash of the settle currency; the condition is linear in the
// price of the symbol that moves, so the price at which it is met is solved for, the other symbols at their
// marks.
#include <algorithm>

#include "account/paper_state.h"

namespace tu::account {

void Matching::liquidate(const Tick& t) {
  const Instrument* i = p_.venues_.instrument(t.feed->venue, t.feed->symbol);
  if (!account_ || filled_ || !i || i->market != Market::perp) return;
  if (t.kind == Tick::Kind::book) return;
  const Decimal one = Decimal::from_integer(1);
  Decimal rest = account_->cash(i->settle), qty, entry;  // rest: equity - maintenance of everything else
  std::vector<const Position*> here;
  for (const Position* p : account_->ordered_positions()) {
    const Instrument* pi = p_.venues_.instrument(p->venue, p->symbol);
    if (!pi || pi->market != Market::perp || pi->settle != i->settle) continue;
    Decimal paid = p->qty.negative() ? -p->value() : p->value();
    if (p->venue == t.feed->venue && p->symbol == t.feed->symbol) {
      here.push_back(p);
      qty += p->qty;
      entry += paid;
      continue;
    }
    const Mark* m = p_.marks_.find(p->venue, p->symbol);
    Decimal price = m ? money(m->price) : p->average();
    rest += p->qty * price - paid - p->qty.abs() * price * pi->mmr;
  }
  if (here.empty() || qty.is_zero()) return;
  bool lng = qty.sign() > 0;
  Decimal open = money(t.kind == Tick::Kind::quote ? (lng ? t.bid : t.ask) : t.open);
  Decimal worst = t.kind == Tick::Kind::quote ? open : money(lng ? t.low : t.high);
  // rest - entry + qty p - mmr |qty| p <= 0
  Decimal slope = lng ? qty * (one - i->mmr) : qty * (one + i->mmr);
  if (rest - entry + slope * worst > Decimal{}) return;
  Decimal price = (entry - rest) / slope;
  Decimal reference = lng ? min(price, open) : max(price, open);
  if (reference.sign() <= 0) reference = max(i->tick, open);
  const Venue* v = p_.venues_.venue(t.feed->venue);
  Decimal by = reference * (v ? v->stop_slippage * p_.costs_.scale : Decimal{});
  Decimal at = lng ? floor_to(reference - by, i->tick) : ceil_to(reference + by, i->tick);
  if (at.sign() <= 0) at = reference;
  for (const Position* p : here) close_by_force(*p, *i, at, reference, t);
}

void Matching::close_by_force(const Position& p, const Instrument& i, Decimal price, Decimal reference,
                              const Tick& t) {
  TsUs ts = t.ts;
  Working w;
  w.o.id = std::string(name_of(p.strategy)) + "/" + std::string(name_of(p.symbol)) + "@" +
           std::to_string(ts) + "#liq";
  w.o.kind = "market";
  w.o.intent = "close";
  w.o.exit_rule = "liquidation";
  w.o.tif = "IOC";
  w.o.strategy = p.strategy;
  w.o.venue = p.venue;
  w.o.symbol = p.symbol;
  w.o.buy = p.qty.negative();
  w.o.reduce_only = true;
  w.o.qty = w.allowed = p.qty.abs();
  w.o.approved = ts;
  w.volume = account_->fee_volume(ts, p.venue);
  p_.hold(Paper::key(w.o), p.qty);
  PaperReport r;
  r.kind = PaperReport::Kind::liquidation;
  r.order = w.o;
  r.reason = "cash and unrealised profit fell to the maintenance margin of " +
             std::string(name_of(i.settle)) + " positions";
  out_.push_back(std::move(r));
  fill(w, w.o.qty, price, reference, false, t.kind == Tick::Kind::candle ? candle_model : quote_model, ts);
}

}  // namespace tu::account
