// signal-agg: weigh what the sources say and propose a trade when the condition becomes true.
//
// One decision for each closed candle of --on, after all events of its instant. The condition is: composite
// at or above --threshold and coverage at or above --coverage. It proposes on the edge (true now, false at
// the decision before), flat and without an open order; an edge that something blocks is spent and said in a
// `decline`. An opposite condition closes what is held. While warming it learns and decides nothing.
#include <algorithm>
#include <map>

#include "stages/all.h"
#include "stages/chosen.h"
#include "stages/draft.h"
#include "stages/funnel.h"
#include "stages/hearing.h"
#include "stages/held.h"
#include "stages/other_timeframes.h"
#include "stages/signal_agg_options.h"
#include "stages/slot.h"
#include "stages/timeframe.h"
#include "stages/warm_until.h"

namespace tu::stages {
namespace {

using Options = SignalAggOptions;
using quant::Blend, quant::Verdict, quant::blend, quant::reaches;

// Chosen on the minute candles of sixteen perpetuals, 4 to 19 May 2025 (1% positions: 144 round trips, +70 of
// 10000 after costs, the best of 0.35 to 0.55); the other half of that month: 99 round trips, -7. It shows no
// skill.
constexpr double default_threshold = 0.5;
constexpr double majority_threshold = 0.65;  // of the two modes that count voices
constexpr int majority_voices = 2;

struct Market {
  Market(Atom v, Atom s) : venue(v), symbol(s) {}
  Atom venue, symbol;
  double close = 0;
  bool due = false;      // a candle of --on closed in this instant
  bool leaving = false;  // an earlier stage proposed to close it in this instant
  int wanted = 0;        // the side of the condition at the decision before
  int uncovered = 0;     // the side that only coverage held back then
};

class SignalAgg final : public Stage {
 public:
  SignalAgg(const Options& o, const Ports& ports)
      : o_(o),
        account_(ports.account),
        strategy_(intern(o.strategy)),
        hearing_(std::move(make_sources(o)).value(), !o.sources && o.buy.empty() && o.sell.empty()),
        symbols_(o.symbols),
        venues_(o.venues),
        slots_(o.every.us) {
    blend_ = o.mode == "confirming"    ? Blend::confirming
             : o.mode == "all-weights" ? Blend::all_weights
                                       : Blend::composite;
    threshold_ = o.threshold.value_or(blend_ == Blend::composite ? default_threshold : majority_threshold);
  }

  static Status check(const Options& o) { return o.check(); }

  void session(const Event& e, Out& out) override {
    constexpr Field pace{Type::session, "pace"};
    warm_until_ = warm_until_of(e);
    if (e.text(pace) == "once" && o_.every.us <= 0)
      out.stop(fail(Exit::usage,
                    "the session is fed once and ends: --every (such as 1d) is needed, so that a second "
                    "run of the same time cannot order again"));
  }

  void on(Event& e, Out& out) override {
    out.pass(e);
    hearing_.observe(e);
    if (e.type == Type::candle) on_candle(e);
    if (e.type == Type::proposal) on_proposal(e);
  }

  void instant_end(TsUs ts, Out& out) override {
    if (due_.empty()) return;
    std::sort(due_.begin(), due_.end(), [](const Market* a, const Market* b) {
      if (a->venue != b->venue) return name_of(a->venue) < name_of(b->venue);
      return name_of(a->symbol) < name_of(b->symbol);
    });
    opened_ = 0;
    for (Market* m : due_) {
      if (ts > warm_until_ && !out.stopped()) decide(*m, ts, out);
      m->due = m->leaving = false;
    }
    due_.clear();
  }

  std::string summary() const override {
    std::string s = "signal-agg: " + std::to_string(evaluated_) + " evaluated, " +
                    proposed_.line("proposed") + ", " + blocked_.line("blocked") + others_.text(o_.on) +
                    symbols_.never_came("--symbols") + venues_.never_came("--venues");
    for (const std::string& line : hearing_.never_seen(o_.on)) s += "\nsignal-agg: " + line;
    return s;
  }

 private:
  Market& market(Atom venue, Atom symbol) {
    return markets_.try_emplace({symbol, venue}, venue, symbol).first->second;
  }
  bool mine(const Event& e) {
    const bool symbol = symbols_.holds(e.symbol), venue = venues_.holds(e.venue);
    return symbol && venue;
  }

  void on_candle(const Event& e) {
    constexpr Field tf{Type::candle, "tf"}, close{Type::candle, "close"};
    if (e.text(tf) != o_.on) return others_.saw(e);
    others_.expected();
    if (!mine(e)) return;
    Market& m = market(e.venue, e.symbol);
    m.close = e.real(close);
    if (m.due) return;
    m.due = true;
    due_.push_back(&m);
  }

