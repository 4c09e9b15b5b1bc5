// Closing lots, and the groups whose legs are booked as one.
#include "account/fold.h"

namespace tu::account {

void Fold::join_group(const OrderState& o) {
  constexpr Field on_break{Type::order, "on_break"}, legs{Type::order, "legs"};
  Group::Leg& leg = leg_of(o.group, o);
  if (o.exit_rule == unwinding) ++leg.unwinds;
  Group& g = a_.groups_[o.group];
  if (e_.integer(legs) > 1 && g.on_break.empty()) g.on_break = e_.text_or(on_break, "unwind");
  ++g.working;
  g.updated = e_.ts;
}

// An order of a group is over. A leg that should have opened and did not, or not wholly, breaks the group.
void Fold::leave_group(const OrderState& o) {
  auto it = a_.groups_.find(o.group);
  if (it == a_.groups_.end()) return;
  Group& g = it->second;
  --g.working;
  g.updated = e_.ts;
  if (!o.reduces() && o.left().sign() > 0) g.broken = true;
  forget_if_over(it);
}

void Fold::forget_if_over(std::map<std::string, Group, std::less<>>::iterator group) {
  if (group->second.over() && !group->second.waits()) a_.groups_.erase(group);
}

// Where what the order closes waits for its pnl row: with the lots' group, else with the order's, else with
// the order.
Closing& Fold::closing_of(OrderState& o, const std::string& group_of_lots) {
  const std::string& group = group_of_lots.empty() ? o.group : group_of_lots;
  if (group.empty()) return o.closing;
  Group::Leg& leg = leg_of(group, o);
  leg.exit = o.id;
  leg.exit_rule = o.exit_rule;
  // The fill that closes is the one being folded (a resolution is none).
  const std::string fill = o.id + "/" + std::to_string(o.fills + 1);
  if (e_.type == Type::fill && (leg.fills.empty() || leg.fills.back() != fill)) leg.fills.push_back(fill);
  return leg.closing;
}

Group::Leg& Fold::leg_of(const std::string& group, const OrderState& o) {
  Group& g = a_.groups_[group];
  for (Group::Leg& leg : g.legs)
    if (leg.strategy == o.strategy && leg.venue == o.venue && leg.symbol == o.symbol) return leg;
  Group::Leg& leg = g.legs.emplace_back();
  leg.strategy = o.strategy, leg.venue = o.venue, leg.symbol = o.symbol;
  return leg;
}

void Fold::close(OrderState& o, Position& p, FillPart exit, Decimal price) {
  const bool was_long = !p.qty.negative(), perp = a_.market(o.venue, o.symbol) == Market::perp;
  const Atom currency = a_.quote_of(o.venue, o.symbol);
  while (exit.qty.sign() > 0) {
    const Run run = next_run(p, o.group, exit.qty);
    if (run.qty.is_zero()) break;
    const FillPart out = split_off(exit, run.qty, price);
    const Closed c = close_lots(p, run);
    p.closed += run.qty;
    Closing& k = closing_of(o, run.group);
    if (!run.group.empty()) leg_of(run.group, o).held -= run.qty;
    if (k.qty.is_zero()) {
      k.opened = c.opened;
      k.signals = c.signals;
      k.value = c.value;
      if (&k == &o.closing) a_.closing_.push_back(o.id);
    }
    k.qty = was_long ? k.qty + out.qty : k.qty - out.qty;
    k.entry_value += c.entry.value;
    k.exit_value += out.value;
    k.fees += c.entry.fees + out.fees;
    k.slippage += c.entry.slippage + out.slippage;
    k.funding += c.funding;
    for (const OtherFees* fees : {&c.entry.other_fees, &out.other_fees})
      for (const auto& [paid_in, amount] : *fees) add_fee(k.other_fees, paid_in, amount);
    k.closed = e_.ts;
    if (perp) {
      a_.cash_[currency] += was_long ? out.value - c.entry.value : c.entry.value - out.value;
      a_.reserved_[currency] -= c.entry.margin;
    }
  }
}

void Fold::booked_group(std::string_view name) {
  auto it = a_.groups_.find(name);
  if (it == a_.groups_.end()) return;
  for (Group::Leg& leg : it->second.legs) leg.closing = {}, leg.fills.clear();
  forget_if_over(it);
}

}  // namespace tu::account
