// signal-agg: weigh what the sources say and propose a trade when the condition becomes true.
//
// One decision for each closed candle of --on, after all events of its instant. The condition is: composite at or above
// --threshold and coverage at or above --coverage. It proposes on the edge (true now, false at the decision before),
// flat and without an open order; an edge that something blocks is spent and said in a `decline`. An opposite condition
// closes what is held. While warming it learns and decides nothing.
#include <algorithm>
#include <map>
#include <set>

#include "account/account.h"
#include "stages/all.h"
#include "stages/book_state.h"
#include "stages/composite.h"
#include "stages/funnel.h"
#include "stages/json_text.h"
#include "stages/opinions.h"
#include "stages/slot.h"
#include "stages/timeframe.h"

namespace tu::stages {
namespace {

struct Options {
  std::string on = "1m";
  std::string strategy = "composite";
  std::optional<File> sources;
  std::string buy, sell;
  std::string mode = "composite";
  std::optional<double> threshold;
  double coverage = 0.5;
  Duration cooldown{30 * us_per_min};
  std::string trigger = "edge";
  std::string downtrend = "block";
  bool shorts = false;
  int pyramid = 0;
  std::vector<std::string> symbols, venues;
  Duration every{0};
};

constexpr double default_threshold = 0.35;
constexpr double majority_threshold = 0.65;  // of the two modes that count voices
constexpr int majority_voices = 2;
constexpr std::size_t sources_max = 256;     // with those that come in with the stream
constexpr std::size_t book_depth = 20;

struct Price { double price = 0; TsUs ts = never_said; };

struct Market {
  Market(Atom v, Atom s, std::size_t sources) : venue(v), symbol(s), candles(sources) {}
  Atom venue, symbol;
  CandleOpinions candles;
  BookState book;
  double close = 0;
  bool due = false;             // a candle of --on closed in this instant
  bool leaving = false;         // an earlier stage proposed to close it in this instant
  int wanted = 0;               // the side of the condition at the decision before
  int uncovered = 0;            // the side that only coverage held back then
};

class SignalAgg final : public Stage {
 public:
  SignalAgg(const Options& o, const Ports& ports)
      : o_(o), account_(ports.account), strategy_(intern(o.strategy)), slots_(o.every.us) {
    sources_ = std::move(make_sources(o)).value();
    blend_ = o.mode == "confirming" ? Blend::confirming
             : o.mode == "all-weights" ? Blend::all_weights
                                       : Blend::composite;
    threshold_ = o.threshold.value_or(blend_ == Blend::composite ? default_threshold : majority_threshold);
    shared_.resize(sources_.size());
    for (const Source& s : sources_)
      if (s.kind == SourceKind::regime && s.weight > 0) regime_tf_ = s.tf;
    for (const std::string& s : o.symbols) only_symbols_.insert(intern(s));
    for (const std::string& s : o.venues) only_venues_.insert(intern(s));
  }

  static Result<std::vector<Source>> make_sources(const Options& o) {
    if (!o.buy.empty() || !o.sell.empty()) {
      auto s = rule_source("rule", o.buy, o.sell, o.on);
      if (!s) return s.error();
      return std::vector<Source>{std::move(*s)};
    }
    if (o.sources) return parse_sources(o.sources->content, o.sources->path, o.on);
    return default_sources();
  }
  static Status check(const Options& o) {
    if (auto t = parse_timeframe(o.on); !t) return t.error();
    if (o.strategy.empty()) return fail(Exit::usage, "--strategy is empty: expected a name");
    if (o.sources && !(o.buy.empty() && o.sell.empty()))
      return fail(Exit::usage, "--sources and --buy or --sell say two things: give one of them");
    if (auto s = make_sources(o); !s) return s.error();
    return {};
  }

  void session(const Event& e, Out& out) override {
    constexpr Field warm_until{Type::session, "warm_until"}, pace{Type::session, "pace"};
    warm_until_ = e.has(warm_until) ? e.integer(warm_until) : -1;
    if (e.text(pace) == "once" && o_.every.us <= 0)
      out.stop(fail(Exit::usage, "the session is fed once and ends: --every (such as 1d) is needed, so that a second "
                                 "run of the same time cannot order again"));
  }

  void on(Event& e, Out& out) override {
    out.pass(e);
    switch (e.type) {
      case Type::candle: return on_candle(e);
      case Type::trade: {
        constexpr Field price{Type::trade, "price"};
        return on_price(e, e.real(price));
      }
      case Type::quote: {
        constexpr Field bid{Type::quote, "bid"}, ask{Type::quote, "ask"};
        return on_price(e, (e.real(bid) + e.real(ask)) / 2);
      }
      case Type::book: return on_book(e);
      case Type::metric: return on_metric(e);
      case Type::signal: return on_signal(e);
      case Type::proposal: return on_proposal(e);
      default: return;
    }
  }

