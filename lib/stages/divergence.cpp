// divergence: signals on the divergence of two eigenvalue velocities. Once an `eigen` event tells a
// divergence beyond the threshold, the asset that `rank` chose is looked at: its own move (or another
// symbol's) and its book may confirm, dampen or forbid; what is left leaves as a `signal` event, which
// signal-agg proposes on.
//
// A signal speaks for its instant alone unless --ttl says longer. While warming it learns and says nothing.
#include "quant/divergence.h"

#include <algorithm>
#include <map>
#include <optional>

#include "base/text.h"
#include "stages/all.h"
#include "stages/closes.h"
#include "stages/divergence_options.h"
#include "stages/funnel.h"
#include "stages/json_text.h"
#include "stages/other_timeframes.h"
#include "stages/warm_until.h"

namespace tu::stages {
namespace {

using Options = DivergenceOptions;

class Divergence final : public Stage {
 public:
  Divergence(const Options& o, const Ports&)
      : o_(o), confirm_on_(intern(o.confirm_on)), pick_(intern(o.pick)), open_(o.gate.empty()) {
    params_.threshold = o.threshold;
    params_.extreme = o.extreme;
    params_.long_threshold = o.long_threshold;
    params_.long_extreme = o.long_extreme;
  }

  static Status check(const Options& o) { return o.check(); }

  void session(const Event& e, Out&) override { warm_until_ = warm_until_of(e); }

  void on(Event& e, Out& out) override {
    out.pass(e);
    switch (e.type) {
      case Type::candle:
        return on_candle(e);
      case Type::metric:
        return on_metric(e);
      case Type::rank:
        return on_rank(e);
      case Type::eigen: {
        constexpr Field vel_div{Type::eigen, "vel_div"};
        if (o_.metric.empty()) on_bar(e, e.has(vel_div) ? e.real(vel_div) : quant::absent);
        return;
      }
      default:
        return;
    }
  }

  void instant_end(TsUs ts, Out& out) override {
    if (due_ && ts > warm_until_) {
      if (o_.direction != "long") decide(-1, ts, out);
      if (o_.direction != "short") decide(+1, ts, out);
    }
    due_ = false;
    ranked_[0] = ranked_[1] = {};
  }

  std::string summary() const override {
    std::string s = "divergence: " + std::to_string(bars_) + " bars, " + signalled_.line("signals") + ", " +
                    dropped_.line("dropped");
    if (bars_ == 0)
      s += o_.metric.empty() ? "; no eigen event came: eigen comes before it"
                             : "; no metric " + o_.metric + " came";
    else if (known_ == 0)
      s += "; no bar had a vel_div: eigen tells it once the longest of two or more --windows is full";
    for (const std::string& name : {o_.pick == "rank" ? "" : o_.pick,
                                    o_.confirm_on == "self" || o_.confirm_on == "none" ? "" : o_.confirm_on})
      if (const auto at = markets_.find(intern(name));
          !name.empty() && (at == markets_.end() || at->second.closes.empty()))
        s += "; no candle of " + name + " of " + o_.on + " came";
    if (o_.confirm_on != "none" || o_.pick != "rank") s += others_.text(o_.on);
    return s;
  }

 private:
  struct Market {
    explicit Market(const Options& o) : closes(o.confirm_bars, time_length(o.on).value_or(0)) {}
    Atom venue = Atom::none;
    Closes closes;
    struct Figure {
      double value = quant::absent;
      TsUs at = -1;
    } imbalance, persistence;
  };
  struct Ranked {
    Atom venue = Atom::none, symbol = Atom::none;
    int side = 0;  // 0: none was told
    std::int64_t position = 0;
    bool told = false;
  };

  Market& market(Atom symbol) { return markets_.try_emplace(symbol, o_).first->second; }

  void on_candle(const Event& e) {
    constexpr Field tf{Type::candle, "tf"}, close{Type::candle, "close"}, start{Type::candle, "start"};
    Market& m = market(e.symbol);
    if (m.venue == Atom::none) m.venue = e.venue;
    if (m.venue != e.venue) return;
    learn_book(m, e.number("book_imbalance_ma"), e.number("book_persistence"), e.ts);
    if (e.text(tf) != o_.on) return others_.saw(e);
    others_.expected();
    m.closes.add(e.integer(start), e.ts, e.real(close));
  }

