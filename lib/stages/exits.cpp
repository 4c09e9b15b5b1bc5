// exits: watch every open position and propose to leave it.
//
// At each closed candle of --on the rules are tried in this order, and the first that fires proposes: halt,
// hibernate, acb, stop, vol_stop, target, partial, trail, time, opportunity, signal. Levels are taken from
// the position's actual average fill. A trigger that is seen in a candle (the default) leaves at the next
// open; --resting keeps a stop order at the venue instead, moved up with the trail. The trail is the highest
// of the average entry and the closes since then, less k times ATR(14) (mirrored for shorts), and is never
// loosened. One exit order at a time is outstanding for a position.
#include <algorithm>
#include <map>
#include <set>

#include "stages/all.h"
#include "stages/draft.h"
#include "stages/exit_calls.h"
#include "stages/exit_figures.h"
#include "stages/exits_options.h"
#include "stages/funnel.h"
#include "stages/held.h"
#include "stages/json_text.h"
#include "stages/other_timeframes.h"
#include "stages/own_account.h"
#include "stages/slot.h"
#include "stages/timeframe.h"
#include "stages/venue_option.h"
#include "stages/warm_until.h"

namespace tu::stages {
namespace {

using Options = ExitsOptions;

constexpr int refusals_before_alarm = 3;
constexpr DurUs first_backoff = 5 * us_per_min;
constexpr DurUs longest_backoff = 4 * us_per_hour;
constexpr int lengths_waited = 3;  // for the first candle of --on: one may be half, and one is under way

class Exits final : public Stage {
 public:
  Exits(const Options& o, const Ports& ports)
      : o_(o),
        account_(ports.account),
        strategy_(intern(o.strategy)),
        slots_(0, "x"),
        rules_(o.rules()),
        figures_(o),
        calls_({o.signal, o.signal_min, o.acb, o.opportunity, o.book_age.us, o.turn, o.turn_bars}) {
    venues_ = std::move(read_venues(o.venue)).value();
    if (account_) patience_ = lengths_waited * time_length(o.on).value_or(0);
  }
  static Status check(const Options& o) { return o.check(); }

  void session(const Event& e, Out& out) override {
    warm_until_ = warm_until_of(e);
    if (Status st = figures_.session(e); !st) out.stop(st.error());
  }

  void on(Event& e, Out& out) override {
    out.pass(e);
    if (e.type == Type::candle) return on_candle(e);
    if (e.type == Type::instrument) return venues_.observe(e);
    const bool decides = e.type == Type::halt || e.type == Type::posture || e.type == Type::factor;
    if (!decides || !of_another_account(e, account_)) calls_.observe(e);
  }

  void instant_end(TsUs ts, Out& out) override {
    if (patience_ > 0 && others_.meanwhile() > patience_) nobody_watches(ts, out);
    if (!due_) return;
    due_ = false;
    if (account_) look(ts, out);
    for (const auto& closed : closed_) calls_.heard(closed.first.first, closed.first.second);
    closed_.clear();
    calls_.looked();
  }

  void end(Out& out) override { figures_.end(out); }

  std::string summary() const override {
    if (!account_) return "exits: no ledger was named, so there is no position to leave";
    std::string s = "exits: " + std::to_string(evaluated_) + " looks at positions" + figures_.summary() +
                    ", " + proposed_.line("proposed") + others_.text(o_.on);
    if (evaluated_ > 0 || unwatched_.empty()) return s;
    s += "\nexits: nobody of --strategy " + o_.strategy + " held a position, and those of ";
    for (const std::string_view name : unwatched_)
      s.append(name == *unwatched_.begin() ? "" : ", ").append(name);
    return s + " were not watched here";
  }

 private:
  void on_candle(const Event& e) {
    constexpr Field tf{Type::candle, "tf"}, high{Type::candle, "high"}, low{Type::candle, "low"},
        close{Type::candle, "close"}, start{Type::candle, "start"};
    figures_.observe(e);
    if (e.text(tf) != o_.on) return others_.saw(e);
    others_.expected();
    Bar& bar = closed_[{e.venue, e.symbol}];
    bar = {e.real(high), e.real(low), e.real(close), e.integer(start), {}};
    if (!rules_.vol_stops.empty()) bar.regime = e.word("regime").value_or("");
    due_ = true;
  }

