#include "stages/live_orders.h"

#include <algorithm>

#include "account/client_id.h"
#include "event/copy.h"
#include "stages/live_rows.h"
#include "stages/session_venues.h"
#include "stages/warm_until.h"

namespace tu::stages {

using account::Account;
using account::Approved;
using account::OrderPhase;
using account::OrderState;

namespace {

// An order that the journal does not show by then was approved by no gate of this ledger.
constexpr DurUs time_until_unapproved = 30 * us_per_s;

bool left(OrderPhase p) {
  return p != OrderPhase::approved && !is_final(p);
}

}  // namespace

LiveOrders::LiveOrders(LiveOptions options, const Ports& ports, account::Venues& venues)
    : o_(std::move(options)),
      port_(ports.account),
      clock_(ports.clock),
      kill_(ports.kill),
      venue_(ports.venue),
      venues_(venues),
      strategy_(intern(o_.strategy)) {
  facts_.ledger = port_ != nullptr;
  facts_.venue_port = venue_ != nullptr && clock_ != nullptr;
  facts_.word = ports.latch;
  facts_.ledger_id = port_ ? port_->ledger_id() : "";
  facts_.ceilings = o_.latches.ceiling && o_.latches.ceiling_day;
}

void LiveOrders::session(const Event& e, Out& out) {
  constexpr Field mode{Type::session, "mode"}, source{Type::session, "source"};
  facts_.session_mode = e.text(mode);
  source_ = e.text(source);
  now_ = std::max(now_, e.ts);
  starts_ = std::max(e.ts, warm_until_of(e));
  opened_ = false;
  if (open(out)) restore(now_, out);
}

// Every latch that does not depend on an order.
bool LiveOrders::open(Out& out) {
  if (opened_ || out.stopped()) return opened_;
  std::vector<std::string> venues;
  if (port_) {
    auto a = port_->view(now_);
    if (!a) {
      out.stop(a.error());
      return false;
    }
    facts_.ledger_mode = (*a)->mode();
    account_name_ = (*a)->name();
    venues = session_venues(source_, **a);
  }
  const std::string why = closed_for_session(facts_);
  if (!why.empty())
    out.stop(fail(Exit::refused, "--mode live is refused by the latch " + why));
  else if (Status st = venue_->open(venues); !st)
    out.stop(st.error());
  opened_ = !out.stopped();
  return opened_;
}

// What a run before this one left: an approval that never left is over; what left is asked for.
void LiveOrders::restore(TsUs ts, Out& out) {
  auto begun = port_->begin(ts);
  if (!begun) return out.stop(begun.error());
  std::vector<OrderState> gone;
  for (const OrderState* o : (*begun)->ordered_orders()) {
    if (strategy_ != Atom::none && o->strategy != strategy_) continue;
    if (live_.count(client_of(*o)) != 0) continue;  // ours: only the source began anew
    if (left(o->phase)) {
      if (!venue_->serves(name_of(o->venue))) {
        out.complain_once(Exit::refused, "order " + o->id + " is at " + std::string(name_of(o->venue)) +
                                             ", which --venue does not name: not looked after");
        continue;
      }
      remember(*o);
      venue_->resolve(venue_order(*o), o->venue_id);
    } else if (o->approved < starts_ || o->approved > clock_->now() + o_.latches.max_age) {
      gone.push_back(*o);  // one from ahead of the clock, of a line that was damaged, can never leave either
    }
  }
  for (const OrderState& o : gone) {
    VenueReport r;
    r.reason = "restart: it had not left";
    update(o, OrderPhase::cancelled, r, out);
  }
  if (Status st = port_->commit(); !st) out.stop(st.error());
}

void LiveOrders::order(const Event& e, Out& out) {
  now_ = std::max(now_, e.ts);
  if (!open(out)) return;
  if (try_send(e, now_, out) == Went::done) return;
  auto held = std::make_unique<Held>();
  held->event = copy_event(e, held->arena, Text::copy);
  held->since = now_;
  waiting_.push_back(std::move(held));
}

LiveOrders::Went LiveOrders::try_send(const Event& e, TsUs since, Out& out) {
  constexpr Field id{Type::order, "id"};
  auto begun = port_->begin(now_);
  if (!begun) return out.stop(begun.error()), Went::done;
  const Account& a = **begun;
  Went went = Went::done;
  if (account::account_of(e) == a.name()) {
    auto ticket = Approved::check(a, e);
    if (!ticket) {
      out.complain_once(ticket.error().status, ticket.error().message);
    } else if (!*ticket) {
      went = now_ < since + time_until_unapproved ? Went::waits : Went::done;
      if (went == Went::done)
        out.complain_once(Exit::refused,
                          "order " + std::string(e.text(id)) + " is not sent: the journal shows no approval");
    } else if (replaced_works(a, (*ticket)->order())) {
      went = Went::waits;
    } else if (const std::string why = closed(a, (*ticket)->order()); !why.empty()) {
      refuse((*ticket)->order(), why, out);
    } else {
      VenueReport none;
      update((*ticket)->order(), OrderPhase::sent, none, out);
      to_send_.push_back((*ticket)->order());
    }
  }
  if (out.stopped()) return Went::done;
  if (Status st = port_->commit(); !st) return out.stop(st.error()), Went::done;
  let_go(out);
  return went;
}

// Only when the disk has what is journalled as sent may a byte go out.
void LiveOrders::let_go(Out& out) {
  if (to_send_.empty()) return;
  if (Status st = port_->durable(); !st) return out.stop(st.error());
  for (const OrderState& o : to_send_) leave(o);
  to_send_.clear();
}

std::string LiveOrders::closed(const Account& a, const OrderState& o) const {
  std::optional<std::string> kill;
  if (kill_) {
    auto word = kill_->halt_kind();
    if (!word) return "halt: " + word.error().message;
    kill = *word;
  }
  return closed_for_order({a, o, clock_->now(), kill, venue_->serves(name_of(o.venue))}, o_.latches);
}

void LiveOrders::refuse(const OrderState& o, const std::string& why, Out& out) {
  out.complain_once(Exit::refused, "order " + o.id + " is not sent: refused by the latch " + why);
  VenueReport r;
  r.reason = "latch " + why;
  update(o, OrderPhase::rejected, r, out);
}

// The order that this one replaces must be over before this one leaves, or both could fill.
bool LiveOrders::replaced_works(const Account& a, const OrderState& o) {
  if (o.replaces.empty()) return false;
  const OrderState* old = a.order(o.replaces);
  if (!old || !left(old->phase)) return false;
  ask_end(*old);
  return true;
}

void LiveOrders::remember(const OrderState& o) {
  live_[client_of(o)] = Live{o.id, std::max(o.attempt, 1), false};
  holdings_.traded(o.venue, o.symbol);
}

void LiveOrders::leave(const OrderState& o) {
  remember(o);
  ++sent_;
  venue_->send(venue_order(o));
}

std::string LiveOrders::client_of(const OrderState& o) const {
  return account::client_id(facts_.ledger_id, o.id, std::max(o.attempt, 1));
}

VenueOrder LiveOrders::venue_order(const OrderState& o) const {
  VenueOrder v;
  v.client_id = client_of(o);
  v.venue = name_of(o.venue);
  v.symbol = name_of(o.symbol);
  v.kind = o.kind;
  v.tif = o.tif;
  v.buy = o.buy;
  v.post_only = o.post_only;
  v.reduce_only = o.reduce_only;
  v.qty = o.left();
  v.limit = o.limit;
  v.stop = o.stop;
  v.limit_worst = o.limit_worst;
  v.expires = o.expires;
  v.until = o.attempt > 1 ? 0 : o.until;
  v.since = o.approved;
  if (!o.post_only || o.limit.sign() <= 0) return v;
  // Away from the market: what was refused goes wider, and a slow line needs more room than a fast one.
  const Decimal share =
      o_.widen * Decimal::from_integer(std::max(o.attempt, 1) - 1) +
      o_.latency_offset * Decimal::from_integer(venue_->latency() / us_per_ms) / Decimal::from_integer(100);
  const Decimal away = o.limit * share;
  v.limit = o.buy ? o.limit - min(away, o.limit) : o.limit + away;
  return v;
}

void LiveOrders::ask_end(const OrderState& o) {
  const auto it = live_.find(client_of(o));
  if (it == live_.end() || it->second.asked) return;
  it->second.asked = true;
  venue_->cancel(it->first);
}

void LiveOrders::cancel(const Event& e, Out& out) {
  constexpr Field id{Type::cancel, "id"}, strategy{Type::cancel, "strategy"}, side{Type::cancel, "side"};
  now_ = std::max(now_, e.ts);
  if (!open(out)) return;
  auto view = port_->view(now_);
  if (!view) return out.stop(view.error());
  if (account::account_of(e) != (*view)->name()) return;
  if (!e.has(id) && !e.has(strategy)) return;
  for (const OrderState* o : (*view)->ordered_orders()) {
    const bool meant = e.has(id) ? o->id == e.text(id)
                                 : name_of(o->strategy) == e.text(strategy) &&
                                       (e.symbol == Atom::none || o->symbol == e.symbol) &&
                                       (!e.has(side) || o->buy == (e.text(side) == "buy"));
    if (meant && left(o->phase)) ask_end(*o);
  }
}

void LiveOrders::look(TsUs ts, Out& out) {
  now_ = std::max(now_, ts);
  // Also while nothing is open: what nobody fetched would wake the runner again and again.
  reports_.clear();
  if (venue_) venue_->poll(reports_);
  if (!opened_ || out.stopped()) return;
  if (!reports_.empty()) {
    auto begun = port_->begin(now_);
    if (!begun) return out.stop(begun.error());
    for (const VenueReport& r : reports_) {
      if (out.stopped()) return;
      heard(r, **begun, out);
    }
    if (out.stopped()) return;
    if (Status st = port_->commit(); !st) return out.stop(st.error());
    let_go(out);
    if (auto view = port_->view(now_); view)
      for (const std::string& id : to_cancel_)
        if (const OrderState* o = (*view)->order(id); o && left(o->phase)) ask_end(*o);
    to_cancel_.clear();
  }
  for (std::size_t i = 0; i < waiting_.size() && !out.stopped();) {
    const Held& h = *waiting_[i];
    if (try_send(*h.event, h.since, out) == Went::waits)
      ++i;
    else
      waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(i));
  }
}

void LiveOrders::end(TsUs ts, Out& out) {
  constexpr DurUs slice = 50 * us_per_ms;
  look(ts, out);
  if (!opened_ || out.stopped()) return;
  if (o_.cancel_on_end)
    if (auto view = port_->view(now_); view)
      for (const OrderState* o : (*view)->ordered_orders())
        if (left(o->phase)) ask_end(*o);
  const TsUs begun = clock_->now();
  while (!out.stopped() && venue_->busy() && clock_->now() - begun < o_.wait) {
    venue_->wait(slice);
    look(now_, out);
  }
}

std::string LiveOrders::summary() const {
  std::string s = "place-order: live: " + std::to_string(sent_) + " sent, " + std::to_string(fills_) +
                  " fills, " + ended_.line("ended");
  if (const std::string more = venue_ ? venue_->summary() : ""; !more.empty()) s += "\n" + more;
  return s;
}

}  // namespace tu::stages
