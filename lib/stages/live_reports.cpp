// What the venue states, journalled once. Runs inside the transaction that LiveOrders::look opened.
#include <algorithm>

#include "stages/live_orders.h"
#include "stages/live_rows.h"

namespace tu::stages {

using account::Account;
using account::Approved;
using account::AttemptEnd;
using account::OrderPhase;
using account::OrderState;

void LiveOrders::write(Event& row, Out& out) {
  auto written = port_->write(row);
  if (!written) return out.stop(written.error());
  out.pass(row);
}

void LiveOrders::update(const OrderState& o, OrderPhase phase, const VenueReport& r, Out& out) {
  write(live_update(o, {phase, r.venue_id, r.reason}, now_, account_name_, out), out);
  if (is_final(phase)) ended_.count(phase_name(phase));
}

void LiveOrders::alert(const OrderState& o, const std::string& message, Out& out) {
  say("critical", o.venue, o.symbol, o.id + ": " + message, out);
}

void LiveOrders::heard(const VenueReport& r, const Account& a, Out& out) {
  if (r.kind == VenueReport::Kind::holdings) return held(*r.holdings, a, out);
  const auto it = live_.find(r.client_id);
  if (it == live_.end()) return;  // somebody else's
  const OrderState* found = a.order(it->second.order);
  if (!found) return;
  const OrderState o = *found;  // rows written below change what `found` points at
  if (r.kind == VenueReport::Kind::fill) return heard_fill(r, o, out);
  if (is_final(o.phase) || std::max(o.attempt, 1) != it->second.attempt) return;
  switch (r.kind) {
    case VenueReport::Kind::open:
      if (o.phase == OrderPhase::sent || o.phase == OrderPhase::unknown)
        update(o, o.filled.sign() > 0 ? OrderPhase::partial : OrderPhase::open, r, out);
      break;
    case VenueReport::Kind::unknown:
      if (o.phase == OrderPhase::sent) update(o, OrderPhase::unknown, r, out);
      break;
    case VenueReport::Kind::ended:
    case VenueReport::Kind::refused:
      heard_end(r, it->second, o, a, out);
      break;
    case VenueReport::Kind::cancel_refused:
      out.complain_once(Exit::ok, o.id + ": the cancel was refused: " + r.reason);
      it->second.asked = false;
      break;
    case VenueReport::Kind::fill:
    case VenueReport::Kind::holdings:
      break;
  }
}

void LiveOrders::heard_fill(const VenueReport& r, const OrderState& o, Out& out) {
  if (std::find(o.venue_fills.begin(), o.venue_fills.end(), r.fill_id) != o.venue_fills.end()) return;
  if (r.qty > o.left())
    return alert(o,
                 "the venue filled " + r.qty.str() + " (" + r.fill_id + "), of which " + o.left().str() +
                     " was left: not journalled, see recon",
                 out);
  Decimal margin;
  if (const account::Instrument* i = venues_.instrument(o.venue, o.symbol);
      i && i->market == account::Market::perp)
    margin = r.price * r.qty * i->margin_rate();
  write(live_fill(o, r, margin, now_, account_name_, out), out);
  holdings_.filled(o.venue, o.symbol);
  ++fills_;
  filled_up(o, r, out);
  if (!o.oco.empty()) to_cancel_.push_back(o.oco);
}

// What the fill made of the order. That it is filled is known here: the venue's own word for it comes when
// the journal has it, and one that had ended before stays what it was.
void LiveOrders::filled_up(const OrderState& before, const VenueReport& r, Out& out) {
  OrderState o = before;
  o.filled += r.qty;
  VenueReport none;
  if (o.left().is_zero())
    update(o, OrderPhase::filled, none, out);
  else if (!is_final(o.phase))
    update(o, OrderPhase::partial, none, out);
}

// The venue ended an attempt: where the approval covers another, that one is journalled as sent.
void LiveOrders::heard_end(const VenueReport& r, const Live& live, const OrderState& o, const Account& a,
                           Out& out) {
  if (r.kind == VenueReport::Kind::ended && r.state == "filled" && o.left().sign() > 0 && r.filled > o.filled)
    return alert(o, "the venue says it is filled, its executions say " + o.filled.str(), out);
  AttemptEnd end;
  end.phase = r.kind == VenueReport::Kind::refused
                  ? OrderPhase::rejected
                  : account::phase_from(r.state).value_or(OrderPhase::cancelled);
  // Less than was asked, because it was fitted to the venue's steps.
  if (end.phase == OrderPhase::filled && o.left().sign() > 0) end.phase = OrderPhase::cancelled;
  end.would_take = r.would_take;
  end.asked = live.asked;
  const auto ticket = Approved::next(a, o.id, end, now_);
  if (!ticket) return update(o, end.phase, r, out);
  if (const std::string why =
          closed_for_order({a, ticket->order(), o.approved, std::nullopt, true}, o_.latches);
      !why.empty()) {
    VenueReport no = r;
    no.reason += (no.reason.empty() ? "" : "; ") + ("no further attempt: latch " + why);
    return update(o, end.phase, no, out);
  }
  VenueReport again;
  again.reason = "attempt " + std::to_string(std::max(o.attempt, 1)) + " " +
                 std::string(phase_name(end.phase)) + (r.reason.empty() ? "" : ": " + r.reason);
  update(ticket->order(), OrderPhase::sent, again, out);
  to_send_.push_back(ticket->order());
}

}  // namespace tu::stages