  void instant_end(TsUs ts, Out& out) override {
    if (due_.empty()) return;
    std::sort(due_.begin(), due_.end(), [](const Market* a, const Market* b) {
      if (a->venue != b->venue) return name_of(a->venue) < name_of(b->venue);
      return name_of(a->symbol) < name_of(b->symbol);
    });
    for (Market* m : due_) {
      if (ts > warm_until_ && !out.stopped()) decide(*m, ts, out);
      m->due = m->leaving = false;
    }
    due_.clear();
  }

  std::string summary() const override {
    return "signal-agg: " + std::to_string(evaluated_) + " evaluated, " + proposed_.line("proposed") + ", " +
           blocked_.line("blocked");
  }

 private:
  Market& market(Atom venue, Atom symbol) {
    auto it = markets_.find({symbol, venue});
    if (it == markets_.end()) it = markets_.try_emplace({symbol, venue}, venue, symbol, sources_.size()).first;
    return it->second;
  }
  bool mine(const Event& e) const {
    return (only_symbols_.empty() || only_symbols_.count(e.symbol)) &&
           (only_venues_.empty() || only_venues_.count(e.venue));
  }

  void on_candle(const Event& e) {
    constexpr Field tf{Type::candle, "tf"}, close{Type::candle, "close"};
    Market& m = market(e.venue, e.symbol);
    m.candles.observe(e, sources_);
    m.candles.observe_regime(e, regime_tf_);
    on_price(e, e.real(close));
    m.close = e.real(close);
    if (m.due || e.text(tf) != o_.on || !mine(e)) return;
    m.due = true;
    due_.push_back(&m);
  }

  void on_price(const Event& e, double price) { prices_[{e.symbol, e.venue}] = {price, e.ts}; }

  void on_book(const Event& e) {
    for (const Source& s : sources_)
      if (s.kind == SourceKind::orderbook && s.weight > 0) return market(e.venue, e.symbol).book.apply(e);
  }

  void on_metric(const Event& e) {
    constexpr Field name{Type::metric, "name"}, value{Type::metric, "value"}, target{Type::metric, "target"},
        region{Type::metric, "region"};
    for (std::size_t i = 0; i < sources_.size(); ++i) {
      const Source& s = sources_[i];
      Opinion o;
      if (s.kind == SourceKind::fear_greed && e.text(name) == "fear_greed") {
        o = opinion_on_level(e.real(value), s.below, s.above, s.below, 100 - s.above);
      } else if (s.kind == SourceKind::latency && e.text(name) == "latency_ms" && e.real(value) > 0) {
        // Against its own slow average; falling latency is read as a good sign.
        constexpr double slow = 0.05, span = 0.2;
        auto [it, first] = latency_.try_emplace(std::string(e.text(target)) + '\n' + std::string(e.text(region)), e.real(value));
        if (!first) o = opinion_on_move(1 - e.real(value) / it->second, s.limit, span);
        it->second += slow * (e.real(value) - it->second);
      } else {
        continue;
      }
      stamp(o, e);
      shared_[i] = o;
    }
  }

  static void stamp(Opinion& o, const Event& e) {
    o.ts = e.ts;
    o.type = e.type;
    o.venue = e.venue;
    o.symbol = e.symbol;
  }

  void on_signal(const Event& e) {
    constexpr Field source{Type::signal, "source"}, side{Type::signal, "side"}, confidence{Type::signal, "confidence"},
        weight{Type::signal, "weight"}, ttl{Type::signal, "ttl"};
    std::size_t i = 0;
    while (i < sources_.size() && sources_[i].name != e.text(source)) ++i;
    if (i == sources_.size()) {
      // Nobody gave it a weight here; it may bring its own, but not beside the weights of a file or a rule.
      if (!e.has(weight) || o_.sources || !o_.buy.empty() || !o_.sell.empty() || i >= sources_max) return;
      Source s;
      s.name = e.text(source);
      s.weight = e.real(weight);
      s.fresh = 15 * us_per_min;
      sources_.push_back(std::move(s));
      shared_.emplace_back();
      for (auto& [key, m] : markets_) m.candles.grow(sources_.size());
    }
    if (sources_[i].kind != SourceKind::signal) return;
    Opinion o;
    o.side = e.text(side) == "buy" ? +1 : e.text(side) == "sell" ? -1 : 0;
    o.confidence = e.real(confidence);
    if (e.has(ttl)) o.ttl = e.integer(ttl);
    stamp(o, e);
    signals_[{e.symbol, e.venue}].resize(std::max(sources_.size(), signals_[{e.symbol, e.venue}].size()));
    signals_[{e.symbol, e.venue}][i] = o;
  }