  // Positions that wait for a candle of --on which is not made: none of the rules is tried, not even the
  // stop.
  void nobody_watches(TsUs ts, Out& out) {
    auto view = account_->view(ts);
    if (!view) return out.stop(view.error());
    for (const account::Position* p : (*view)->ordered_positions()) {
      if (strategy_ != Atom::none && p->strategy != strategy_) continue;
      patience_ = 0;
      return out.complain_once(Exit::config, "nobody watches " + std::string(name_of(p->symbol)) + " at " +
                                                 std::string(name_of(p->venue)) + others_.text(o_.on) +
                                                 "; put `candles --tf " + o_.on +
                                                 "` in front of exits, or name one of these as --on");
    }
  }

  void look(TsUs ts, Out& out) {
    auto view = account_->view(ts);
    if (!view) return out.stop(view.error());
    const account::Account& a = **view;
    if (a.flat()) return watches_.clear();
    const auto positions = a.ordered_positions();
    forget_closed(a);
    for (const account::Position* p : positions) {
      if (strategy_ != Atom::none && p->strategy != strategy_) {
        if (evaluated_ == 0) unwatched_.insert(name_of(p->strategy));
        continue;
      }
      const auto bar = closed_.find({p->venue, p->symbol});
      if (bar == closed_.end()) continue;
      ++evaluated_;
      Watch& w = watches_[{p->strategy, p->venue, p->symbol}];
      figures_.looked(*p, out);
      follow(w, *p, bar->second, figures_.atr(p->venue, p->symbol), rules_);
      if (ts > warm_until_) judge(w, *p, bar->second, a, ts, out);
    }
  }

  void forget_closed(const account::Account& a) {
    for (auto it = watches_.begin(); it != watches_.end();) {
      const auto& [strategy, venue, symbol] = it->first;
      it = a.position(strategy, venue, symbol) ? std::next(it) : watches_.erase(it);
    }
  }

  void judge(Watch& w, const account::Position& p, const Bar& bar, const account::Account& a, TsUs ts,
             Out& out) {
    const account::OrderState* open = exit_order(a, p.strategy, p.venue, p.symbol);
    if (!open) count_refusals(w, p, a, ts, out);
    if (ts < w.quiet_until) return;
    const bool losing = p.qty.sign() * (bar.close - p.average().to_real()) < 0;
    Calls calls = calls_.of(p, a, ts, losing);
    if (const account::Instrument* i = venues_.instrument(p.venue, p.symbol)) calls.lot = i->lot;
    const Trigger t = first_trigger(w, p, bar, ts, rules_, calls);
    const bool resting_stop = open && open->kind == "stop";
    if (!t.rule.empty()) {
      if (open && !resting_stop) return;
      Event& e = proposal(w, p, bar, a, ts, t, out);
      e.set_text({Type::proposal, "kind"}, "market");
      if (t.part.sign() > 0) {
        e.set_text({Type::proposal, "intent"}, "reduce");
        e.set({Type::proposal, "qty"}, closing_qty(p, t.part, calls.lot));
      }
      if (open) replace(e, *open, out);
      return out.pass(e);
    }
    if (rules_.resting) keep_stop(w, p, bar, a, ts, open, out);
  }

  static void replace(Event& e, const account::OrderState& open, Out& out) {
    constexpr Field replaces{Type::proposal, "replaces"};
    e.set_text(replaces, out.keep(open.id));
  }

  // One stop order rests for the position: placed when there is none, replaced when its level or quantity
  // must change.
  void keep_stop(Watch& w, const account::Position& p, const Bar& bar, const account::Account& a, TsUs ts,
                 const account::OrderState* open, Out& out) {
    const int way = p.qty.sign();
    const double fixed = stop_level(p, rules_);
    const bool by_trail = w.trail != no_level && (fixed == no_level || (w.trail - fixed) * way > 0);
    const double wanted = by_trail ? w.trail : fixed;
    if (wanted == no_level) return;
    const account::Instrument* i = venues_.instrument(p.venue, p.symbol);
    const auto exact = Decimal::from_real(wanted);
    if (!exact) return;
    // Away from profit: a long's stop down, a short's up.
    const Decimal tick = i ? i->tick : Decimal{};
    const Decimal level = way > 0 ? floor_to(*exact, tick) : ceil_to(*exact, tick);
    if (level.sign() <= 0) return;
    if (open) {
      if (open->kind != "stop") return;
      // As it was asked for: the gate's steps may be coarser than ours.
      const Decimal& stands = open->id == w.stop_order ? w.stop_asked : open->stop;
      const bool better = way > 0 ? level > stands : level < stands;
      if (!better && open->left() == p.qty.abs()) return;
    }
    const Trigger t{by_trail ? "trail" : "stop", "rests at " + level.str(), {}};
    constexpr Field kind{Type::proposal, "kind"}, stop{Type::proposal, "stop"};
    Event& e = proposal(w, p, bar, a, ts, t, out);
    e.set_text(kind, "stop");
    e.set(stop, level);
    w.stop_order = e.text({Type::proposal, "id"});
    w.stop_asked = level;
    if (open) replace(e, *open, out);
    out.pass(e);
  }