  void on_metric(const Event& e) {
    constexpr Field name{Type::metric, "name"}, value{Type::metric, "value"};
    if (!o_.metric.empty() && e.text(name) == o_.metric) return on_bar(e, e.real(value));
    if (!o_.gate.empty() && e.text(name) == o_.gate) return void(open_ = e.real(value) != 0);
    if (e.symbol == Atom::none) return;
    if (e.text(name) == "book_imbalance_ma") learn_book(market(e.symbol), e.real(value), {}, e.ts);
    if (e.text(name) == "book_persistence") learn_book(market(e.symbol), {}, e.real(value), e.ts);
  }

  static void learn_book(Market& m, std::optional<double> imbalance, std::optional<double> persistence,
                         TsUs ts) {
    if (imbalance) m.imbalance = {*imbalance, ts};
    if (persistence) m.persistence = {*persistence, ts};
  }
  // What a book said too long ago is not known.
  double fresh(const Market::Figure& f, TsUs now) const {
    return f.at >= 0 && now - f.at <= o_.book_age.us ? f.value : quant::absent;
  }

  void on_bar(const Event& e, double vel_div) {
    ++bars_;
    known_ += quant::known(vel_div);
    if (day_start(e.ts - 1) != day_) day_ = day_start(e.ts - 1), day_bars_ = 0;
    ++day_bars_;
    vel_div_ = vel_div;
    due_ = true;
    cause_ = event_id(e);
  }

  void on_rank(const Event& e) {
    constexpr Field action{Type::rank, "action"}, position{Type::rank, "position"};
    const auto direction = e.word("for");
    const std::string_view word = e.text(action);
    Ranked& best = ranked_[direction ? *direction == "long" : word == "long"];
    if (best.told && best.position <= e.integer(position)) return;
    best = {e.venue, e.symbol, word == "long" ? +1 : word == "short" ? -1 : 0, e.integer(position), true};
  }

  // The asset that the direction means, and the side to take in it; nothing: the reason is counted.
  std::optional<Ranked> choose(int direction, TsUs ts) {
    if (o_.pick != "rank") {
      const auto at = markets_.find(pick_);
      if (at == markets_.end() || !at->second.closes.current(ts)) return drop("asset without a price");
      return Ranked{at->second.venue, pick_, direction, 1, true};
    }
    const Ranked& best = ranked_[direction > 0];
    if (!best.told) return drop("no ranking");
    if (best.side == 0) return drop("no asset passes");
    return best;
  }

  std::nullopt_t drop(std::string_view why) {
    dropped_.count(why);
    return std::nullopt;
  }

  void decide(int direction, TsUs ts, Out& out) {
    const quant::DivergenceSignal s = quant::divergence_signal(vel_div_, direction, params_);
    if (!s.valid) return;
    if (bars_ < o_.lookback || day_bars_ <= o_.day_bars) return dropped_.count("too early");
    if (!open_) return dropped_.count("gate");
    const auto asset = choose(direction, ts);
    if (!asset) return;
    const Market& m = market(asset->symbol);
    std::string reason = "vel_div " + text::of_real(vel_div_) + " beyond " +
                         text::of_real(direction < 0 ? o_.threshold : o_.long_threshold);
    if (o_.confirm_on != "none") {
      const Market& looked_at = o_.confirm_on == "self" ? m : market(confirm_on_);
      // Who was never seen, or fell silent, cannot contradict, nor can it be taken for agreeing.
      if (!looked_at.closes.can_tell(ts)) return dropped_.count("no price to confirm");
      const quant::DirectionCheck c = quant::check_direction(looked_at.closes.oldest_first(), asset->side,
                                                             o_.confirm_bars, o_.confirm_bps);
      if (c.state == quant::Agreement::contradict) return dropped_.count("contradicted");
      reason.append("; ").append(o_.confirm_on).append(" ").append(quant::name_of(c.state));
    }
    double confidence = s.confidence;
    if (o_.book != "ignore") {
      const double imbalance = fresh(m.imbalance, ts);
      if (o_.book == "need" && !quant::known(imbalance)) return dropped_.count("no book");
      const quant::BookConfirmation b =
          quant::confirm_by_book(confidence, imbalance, fresh(m.persistence, ts), asset->side);
      if (b.skip) return dropped_.count("book against");
      confidence = b.confidence;
      if (quant::known(imbalance)) reason.append("; book x").append(text::of_real(b.factor));
    }
    tell(*asset, confidence, s.extreme, reason, ts, out);
  }