  void on_proposal(const Event& e) {
    constexpr Field intent{Type::proposal, "intent"}, strategy{Type::proposal, "strategy"};
    if (e.text(strategy) != o_.strategy) return;
    if (e.text(intent) == "close" || e.text(intent) == "reduce") market(e.venue, e.symbol).leaving = true;
  }

  // --- deciding ---

  Opinion opinion(Market& m, std::size_t i, TsUs now) {
    const Source& s = sources_[i];
    switch (s.kind) {
      case SourceKind::arb: return on_arb(m, s, now);
      case SourceKind::orderbook: {
        const auto x = m.book.ts() > 0 ? m.book.imbalance(book_depth) : std::nullopt;
        if (!x) return {};
        Opinion o = opinion_on_move(*x, s.limit, 0.35);
        o.ts = m.book.ts(), o.type = Type::book, o.venue = m.venue, o.symbol = m.symbol;
        return o;
      }
      case SourceKind::fear_greed:
      case SourceKind::latency: return shared_[i];
      case SourceKind::signal: {
        const Opinion *own = signal(m.symbol, m.venue, i), *any = signal(m.symbol, Atom::none, i);
        if (own && any) return own->ts >= any->ts ? *own : *any;
        return own ? *own : any ? *any : Opinion{};
      }
      default: return m.candles.of(i);
    }
  }
  const Opinion* signal(Atom symbol, Atom venue, std::size_t i) const {
    const auto it = signals_.find({symbol, venue});
    return it != signals_.end() && i < it->second.size() ? &it->second[i] : nullptr;
  }

  // This venue's price against the median of the others that are fresh; two of them are needed.
  Opinion on_arb(const Market& m, const Source& s, TsUs now) {
    std::vector<double> others;
    Price own;
    for (auto it = prices_.lower_bound({m.symbol, Atom::none}); it != prices_.end() && it->first.first == m.symbol; ++it) {
      if (it->first.second == m.venue) own = it->second;
      else if (now - it->second.ts <= s.fresh) others.push_back(it->second.price);
    }
    if (others.size() < 2 || own.ts == never_said) return {};
    std::sort(others.begin(), others.end());
    const std::size_t h = others.size() / 2;
    const double median = others.size() % 2 ? others[h] : (others[h - 1] + others[h]) / 2;
    Opinion o = opinion_on_move(1 - own.price / median, s.limit, 0.012);
    o.ts = own.ts, o.type = Type::candle, o.venue = m.venue, o.symbol = m.symbol;
    return o;
  }

  struct Heard { std::vector<Voice> voices; std::vector<Opinion> opinions; };

  Heard listen(Market& m, TsUs now, bool closing) {
    Heard h;
    for (std::size_t i = 0; i < sources_.size(); ++i) {
      const Source& s = sources_[i];
      Opinion o = opinion(m, i, now);
      Voice v;
      v.weight = s.closes_only && !closing ? 0 : s.weight;
      v.side = o.side;
      v.confidence = o.confidence;
      v.fresh = v.weight > 0 && o.fresh(now, s);
      v.buys = s.buys, v.sells = s.sells;
      h.voices.push_back(v);
      h.opinions.push_back(o);
    }
    return h;
  }

  bool acts(const Verdict& v) const {
    return v.side != 0 && reaches(v.value, threshold_) && (blend_ == Blend::composite || v.voices >= majority_voices);
  }