  // An exit that was refused again and again (dust, a halt of all) is asked for less and less often.
  void count_refusals(Watch& w, const account::Position& p, const account::Account& a, TsUs ts, Out& out) {
    if (w.proposed < 0) return;
    if (last_refusal(a, p.strategy, p.symbol) != w.proposed) return;
    w.proposed = -1;
    if (++w.refused < refusals_before_alarm) return;
    w.quiet_until =
        ts + std::min(longest_backoff, first_backoff << std::min(w.refused - refusals_before_alarm, 6));
    if (w.refused > refusals_before_alarm) return;
    constexpr Field severity{Type::alert, "severity"}, message{Type::alert, "message"};
    Event& e = out.make(Type::alert, ts, p.venue, p.symbol);
    e.set_text(severity, "critical");
    e.set_text(message,
               out.keep("exit " + w.rule + " of " + std::string(name_of(p.strategy)) + " was refused " +
                        std::to_string(w.refused) + " times; it is tried less often now"));
    out.pass(e);
  }

  Event& proposal(Watch& w, const account::Position& p, const Bar& bar, const account::Account& a, TsUs ts,
                  const Trigger& t, Out& out) {
    constexpr Field qty{Type::proposal, "qty"}, reduce_only{Type::proposal, "reduce_only"},
        exit_rule{Type::proposal, "exit_rule"};
    w.proposed = ts;
    w.rule = t.rule;
    proposed_.count(t.rule);
    const std::vector<std::string> cause{candle_id(p.venue, p.symbol, o_.on, ts), p.lots.front().order};
    Event& e = make_proposal(out, ts, p.venue, p.symbol,
                             {.id = slots_.next(name_of(p.strategy), name_of(p.symbol), ts),
                              .strategy = name_of(p.strategy),
                              .intent = "close",
                              .buy = p.qty.negative(),
                              .confidence = 1,
                              .priced_on = bar.close,
                              .reason = t.reason,
                              .cause = json_names(cause),
                              .account = &a});
    e.set(qty, p.qty.abs());
    e.set_flag(reduce_only, true);
    e.set_text(exit_rule, t.rule);
    return e;
  }

  // Configured.
  Options o_;
  AccountPort* account_;
  Atom strategy_;
  Slots slots_;
  ExitRules rules_;
  account::Venues venues_;
  // State.
  TsUs warm_until_ = -1;
  std::map<std::tuple<Atom, Atom, Atom>, Watch> watches_;  // by (strategy, venue, symbol)
  ExitFigures figures_;
  ExitCalls calls_;
  OtherTimeframes others_;
  DurUs patience_ = 0;                    // with the others; 0: none is needed any more
  std::set<std::string_view> unwatched_;  // strategies, while none of ours was looked at
  // Since the last look.
  std::map<std::pair<Atom, Atom>, Bar> closed_;
  bool due_ = false;
  std::int64_t evaluated_ = 0;
  Funnel proposed_;
};

}  // namespace

const StageSpec& exits() {
  static const StageSpec spec = [] {
    StageSpec s = describe<Exits, Options>(
        "exits", "watch open positions and propose to leave them",
        {"candle", "signal", "halt", "instrument", "posture", "factor", "rank", "metric", "eigen"},
        {"proposal", "alert"}, exits_rows());
    s.reads_account = true;
    s.warm_bars = [](const void* o) {
      const auto& given = *static_cast<const Options*>(o);
      return given.trail > 0 || !given.vol_stop.empty() ? 15 : 0;
    };
    s.examples = {
        {"exits --stop 2% --trail 3 < examples/data/btc-1m.ndjson", "watch the positions of the ledger"}};
    s.see_also = {"signal-agg", "risk-gate"};
    return s;
  }();
  return spec;
}

}  // namespace tu::stages