  void on_proposal(const Event& e) {
    constexpr Field intent{Type::proposal, "intent"}, strategy{Type::proposal, "strategy"};
    if (e.text(strategy) != o_.strategy) return;
    if (e.text(intent) == "close" || e.text(intent) == "reduce") market(e.venue, e.symbol).leaving = true;
  }

  bool acts(const Verdict& v) const {
    return v.side != 0 && reaches(v.value, threshold_) &&
           (blend_ == Blend::composite || v.voices >= majority_voices);
  }

  void decide(Market& m, TsUs ts, Out& out) {
    ++evaluated_;
    const Heard opening = hearing_.listen(m.venue, m.symbol, ts, false);
    const Heard closing = hearing_.listen(m.venue, m.symbol, ts, true);
    const Verdict open = blend(opening.voices, blend_), close = blend(closing.voices, blend_);
    const bool covered = reaches(open.coverage, o_.coverage);
    const int wanted = acts(open) && covered ? open.side : 0;
    const int uncovered = acts(open) && !covered ? open.side : 0;
    const int leave = acts(close) && reaches(close.coverage, o_.coverage) ? close.side : 0;
    const int was = m.wanted, was_uncovered = m.uncovered;
    m.wanted = wanted;
    m.uncovered = uncovered;
    if (uncovered != 0 && uncovered != was_uncovered && was == 0)
      decline(m, ts, "coverage",
              "coverage " + text::of_real(open.coverage) + " is under " + text::of_real(o_.coverage), out);
    if (wanted == 0 && leave == 0) return;

    const account::Account* account = nullptr;
    if (account_) {
      auto view = account_->view(ts);
      if (!view) return out.stop(view.error());
      account = *view;
    }
    const account::Position* held = account ? account->position(strategy_, m.venue, m.symbol) : nullptr;
    const int direction = held ? held->qty.sign() : 0;
    if (direction != 0 && leave == -direction)
      return close_position(m, ts, *account, *held, closing, close, out);
    if (wanted == 0 || (wanted == was && o_.trigger == "edge")) return;
    open_position(m, ts, account, held, opening, open, out);
  }

  void close_position(Market& m, TsUs ts, const account::Account& a, const account::Position& held,
                      const Heard& heard, const Verdict& v, Out& out) {
    if (m.leaving || exit_order(a, strategy_, m.venue, m.symbol)) return;
    // A refused exit (dust, a halt) is tried again, but not at every candle.
    const TsUs refused = last_refusal(a, strategy_, m.symbol);
    if (refused >= held.opened && ts - refused < o_.cooldown.us) return;
    constexpr Field qty{Type::proposal, "qty"}, reduce_only{Type::proposal, "reduce_only"},
        exit_rule{Type::proposal, "exit_rule"};
    Event& e = proposal(m, ts, "close", v, heard, &a, out);
    e.set(qty, held.qty.abs());
    e.set_flag(reduce_only, true);
    e.set_text(exit_rule, "opposite");
    proposed_.count("close");
    out.pass(e);
  }

  void open_position(Market& m, TsUs ts, const account::Account* a, const account::Position* held,
                     const Heard& heard, const Verdict& v, Out& out) {
    const int side = v.side;
    const bool adding = held && held->qty.sign() == side && o_.pyramid > 0 && entries(*held) <= o_.pyramid;
    const bool level = o_.trigger == "level";  // asks again at every candle: what blocks it is no news
    const auto blocked = [&](std::string_view what, const std::string& why) {
      if (level)
        blocked_.count(what);
      else
        decline(m, ts, what, why, out);
    };
    if (held && !adding) return blocked("position", "a position is held");
    if (side < 0 && !may_short(m)) return blocked_.count("short");
    if (a && a->has_open_order(strategy_, m.venue, m.symbol)) return blocked("order", "an order is open");
    const TsUs ended = a ? last_end(*a, strategy_, m.symbol) : -1;
    if (ended >= 0 && ts < ended + o_.cooldown.us)
      return blocked("cooldown", "cooling down until " + time_text(ended + o_.cooldown.us));
    if (side > 0 && o_.downtrend == "block" && hearing_.regime(m.venue, m.symbol) == "DOWNTREND")
      return blocked("downtrend", "DOWNTREND blocks buying");
    if (!adding && o_.positions > 0 && (a ? busy_markets(*a, strategy_) : 0) + opened_ >= o_.positions)
      return blocked("positions", "as many positions as --positions allows");
    opened_ += !adding;
    Event& e = proposal(m, ts, adding ? "add" : "open", v, heard, a, out);
    proposed_.count(adding ? "add" : "open");
    out.pass(e);
  }

