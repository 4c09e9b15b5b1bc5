#include "account/lots.h"

namespace tu::account {

Decimal share(Decimal amount, Decimal part, Decimal whole) {
  // The ratio first: amount x part may be beyond the range where both are large.
  return part == whole ? amount : amount * (part / whole);
}

void open_lot(Position& p, bool buy, const FillPart& part, Decimal price, TsUs at, const OrderState& order) {
  if (p.lots.empty()) p.opened = at, p.closed = Decimal{};
  p.lots.push_back(
      {part.qty, price, part.value, part.fees, part.slippage, part.margin, at, order.id, order.signals});
  p.qty = buy ? p.qty + part.qty : p.qty - part.qty;
}

Closed close_lots(Position& p, Decimal qty) {
  Closed c;
  if (p.lots.empty()) return c;
  c.opened = p.lots.front().at;
  c.signals = p.lots.front().signals;
  c.funding = share(p.funding, qty, p.qty.abs());
  p.funding -= c.funding;
  p.qty = p.qty.negative() ? p.qty + qty : p.qty - qty;
  for (Decimal left = qty; !left.is_zero();) {
    Lot& lot = p.lots.front();
    Decimal part = min(left, lot.qty);
    FillPart s{part, part == lot.qty ? lot.value : min(lot.value, part * lot.price),
               share(lot.fees, part, lot.qty), share(lot.slippage, part, lot.qty),
               share(lot.margin, part, lot.qty)};
    c.entry.qty += s.qty;
    c.entry.value += s.value;
    c.entry.fees += s.fees;
    c.entry.slippage += s.slippage;
    c.entry.margin += s.margin;
    left -= part;
    if (part == lot.qty) {
      p.lots.pop_front();
      continue;
    }
    lot.qty -= s.qty;
    lot.value -= s.value;
    lot.fees -= s.fees;
    lot.slippage -= s.slippage;
    lot.margin -= s.margin;
  }
  return c;
}

Decimal Position::value() const {
  Decimal v;
  for (const Lot& l : lots) v += l.value;
  return v;
}
Decimal Position::average() const {
  return qty.is_zero() ? Decimal{} : value() / qty.abs();
}
Decimal Position::entry_fees() const {
  Decimal v;
  for (const Lot& l : lots) v += l.fees;
  return v;
}
Decimal Position::margin() const {
  Decimal v;
  for (const Lot& l : lots) v += l.margin;
  return v;
}

}  // namespace tu::account
