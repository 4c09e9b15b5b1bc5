// place-order: send approved orders to the (simulated) venue and journal what becomes of them. Mode live is
// in live_orders.h; the rest of this file is paper.
//
// Only an order that the journal shows approved is sent: account::Approved is the ticket, and nobody else can
// make one. In a lockstep replay the approval of an instant is seen after its sync, so an order is journalled
// as sent at the next instant; it is live from its own time on all the same, and matches nothing of its own
// instant.
#include <algorithm>

#include "account/paper.h"
#include "stages/all.h"
#include "stages/funnel.h"
#include "stages/live_orders.h"
#include "stages/order_fit.h"
#include "stages/order_inbox.h"
#include "stages/paper_rows.h"
#include "stages/place_order_options.h"
#include "stages/venue_option.h"
#include "stages/warm_until.h"

namespace tu::stages {
namespace {

using account::OrderPhase;
using account::PaperReport;

using Options = PlaceOrderOptions;

// An order that the journal does not show by then was not approved by any gate of this ledger.
constexpr int instants_until_unknown = 16;
constexpr DurUs time_until_unknown = 30 * us_per_s;

class PlaceOrder final : public Stage {
 public:
  PlaceOrder(const Options& o, const Ports& ports)
      : o_(o),
        port_(o.mode == "paper" ? ports.account : nullptr),
        strategy_(intern(o.strategy)),
        venues_(std::move(read_venues(venue_file(o))).value()),
        paper_(venues_, cost_model(o)) {
    if (o.mode == "live") live_ = std::make_unique<LiveOrders>(live_options(o), ports, venues_);
    said_ = o.mode != "paper" || ports.account;
  }
  static Status check(const Options& o) {
    if (o.cost_scale.negative())
      return fail(Exit::usage, "--cost-scale is " + o.cost_scale.str() + ", expected 0 or more");
    if (auto v = read_venues(venue_file(o)); !v) return v.error();
    return check_places(o);
  }

  void session(const Event& e, Out& out) override {
    if (live_) return live_->session(e, out);
    constexpr Field mode{Type::session, "mode"};
    // What this run's gate approves comes later than this; what is older was left over by a run before.
    warm_until_ = warm_until_of(e);
    starts_ = std::max(e.ts, warm_until_);
    restored_ = false;
    on_paper_ = port_ && e.text(mode) == "paper";
    if (port_ && e.text(mode) == "live")
      out.stop(fail(
          Exit::refused,
          "session mode is \"live\": simulated fills never enter a live ledger (--mode dry-run looks on)"));
  }

  void on(Event& e, Out& out) override {
    out.pass(e);
    if (live_) return live_->on(e, out);
    switch (e.type) {
      case Type::order:
        ++orders_;
        if (port_) inbox_.keep(e);
        return;
      case Type::cancel:
        ++cancels_;
        if (port_) inbox_.keep(e);
        return;
      case Type::instrument:
        return venues_.observe(e);
      case Type::resolution:
        return paper_.resolved(e);
      default:
        if (port_) paper_.observe(e, !inbox_.empty());
    }
  }

  void instant_end(TsUs ts, Out& out) override {
    if (live_) return live_->look(ts, out);
    if (!port_) return look_only(out);
    now_ = ts;
    if (ts <= warm_until_) return paper_.skip();
    const account::Account* a = nullptr;
    const bool admits = inbox_.has_before(ts);
    if (!restored_ || admits || paper_.has_perp()) {
      auto view = port_->view(ts);
      if (!view) return out.stop(view.error());
      a = *view;
    }
    if (!restored_) restore(ts, *a, out);
    if (admits) admit(ts, *a, out);
    paper_.run(ts, a, reports_);
    if (!reports_.empty()) journal(ts, out);
    reports_.clear();
  }

  void news(TsUs ts, Out& out) override {
    if (live_) live_->look(ts, out);
  }

  void end(Out& out) override {
    if (live_) return live_->end(0, out);
    if (on_paper_ && restored_ && !out.stopped()) leave(out);
  }