  void tell(const Ranked& asset, double confidence, bool extreme, const std::string& reason, TsUs ts,
            Out& out) {
    constexpr Field source{Type::signal, "source"}, side{Type::signal, "side"},
        sure{Type::signal, "confidence"}, why{Type::signal, "reason"}, ttl{Type::signal, "ttl"};
    Event& e = out.make(Type::signal, ts, asset.venue, asset.symbol);
    e.set_text(source, o_.source);
    e.set_text(side, asset.side > 0 ? "buy" : "sell");
    e.set(sure, confidence);
    e.set_text(why, out.keep(reason));
    e.set_integer(ttl, std::max<DurUs>(o_.ttl.us, 1));
    out.note(e, "vel_div", vel_div_);
    out.note_flag(e, "extreme", extreme);
    JsonText cause;
    out.note_json(e, "cause", out.keep(cause.open('[').string(cause_).close(']').text()));
    signalled_.count(asset.side > 0 ? "buy" : "sell");
    out.pass(e);
  }

  // Configured.
  Options o_;
  quant::DivergenceParams params_;
  Atom confirm_on_, pick_;
  // State.
  std::map<Atom, Market> markets_;  // looked up only
  Ranked ranked_[2];                // of this instant: for shorts, for longs
  double vel_div_ = quant::absent;
  std::string cause_;
  bool open_;  // what the gate says; shut while it has not spoken
  bool due_ = false;
  TsUs warm_until_ = -1, day_ = -1;
  std::int64_t bars_ = 0, known_ = 0, day_bars_ = 0;
  OtherTimeframes others_;
  Funnel signalled_, dropped_;
};

}  // namespace

const StageSpec& divergence() {
  static const StageSpec spec = [] {
    StageSpec s = describe<Divergence, Options>(
        "divergence", "signal on the divergence of eigenvalue velocities",
        {"eigen", "rank", "candle", "metric"}, {"signal"},
        {{"--on", "TF", "timeframe of the candles whose moves confirm", &Options::on},
         {"--source", "NAME", "who the signals are from", &Options::source},
         {"--direction", "WAY", "which book", &Options::direction, one_of({"short", "long", "both"})},
         {"--pick", "WHAT", "the asset: the one that rank chose, or always this symbol", &Options::pick},
         {"--threshold", "X", "short when the divergence is below", &Options::threshold},
         {"--extreme", "X", "full confidence from here down", &Options::extreme},
         {"--long-threshold", "X", "long when the divergence is above", &Options::long_threshold},
         {"--long-extreme", "X", "full confidence from here up", &Options::long_extreme},
         {"--confirm-on", "WHAT", "whose move may contradict: self, a symbol, or none", &Options::confirm_on},
         {"--confirm-bars", "BARS", "over how many bars the move is taken", &Options::confirm_bars,
          between(1, 10000)},
         {"--confirm-bps", "X", "moves within so many hundredths of a percent say nothing",
          &Options::confirm_bps, at_least(0)},
         {"--book", "WHAT", "use the asset's book where there is one, need it, or ignore it", &Options::book,
          one_of({"use", "need", "ignore"})},
         {"--book-age", "DURATION", "how old figures of a book may be", &Options::book_age},
         {"--metric", "NAME", "take the divergence from metrics of this name instead of from eigen",
          &Options::metric},
         {"--gate", "NAME", "no signal unless the newest metric of this name is there and not 0",
          &Options::gate},
         {"--lookback", "BARS", "no signal before so many bars", &Options::lookback, at_least(0)},
         {"--day-bars", "BARS", "no signal in the first bars of a UTC day", &Options::day_bars, at_least(0)},
         {"--ttl", "DURATION", "how long a signal stays fresh; 0: its instant", &Options::ttl, at_least(0)}});
    s.warm_bars = [](const void* o) {
      const auto& given = *static_cast<const Options*>(o);
      return std::max(given.lookback, given.confirm_bars + 1);
    };
    s.examples = {
        {"feed examples/data/binance-perp-1m-2025-05/*.gz --to 2025-05-06 | eigen | rank | divergence | grep "
         "-m 1 '\"signal\"'",
         "the first signal to sell one of four perpetuals"}};
    s.see_also = {"eigen", "rank", "signal-agg", "size", "exits"};
    return s;
  }();
  return spec;
}

}  // namespace tu::stages