  void decide(Market& m, TsUs ts, Out& out) {
    ++evaluated_;
    const Heard opening = listen(m, ts, false), closing = listen(m, ts, true);
    const Verdict open = blend(opening.voices, blend_), close = blend(closing.voices, blend_);
    const bool covered = reaches(open.coverage, o_.coverage);
    const int wanted = acts(open) && covered ? open.side : 0;
    const int uncovered = acts(open) && !covered ? open.side : 0;
    const int leave = acts(close) && reaches(close.coverage, o_.coverage) ? close.side : 0;
    const int was = m.wanted, was_uncovered = m.uncovered;
    m.wanted = wanted;
    m.uncovered = uncovered;
    if (uncovered != 0 && uncovered != was_uncovered && was == 0)
      decline(m, ts, "coverage", "coverage " + text::of_real(open.coverage) + " is under " + text::of_real(o_.coverage), out);
    if (wanted == 0 && leave == 0) return;

    const account::Account* account = nullptr;
    if (account_) {
      auto view = account_->view(ts);
      if (!view) return out.stop(view.error());
      account = *view;
    }
    const account::Position* held = account ? account->position(strategy_, m.venue, m.symbol) : nullptr;
    const int direction = held ? held->qty.sign() : 0;
    if (direction != 0 && leave == -direction) return close_position(m, ts, *account, *held, closing, close, out);
    if (wanted == 0 || (wanted == was && o_.trigger == "edge")) return;
    open_position(m, ts, account, held, opening, open, out);
  }

  void close_position(Market& m, TsUs ts, const account::Account& a, const account::Position& held, const Heard& heard,
                      const Verdict& v, Out& out) {
    if (m.leaving || has_exit_order(a, m)) return;
    // A refused exit (dust, a halt) is tried again, but not at every candle.
    if (const auto* s = a.strategy(strategy_)) {
      const auto it = s->last_refusal_of.find(m.symbol);
      if (it != s->last_refusal_of.end() && it->second >= held.opened && ts - it->second < o_.cooldown.us) return;
    }
    constexpr Field qty{Type::proposal, "qty"}, reduce_only{Type::proposal, "reduce_only"},
        exit_rule{Type::proposal, "exit_rule"};
    Event& e = proposal(m, ts, "close", v, heard, &a, out);
    e.set(qty, held.qty.abs());
    e.set_flag(reduce_only, true);
    e.set_text(exit_rule, "opposite");
    proposed_.count("close");
    out.pass(e);
  }

  bool has_exit_order(const account::Account& a, const Market& m) const {
    for (const account::OrderState* o : a.ordered_orders())
      if (o->strategy == strategy_ && o->venue == m.venue && o->symbol == m.symbol && o->reduce_only) return true;
    return false;
  }

  static int entries(const account::Position& p) {
    std::set<std::string_view> orders;
    for (const account::Lot& lot : p.lots) orders.insert(lot.order);
    return static_cast<int>(orders.size());
  }

  void open_position(Market& m, TsUs ts, const account::Account* a, const account::Position* held, const Heard& heard,
                     const Verdict& v, Out& out) {
    const int side = v.side;
    const bool adding = held && held->qty.sign() == side && o_.pyramid > 0 && entries(*held) <= o_.pyramid;
    const bool level = o_.trigger == "level";  // asks again at every candle: what blocks it is no news
    const auto blocked = [&](std::string_view what, const std::string& why) {
      if (level) blocked_.count(what);
      else decline(m, ts, what, why, out);
    };
    if (held && !adding) return blocked("position", "a position is held");
    if (side < 0 && !may_short(m)) return blocked_.count("short");
    if (a && a->has_open_order(strategy_, m.venue, m.symbol)) return blocked("order", "an order is open");
    if (a) {
      if (const TsUs until = cools_until(*a, m.symbol); ts < until)
        return blocked("cooldown", "cooling down until " + time_text(until));
    }
    if (side > 0 && o_.downtrend == "block" && m.candles.regime() == "DOWNTREND")
      return blocked("downtrend", "DOWNTREND blocks buying");
    Event& e = proposal(m, ts, adding ? "add" : "open", v, heard, a, out);
    proposed_.count(adding ? "add" : "open");
    out.pass(e);
  }

  bool may_short(const Market& m) const {
    const std::string_view s = name_of(m.symbol);
    return o_.shorts && s.size() > 5 && s.substr(s.size() - 5) == "-PERP";
  }

  TsUs cools_until(const account::Account& a, Atom symbol) const {
    const account::StrategyState* s = a.strategy(strategy_);
    if (!s) return 0;
    TsUs last = -1;
    if (const auto it = s->last_exit_of.find(symbol); it != s->last_exit_of.end()) last = std::max(last, it->second);
    if (const auto it = s->last_refusal_of.find(symbol); it != s->last_refusal_of.end()) last = std::max(last, it->second);
    return last < 0 ? 0 : last + o_.cooldown.us;
  }