  std::string summary() const override {
    if (live_) return live_->summary();
    if (!port_)
      return "place-order: dry run: " + std::to_string(orders_) + " orders and " + std::to_string(cancels_) +
             " cancels were not sent";
    return "place-order: " + std::to_string(orders_) + " orders, " + std::to_string(fills_) + " fills, " +
           ended_.line("ended");
  }

 private:
  void look_only(Out& out) {
    if (said_) return;
    said_ = true;
    out.complain_once(Exit::ok, "no ledger was named: dry run, nothing is sent and nothing fills");
  }

  // What a run before this one left: the journal is the venue's state. Nothing fills for the time between.
  void restore(TsUs ts, const account::Account& a, Out& out) {
    restored_ = true;
    account_name_ = a.name();
    paper_.resolved(a.resolved());
    const TsUs starts = std::min(starts_, ts);
    TsUs known = -1;
    for (const account::OrderState* o : a.ordered_orders()) {
      if (o->approved >= starts || (strategy_ != Atom::none && o->strategy != strategy_)) continue;
      if (paper_.works(o->id) || inbox_.has_order(o->id)) continue;  // ours: only the source began anew
      known = std::max(known, o->updated);
      if (o->phase == OrderPhase::open || o->phase == OrderPhase::partial) {
        paper_.restore(*o, ts, a.fee_volume(ts, o->venue));
        continue;
      }
      reports_.push_back(cancelled(*o, "restart"));
    }
    for (const account::Position* p : a.ordered_positions())
      if (strategy_ == Atom::none || p->strategy == strategy_) paper_.hold(*p);
    if (known < 0) return;
    Event& gap = out.make(Type::gap, ts);
    gap.set_integer(Field{Type::gap, "from"}, known);
    gap.set_integer(Field{Type::gap, "to"}, ts);
    gap.set_text(Field{Type::gap, "reason"}, "restart: nothing was matched meanwhile");
    out.pass(gap);
  }

  // The stream of a market ends: what may not wait for a later one ends with it, and releases its money. What
  // rests stays open.
  void leave(Out& out) {
    auto view = port_->view(now_);
    if (!view) return out.stop(view.error());
    const std::string reason = "the stream ended before the market moved";
    for (const account::OrderState& o : inbox_.approved(**view)) reports_.push_back(cancelled(o, reason));
    paper_.close(reason);
    paper_.run(now_, nullptr, reports_);
    if (reports_.empty()) return;
    journal(now_, out);
    out.complain_once(Exit::ok,
                      "orders ended with the stream: on paper they match what comes after them, so "
                      "the feed must go on (not --once)");
  }

  void admit(TsUs ts, const account::Account& a, Out& out) {
    paper_.resolved(a.resolved());
    std::size_t done = 0;
    for (const auto events = inbox_.events(); done < events.size() && events[done]->ts < ts; ++done) {
      const Event& e = *events[done];
      if (account::account_of(e) != a.name()) continue;
      if (e.type == Type::cancel) {
        cancel(e);
        continue;
      }
      auto ticket = account::Approved::check(a, e);
      if (!ticket) {
        out.complain_once(ticket.error().status, ticket.error().message);
      } else if (*ticket) {
        send(**ticket, a, ts);
      } else if (++waited_ <= instants_until_unknown || ts < e.ts + time_until_unknown) {
        break;
      } else {
        constexpr Field id{Type::order, "id"};
        out.complain_once(Exit::refused,
                          "order " + std::string(e.text(id)) + " is not sent: the journal shows no approval");
      }
      waited_ = 0;
    }
    inbox_.drop_first(done);
  }

  void send(const account::Approved& ticket, const account::Account& a, TsUs ts) {
    const account::OrderState& o = ticket.order();
    Decimal traded = a.fee_volume(ts, o.venue);
    PaperReport r;
    r.order = o;
    r.reason = unfit(o, venues_, traded);
    r.order.phase = r.reason.empty() ? OrderPhase::sent : OrderPhase::rejected;
    if (r.reason.empty()) paper_.send(ticket, traded);
    reports_.push_back(std::move(r));
  }

