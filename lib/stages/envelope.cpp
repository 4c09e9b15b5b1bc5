// envelope: whether the configuration stays within what has been tried. Once a day the strategy's own round
// trips and the trades that the last bars would have made are drawn again and again in blocks; how often
// that ends in a catastrophe, and how deep it usually goes, leave as one `envelope` event.
//
// The worse of the two answers counts. Without enough of both nothing is known: RED, asked again every hour.
//
// With a ledger the day's answer is journalled before it leaves. Started again within the day, the stage
// finds it there and says it again; it is not asked a second time.
#include <algorithm>
#include <deque>
#include <map>

#include "account/account.h"
#include "base/random.h"
#include "base/text.h"
#include "quant/bootstrap.h"
#include "quant/envelope_gate.h"
#include "stages/all.h"
#include "stages/own_rows.h"
#include "stages/timeframe.h"
#include "stages/warm_until.h"

namespace tu::stages {
namespace {

struct Options {
  std::string on = "1m", strategy, direction = "short";
  Rate fraction{Decimal::from_raw(static_cast<Decimal::Raw>(200'000'000'000'000'000))};
  double leverage = 5;
  Rate catastrophe{Decimal::from_raw(static_cast<Decimal::Raw>(300'000'000'000'000'000))};
  Rate target{Decimal::from_raw(static_cast<Decimal::Raw>(9'500'000'000'000'000))};
  Rate stop;
  Rate cost{Decimal::from_raw(static_cast<Decimal::Raw>(1'000'000'000'000'000))};
  int hold = 120, bars = 1440, paths = 1000, horizon = 100, block = 10, least = 20;
  std::int64_t seed = 0;

  std::string text() const {
    std::string s = on + ' ' + strategy + ' ' + direction;
    for (const Decimal& x :
         {fraction.fraction, catastrophe.fraction, target.fraction, stop.fraction, cost.fraction})
      s += ' ' + x.str();
    s += ' ' + text::of_real(leverage) + ' ' + std::to_string(seed);
    for (const int n : {hold, bars, paths, horizon, block, least}) s += ' ' + std::to_string(n);
    return s;
  }
};

class Envelope final : public Stage {
 public:
  Envelope(const Options& o, const Ports& ports)
      : o_(o),
        rows_(ports.account, o.text()),
        strategy_(intern(o.strategy)),
        stream_(stream_of("envelope")) {}
  static Status check(const Options& o) {
    if (auto t = parse_timeframe(o.on); !t) return t.error();
    if (o.bars <= o.hold)
      return fail(Exit::usage, "--bars is " + std::to_string(o.bars) + ", expected more than --hold-bars " +
                                   std::to_string(o.hold));
    return {};
  }

  void session(const Event& e, Out&) override { warm_until_ = warm_until_of(e); }

  void on(Event& e, Out& out) override {
    constexpr Field tf{Type::candle, "tf"}, close{Type::candle, "close"}, boost{Type::factor, "boost"};
    out.pass(e);
    if (e.type == Type::factor) boost_ = e.real(boost);
    if (e.type != Type::candle || e.text(tf) != o_.on) return;
    std::deque<double>& closes = closes_[{name_of(e.venue), name_of(e.symbol)}];
    if (closes.size() == static_cast<std::size_t>(o_.bars)) closes.pop_front();
    closes.push_back(e.real(close));
  }

  void instant_end(TsUs ts, Out& out) override {
    if (ts <= warm_until_) return;
    const bool new_day = said_ < 0 || day_start(ts) != day_start(said_);
    if (!new_day && (known_ || ts / us_per_hour == said_ / us_per_hour)) return;
    const account::Account* a = rows_.view(ts, out);
    if (out.stopped()) return;
    said_ = ts;
    if (a && say_again(ts, *a, out)) return;
    Answer answer = ask(ts, a);
    known_ = quant::known(answer.p_cat);
    Event& e = event(ts, answer, out);
    if (a && known_ && !keep(e, out)) return;
    count(e);
    out.pass(e);
  }

  std::string summary() const override {
    return "envelope: " + std::to_string(ok_) + " OK, " + std::to_string(orange_) + " ORANGE, " +
           std::to_string(red_) + " RED" + (closes_.empty() ? "; no candle of " + o_.on + " came" : "");
  }

 private:
  struct Answer {
    double p_cat = quant::absent, score = quant::absent;
  };

  // The day's answer, where the ledger has it.
  bool say_again(TsUs ts, const account::Account& a, Out& out) {
    const account::EnvelopeRow* row = a.envelope(rows_.rules());
    if (!row || day_start(row->ts) != day_start(ts)) return false;
    constexpr Field asof{Type::envelope, "asof"};
    Event& e = event(ts, {row->p_cat, row->score}, out);
    e.set_integer(asof, row->ts);
    known_ = true;
    count(e);
    out.pass(e);
    return true;
  }

  // False: the run stops, or somebody with the same options answered in the meantime, and that was said.
  bool keep(Event& e, Out& out) {
    const account::Account* a = rows_.begin(e.ts, out);
    if (!a) return false;
    if (say_again(e.ts, *a, out)) return rows_.drop(out), false;
    constexpr Field rules{Type::envelope, "rules"}, account{Type::envelope, "account"};
    return rows_.keep(e, rules, account, *a, out);
  }

  std::vector<double> own_trades(const account::Account* a) const {
    std::vector<double> trades;
    if (!a || strategy_ == Atom::none) return trades;
    if (const account::StrategyState* s = a->strategy(strategy_))
      for (const account::Trip& t : s->trips)
        if (t.notional.sign() > 0) trades.push_back(t.net.to_real() / t.notional.to_real());
    return trades;
  }

  std::vector<double> trades_of_bars() const {
    const double stop = o_.stop.fraction.sign() > 0 ? o_.stop.fraction.to_real() : 1.0;
    std::vector<double> all;
    for (const int side : {-1, +1}) {
      if (o_.direction == (side < 0 ? "long" : "short")) continue;
      const quant::BarTradePlan plan{side, o_.hold, o_.target.fraction.to_real(), stop,
                                     o_.cost.fraction.to_real()};
      for (const auto& [market, closes] : closes_) {
        const std::vector<double> c(closes.begin(), closes.end());
        const std::vector<double> r = quant::bar_trades(c, plan);
        all.insert(all.end(), r.begin(), r.end());
      }
    }
    return all;
  }

  Answer ask(TsUs ts, const account::Account* a) const {
    quant::BootstrapPlan plan;
    plan.paths = o_.paths, plan.horizon = o_.horizon, plan.block = o_.block;
    plan.exposure = o_.fraction.fraction.to_real() * o_.leverage * boost_;
    plan.catastrophe = o_.catastrophe.fraction.to_real();
    plan.seed = static_cast<std::uint64_t>(o_.seed);
    plan.stream = stream_ ^ static_cast<std::uint64_t>(day_start(ts));
    Answer answer;
    for (const std::vector<double>& returns : {own_trades(a), trades_of_bars()}) {
      if (returns.size() < static_cast<std::size_t>(o_.least)) continue;
      const quant::BootstrapReport r = quant::bootstrap(returns, plan);
      answer.p_cat = quant::known(answer.p_cat) ? std::max(answer.p_cat, r.p_cat) : r.p_cat;
      answer.score = quant::known(answer.score) ? std::min(answer.score, r.score) : r.score;
    }
    return answer;
  }

  // Nothing known counts as the worst.
  Event& event(TsUs ts, const Answer& answer, Out& out) const {
    constexpr Field p{Type::envelope, "p_cat"}, s{Type::envelope, "score"}, status{Type::envelope, "status"},
        until{Type::envelope, "until"}, strategy{Type::envelope, "strategy"};
    const bool known = quant::known(answer.p_cat);
    Event& e = out.make(Type::envelope, ts);
    e.set(p, known ? answer.p_cat : 1.0);
    e.set(s, known ? answer.score : -2.0);
    e.set_text(status, quant::envelope_gate(answer.p_cat, answer.score).status);
    e.set_integer(until, day_start(ts) + us_per_day);
    if (!o_.strategy.empty()) e.set_text(strategy, o_.strategy);
    if (!known) out.note(e, "reason", std::string_view("too few trades and bars"));
    return e;
  }

  void count(const Event& e) {
    constexpr Field status{Type::envelope, "status"};
    ++(e.text(status) == "OK" ? ok_ : e.text(status) == "ORANGE" ? orange_ : red_);
  }

  // Configured.
  Options o_;
  OwnRows rows_;
  Atom strategy_;
  std::uint64_t stream_;
  // State.
  std::map<std::pair<std::string_view, std::string_view>, std::deque<double>> closes_;  // by names
  double boost_ = 1;
  TsUs said_ = -1, warm_until_ = -1;
  bool known_ = false;
  std::int64_t ok_ = 0, orange_ = 0, red_ = 0;
};

}  // namespace

const StageSpec& envelope() {
  static const StageSpec spec = [] {
    StageSpec s = describe<Envelope, Options>(
        "envelope", "say once a day whether the configuration could end in a catastrophe",
        {"candle", "factor"}, {"envelope"},
        {{"--on", "TF", "timeframe of the candles that trades are drawn from", &Options::on},
         {"--strategy", "NAME", "strategy whose closed round trips are drawn from", &Options::strategy},
         {"--direction", "WAY", "which side the trades of the bars are on", &Options::direction,
          one_of({"short", "long", "both"})},
         {"--fraction", "RATE", "largest part of the capital in a trade", &Options::fraction, between(0, 1)},
         {"--leverage", "X", "largest leverage of a trade; the newest boost multiplies it",
          &Options::leverage, between(0, 1000)},
         {"--catastrophe", "RATE", "drawdown that must not happen", &Options::catastrophe, between(0.001, 1)},
         {"--target", "RATE", "gain at which such a trade is left", &Options::target, at_least(0)},
         {"--stop", "RATE", "loss at which it is left; 0 for no stop", &Options::stop, between(0, 1)},
         {"--cost", "RATE", "costs of both sides of such a trade", &Options::cost, between(0, 1)},
         {"--hold-bars", "BARS", "bars after which it is left", &Options::hold, between(1, 100000)},
         {"--bars", "BARS", "bars of each market that are kept", &Options::bars, between(2, 1000000)},
         {"--paths", "N", "paths that are drawn", &Options::paths, between(1, 1000000)},
         {"--horizon", "N", "trades of a path", &Options::horizon, between(1, 100000)},
         {"--block", "N", "trades drawn in a row", &Options::block, between(1, 100000)},
         {"--least", "N", "trades from which anything is said", &Options::least, between(1, 100000)},
         {"--seed", "N", "seed of the drawing", &Options::seed, shared_option()}});
    s.reads_account = true;
    s.warm_bars = [](const void* o) { return static_cast<const Options*>(o)->bars; };
    s.examples = {{"envelope --bars 300 < examples/data/btc-1m.ndjson | grep envelope | tail -1",
                   "the newest answer, of the bars alone"}};
    s.see_also = {"posture", "acb", "size"};
    return s;
  }();
  return spec;
}

}  // namespace tu::stages
