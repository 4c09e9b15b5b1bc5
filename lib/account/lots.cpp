#include "account/lots.h"

#include <algorithm>
#include <utility>

namespace tu::account {
namespace {

OtherFees shares(const OtherFees& fees, Decimal part, Decimal whole) {
  OtherFees list;
  for (const auto& [currency, amount] : fees) list.emplace_back(currency, share(amount, part, whole));
  return list;
}

// How many there are behind the point.
int decimals(Decimal d) {
  Decimal::Raw units = d.raw();
  int n = Decimal::places;
  for (; n > 0 && units % 10 == 0; --n) units /= 10;
  return n;
}

void take_away(OtherFees& from, const OtherFees& fees) {
  for (const auto& [currency, amount] : fees) add_fee(from, currency, -amount);
}

}  // namespace

Decimal share(Decimal amount, Decimal part, Decimal whole) {
  if (part == whole) return amount;
  // Rounded once where it can be: a rounded ratio would leave a trace of itself at the end of every share.
  if (decimals(amount) + decimals(part) <= Decimal::places)
    if (const auto product = Decimal::checked_mul(amount, part)) return *product / whole;
  // The ratio first: amount x part may be beyond the range where both are large.
  return amount * (part / whole);
}

void add_fee(OtherFees& list, Atom currency, Decimal amount) {
  if (amount.is_zero()) return;
  for (auto& [known, sum] : list)
    if (known == currency) return void(sum += amount);
  list.emplace_back(currency, amount);
}

FillPart split_off(FillPart& rest, Decimal part, Decimal price) {
  if (part == rest.qty) return std::exchange(rest, {});
  FillPart p{part,
             min(rest.value, part * price),
             share(rest.fees, part, rest.qty),
             share(rest.slippage, part, rest.qty),
             share(rest.margin, part, rest.qty),
             shares(rest.other_fees, part, rest.qty)};
  rest.qty -= p.qty;
  rest.value -= p.value;
  rest.fees -= p.fees;
  rest.slippage -= p.slippage;
  rest.margin -= p.margin;
  take_away(rest.other_fees, p.other_fees);
  return p;
}

void open_lot(Position& p, bool buy, const FillPart& part, Decimal price, TsUs at, const OrderState& order) {
  if (p.lots.empty()) p.opened = at, p.closed = Decimal{};
  p.lots.push_back({part.qty, price, part.value, part.fees, part.slippage, part.margin, at, order.id,
                    order.signals, order.group, part.other_fees, order.value});
  p.qty = buy ? p.qty + part.qty : p.qty - part.qty;
}

Run next_run(const Position& p, std::string_view group_of_exit, Decimal most) {
  Run run;
  if (!group_of_exit.empty())
    for (const Lot& lot : p.lots)
      if (lot.group == group_of_exit) run.qty += lot.qty;
  if (!run.qty.is_zero()) {
    run.group = group_of_exit;
  } else if (!p.lots.empty()) {
    run.group = p.lots.front().group;
    for (const Lot& lot : p.lots) {
      if (lot.group != run.group) break;
      run.qty += lot.qty;
    }
  }
  run.qty = min(run.qty, most);
  return run;
}

Closed close_lots(Position& p, const Run& run) {
  Closed c;
  if (p.lots.empty()) return c;
  const auto oldest = [&] {
    return std::find_if(p.lots.begin(), p.lots.end(), [&](const Lot& l) { return l.group == run.group; });
  };
  c.opened = oldest()->at;
  c.signals = oldest()->signals;
  c.value = oldest()->value_of_order;
  c.funding = share(p.funding, run.qty, p.qty.abs());
  p.funding -= c.funding;
  p.qty = p.qty.negative() ? p.qty + run.qty : p.qty - run.qty;
  for (Decimal left = run.qty; !left.is_zero();) {
    const auto at = oldest();
    Lot& lot = *at;
    Decimal part = min(left, lot.qty);
    FillPart s{part,
               part == lot.qty ? lot.value : min(lot.value, part * lot.price),
               share(lot.fees, part, lot.qty),
               share(lot.slippage, part, lot.qty),
               share(lot.margin, part, lot.qty),
               shares(lot.other_fees, part, lot.qty)};
    c.entry.qty += s.qty;
    c.entry.value += s.value;
    c.entry.fees += s.fees;
    c.entry.slippage += s.slippage;
    c.entry.margin += s.margin;
    for (const auto& [currency, amount] : s.other_fees) add_fee(c.entry.other_fees, currency, amount);
    left -= part;
    if (part == lot.qty) {
      p.lots.erase(at);
      continue;
    }
    lot.qty -= s.qty;
    lot.value -= s.value;
    lot.fees -= s.fees;
    lot.slippage -= s.slippage;
    lot.margin -= s.margin;
    take_away(lot.other_fees, s.other_fees);
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