  void cancel(const Event& e) {
    constexpr Field id{Type::cancel, "id"}, strategy{Type::cancel, "strategy"}, side{Type::cancel, "side"};
    constexpr Field reason{Type::cancel, "reason"};
    std::string why(e.text_or(reason, "cancelled"));
    if (e.has(id)) {
      paper_.cancel(e.text(id), e.ts, why);
      return;
    }
    if (!e.has(strategy)) return;
    for (const std::string& each : paper_.working_of(intern(e.text(strategy)), e.symbol, e.text(side)))
      paper_.cancel(each, e.ts, why);
  }

  // The venue ended an attempt: where the approval covers another it is journalled as sent, and sent.
  bool next_attempt(const PaperReport& r, const account::Account& a, TsUs ts, Out& out) {
    if (!r.ended) return false;
    const auto ticket = account::Approved::next(a, r.order.id, *r.ended, ts);
    if (!ticket) return false;
    PaperReport sent;
    sent.order = ticket->order();
    sent.order.phase = OrderPhase::sent;
    sent.reason = "attempt " + std::to_string(r.order.attempt) + " " +
                  std::string(phase_name(r.ended->phase)) + (r.ended->would_take ? ": " + r.reason : "");
    Event& row = paper_row(sent, ts, account_name_, out);
    if (auto written = port_->write(row); !written) {
      out.stop(written.error());
      return true;
    }
    out.pass(row);
    paper_.send(*ticket, a.fee_volume(ts, sent.order.venue));
    return true;
  }

  void journal(TsUs ts, Out& out) {
    auto begun = port_->begin(ts);
    if (!begun) return out.stop(begun.error());
    for (const PaperReport& r : reports_) {
      if (out.stopped()) return;
      if (next_attempt(r, **begun, ts, out)) continue;
      Event& row = paper_row(r, ts, account_name_, out);
      if (auto written = port_->write(row); !written) return out.stop(written.error());
      out.pass(row);
      if (r.kind == PaperReport::Kind::fill) ++fills_;
      if (r.kind == PaperReport::Kind::update && is_final(r.order.phase))
        ended_.count(phase_name(r.order.phase));
      if (r.kind == PaperReport::Kind::liquidation) out.pass(liquidation_alert(r, ts, out));
    }
    if (Status st = port_->commit(); !st) out.stop(st.error());
  }

  // configured
  Options o_;
  AccountPort* port_;
  Atom strategy_;
  account::Venues venues_;
  // state
  std::unique_ptr<LiveOrders> live_;
  account::Paper paper_;
  OrderInbox inbox_;
  std::vector<PaperReport> reports_;
  std::string account_name_ = "main";
  TsUs starts_ = ts_limit, warm_until_ = -1, now_ = 0;
  bool restored_ = false, said_ = false, on_paper_ = false;
  int waited_ = 0;
  std::int64_t orders_ = 0, cancels_ = 0, fills_ = 0;
  Funnel ended_;
};

}  // namespace

const StageSpec& place_order() {
  static const StageSpec spec = [] {
    StageSpec s = describe<PlaceOrder, Options>(
        "place-order", "send approved orders, and say what became of them",
        {"order", "cancel", "candle", "quote", "trade", "book", "funding", "instrument", "resolution"},
        {"order_update", "fill", "alert", "gap", "halt"}, place_order_rows());
    s.reads_account = s.writes_account = true;
    s.examples = {
        {"place-order --mode dry-run < examples/data/btc-1m.ndjson | tail -1", "look on without sending"}};
    s.see_also = {"risk-gate", "settle", "ledger"};
    s.statuses = {{Exit::refused, "a latch of --mode live is closed, or has kept an order back"}};
    return s;
  }();
  return spec;
}

}  // namespace tu::stages