  Event& proposal(Market& m, TsUs ts, std::string_view intent, const Verdict& v, const Heard& heard,
                  const account::Account* a, Out& out) {
    constexpr Field id{Type::proposal, "id"}, strategy{Type::proposal, "strategy"}, intent_of{Type::proposal, "intent"},
        side{Type::proposal, "side"}, confidence{Type::proposal, "confidence"}, signals{Type::proposal, "signals"},
        coverage{Type::proposal, "coverage"}, priced_on{Type::proposal, "priced_on"}, reason{Type::proposal, "reason"},
        cause{Type::proposal, "cause"}, asof{Type::proposal, "asof"}, account{Type::proposal, "account"};
    Event& e = out.make(Type::proposal, ts, m.venue, m.symbol);
    e.set_text(id, out.keep(slots_.next(o_.strategy, name_of(m.symbol), ts)));
    e.set_text(strategy, o_.strategy);
    e.set_text(intent_of, intent);
    e.set_text(side, v.side > 0 ? "buy" : "sell");
    e.set(confidence, std::clamp(v.value, 0.0, 1.0));
    e.set_text(signals, out.keep(signals_text(heard)));
    e.set(coverage, std::clamp(v.coverage, 0.0, 1.0));
    e.set(priced_on, m.close);
    e.set_text(reason, out.keep(o_.mode + " " + text::of_real(v.value) + " reaches " + text::of_real(threshold_)));
    e.set_text(cause, out.keep(causes(m, ts, heard)));
    if (a) {
      e.set_integer(asof, a->asof());
      if (a->name() != "main") e.set_text(account, out.keep(a->name()));
    }
    return e;
  }

  std::string signals_text(const Heard& h) const {
    JsonText j;
    j.open('[');
    for (std::size_t i = 0; i < h.voices.size(); ++i) {
      const Voice& v = h.voices[i];
      if (!v.fresh || v.side == 0) continue;
      j.open('{').key("source").string(sources_[i].name).key("side").string(v.side > 0 ? "buy" : "sell");
      j.key("confidence").real(v.confidence).key("weight").real(v.weight).close('}');
    }
    return j.close(']').text();
  }

  std::string causes(const Market& m, TsUs ts, const Heard& h) const {
    std::vector<std::string> ids;
    std::string candle;
    candle.append(name_of(m.venue)).append("/").append(name_of(m.symbol)).append("/candle:").append(o_.on);
    ids.push_back(candle + "@" + std::to_string(ts));
    for (std::size_t i = 0; i < h.voices.size(); ++i) {
      if (!h.voices[i].fresh || h.voices[i].side == 0) continue;
      std::string id = h.opinions[i].cause(sources_[i]);
      if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(std::move(id));
    }
    return json_names(ids);
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
  std::string regime_tf_;
  std::set<Atom> only_symbols_, only_venues_;
  // State.
  std::vector<Source> sources_;                          // those that come in with the stream are appended
  std::vector<Opinion> shared_;                          // of sources that speak about all markets
  std::map<std::pair<Atom, Atom>, Market> markets_;      // by (symbol, venue)
  std::map<std::pair<Atom, Atom>, Price> prices_;        // by (symbol, venue)
  std::map<std::pair<Atom, Atom>, std::vector<Opinion>> signals_;
  std::map<std::string, double> latency_;                // slow averages
  std::vector<Market*> due_;
  TsUs warm_until_ = -1;
  Slots slots_;
  std::int64_t evaluated_ = 0;
  Funnel proposed_, blocked_;
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
         {"--threshold", "X", "act from this number on", &Options::threshold, between(0, 1)},
         {"--coverage", "X", "least weight of the sources that can speak", &Options::coverage, between(0, 1)},
         {"--cooldown", "DURATION", "wait after an exit or a refusal", &Options::cooldown},
         {"--trigger", "WHEN", "propose when the condition becomes true, or whenever it is", &Options::trigger,
          one_of({"edge", "level"})},
         {"--downtrend", "WHAT", "whether the regime DOWNTREND blocks buying", &Options::downtrend,
          one_of({"block", "allow"})},
         {"--short", "", "open shorts too, where the instrument is a perpetual", &Options::shorts},
         {"--pyramid", "N", "add to a position up to this many times", &Options::pyramid, at_least(0)},
         {"--symbols", "LIST", "decide on these symbols only", &Options::symbols},
         {"--venues", "LIST", "decide on these venues only", &Options::venues},
         {"--every", "DURATION", "length of the slot that an id stands for", &Options::every}});
    s.reads_account = true;
    s.examples = {{"candles --tf 1h < examples/data/btc-1m.ndjson | indicators | signal-agg --on 1h --buy 'rsi_14 < 30'",
                   "propose to buy when the RSI of an hour falls below 30"}};
    s.see_also = {"indicators", "regime", "exits", "size"};
    return s;
  }();
  return spec;
}

}  // namespace tu::stages