  bool may_short(const Market& m) const {
    const std::string_view s = name_of(m.symbol);
    return o_.shorts && s.size() > 5 && s.substr(s.size() - 5) == "-PERP";
  }

  Event& proposal(Market& m, TsUs ts, std::string_view intent, const Verdict& v, const Heard& heard,
                  const account::Account* a, Out& out) {
    constexpr Field signals{Type::proposal, "signals"}, coverage{Type::proposal, "coverage"};
    Draft d{.id = slots_.next(o_.strategy, name_of(m.symbol), ts),
            .strategy = o_.strategy,
            .intent = intent,
            .buy = v.side > 0,
            .confidence = std::clamp(v.value, 0.0, 1.0),
            .priced_on = m.close,
            .reason = o_.mode + " " + text::of_real(v.value) + " reaches " + text::of_real(threshold_),
            .cause = hearing_.causes_json(heard, candle_id(m.venue, m.symbol, o_.on, ts)),
            .account = a};
    Event& e = make_proposal(out, ts, m.venue, m.symbol, d);
    e.set_text(signals, out.keep(hearing_.signals_json(heard)));
    e.set(coverage, std::clamp(v.coverage, 0.0, 1.0));
    return e;
  }

  void decline(const Market& m, TsUs ts, std::string_view what, const std::string& why, Out& out) {
    constexpr Field strategy{Type::decline, "strategy"}, reason{Type::decline, "reason"};
    blocked_.count(what);
    Event& e = out.make(Type::decline, ts, m.venue, m.symbol);
    e.set_text(strategy, o_.strategy);
    e.set_text(reason, out.keep(std::string(what) + ": " + why));
    out.pass(e);
  }

  // Configured.
  Options o_;
  AccountPort* account_;
  Atom strategy_;
  Blend blend_;
  double threshold_ = 0;
  // State.
  Hearing hearing_;
  Chosen symbols_, venues_;
  std::map<std::pair<Atom, Atom>, Market> markets_;  // by (symbol, venue)
  std::vector<Market*> due_;
  TsUs warm_until_ = -1;
  Slots slots_;
  int opened_ = 0;  // in this instant
  std::int64_t evaluated_ = 0;
  Funnel proposed_, blocked_;
  OtherTimeframes others_;
};

}  // namespace

const StageSpec& signal_agg() {
  static const StageSpec spec = [] {
    StageSpec s = describe<SignalAgg, Options>(
        "signal-agg", "weigh what the sources say and propose trades",
        {"candle", "trade", "quote", "book", "metric", "signal"}, {"proposal", "decline"},
        {{"--on", "TF", "timeframe whose closed candles are decided on", &Options::on},
         {"--strategy", "NAME", "name of the strategy", &Options::strategy},
         {"--sources", "FILE", "TOML of the sources and their weights", &Options::sources},
         {"--buy", "RULE", "buy when this holds, instead of sources, such as 'rsi_14 < 30'", &Options::buy},
         {"--sell", "RULE", "sell when this holds", &Options::sell},
         {"--mode", "MODE", "how voices become one number", &Options::mode,
          one_of({"composite", "confirming", "all-weights"})},
         {"--threshold", "X", "act from this number on; default 0.5, in the other modes 0.65",
          &Options::threshold, between(0, 1)},
         {"--coverage", "X", "least weight of the sources that can speak", &Options::coverage, between(0, 1)},
         {"--cooldown", "DURATION", "wait after an exit or a refusal", &Options::cooldown},
         {"--trigger", "WHEN", "propose when the condition becomes true, or whenever it is",
          &Options::trigger, one_of({"edge", "level"})},
         {"--downtrend", "WHAT", "whether the regime DOWNTREND blocks buying", &Options::downtrend,
          one_of({"block", "allow"})},
         {"--short", "", "open shorts too, where the instrument is a perpetual", &Options::shorts},
         {"--pyramid", "N", "add to a position up to this many times", &Options::pyramid, at_least(0)},
         {"--positions", "N", "hold at most so many positions at once; 0: no limit", &Options::positions,
          at_least(0)},
         {"--symbols", "LIST", "decide on these symbols only", &Options::symbols},
         {"--venues", "LIST", "decide on these venues only", &Options::venues},
         {"--every", "DURATION", "length of the slot that an id stands for", &Options::every}});
    s.reads_account = true;
    s.warm_bars = [](const void* o) { return warm_bars_of(*static_cast<const Options*>(o)); };
    s.examples = {
        {"candles --tf 1h < examples/data/btc-1m.ndjson | indicators | signal-agg --on 1h --buy 'rsi_14 < "
         "30'",
         "propose to buy when the RSI of an hour falls below 30"}};
    s.see_also = {"indicators", "regime", "exits", "size"};
    return s;
  }();
  return spec;
}

}  // namespace tu::stages
