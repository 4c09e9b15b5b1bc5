// envelope: whether the configuration stays within what has been tried. Once a day the strategy's own round
// trips and the trades that the last bars would have made are drawn again and again in blocks; how often
// that ends in a catastrophe, and how deep it usually goes, leave as one `envelope` event.
//
// The worse of the two answers counts. Without enough of both nothing is known: RED, asked again every hour.
#include <algorithm>
#include <deque>
#include <map>

#include "account/account.h"
#include "base/random.h"
#include "quant/bootstrap.h"
#include "quant/envelope_gate.h"
#include "stages/all.h"
#include "stages/timeframe.h"

namespace tu::stages {
namespace {

struct Options {
  std::string on = "1m", strategy, side = "sell";
  Rate fraction{Decimal::from_raw(static_cast<Decimal::Raw>(200'000'000'000'000'000))};
  double leverage = 5;
  Rate catastrophe{Decimal::from_raw(static_cast<Decimal::Raw>(300'000'000'000'000'000))};
  Rate target{Decimal::from_raw(static_cast<Decimal::Raw>(9'500'000'000'000'000))};
  Rate stop{Decimal::from_raw(static_cast<Decimal::Raw>(1'000'000'000'000'000'000))};
  Rate cost{Decimal::from_raw(static_cast<Decimal::Raw>(1'000'000'000'000'000))};
  int hold = 120, bars = 1440, paths = 1000, horizon = 100, block = 10, least = 20;
  std::int64_t seed = 0;
};

class Envelope final : public Stage {
 public:
  Envelope(const Options& o, const Ports& ports)
      : o_(o), account_(ports.account), strategy_(intern(o.strategy)), stream_(stream_of("envelope")) {}
  static Status check(const Options& o) {
    if (auto t = parse_timeframe(o.on); !t) return t.error();
    if (o.bars <= o.hold)
      return fail(Exit::usage, "--bars is " + std::to_string(o.bars) + ", expected more than --hold-bars " +
                                   std::to_string(o.hold));
    return {};
  }

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
    const bool new_day = said_ < 0 || day_start(ts) != day_start(said_);
    if (!new_day && (known_ || ts / us_per_hour == said_ / us_per_hour)) return;
    std::vector<double> trades;
    if (!own_trades(ts, trades, out)) return;
    said_ = ts;
    emit(ts, trades, out);
  }

  std::string summary() const override {
    return "envelope: " + std::to_string(ok_) + " OK, " + std::to_string(orange_) + " ORANGE, " +
           std::to_string(red_) + " RED";
  }

 private:
  bool own_trades(TsUs ts, std::vector<double>& trades, Out& out) {
    if (!account_ || strategy_ == Atom::none) return true;
    auto view = account_->view(ts);
    if (!view) return out.stop(view.error()), false;
    if (const account::StrategyState* s = (*view)->strategy(strategy_))
      for (const account::Trip& t : s->trips)
        if (t.notional.sign() > 0) trades.push_back(t.net.to_real() / t.notional.to_real());
    return true;
  }

  std::vector<double> trades_of_bars() const {
    const quant::BarTradePlan plan{o_.side == "sell" ? -1 : 1, o_.hold, o_.target.fraction.to_real(),
                                   o_.stop.fraction.to_real(), o_.cost.fraction.to_real()};
    std::vector<double> all;
    for (const auto& [market, closes] : closes_) {
      const std::vector<double> c(closes.begin(), closes.end());
      const std::vector<double> r = quant::bar_trades(c, plan);
      all.insert(all.end(), r.begin(), r.end());
    }
    return all;
  }

  void emit(TsUs ts, const std::vector<double>& trades, Out& out) {
    quant::BootstrapPlan plan;
    plan.paths = o_.paths, plan.horizon = o_.horizon, plan.block = o_.block;
    plan.exposure = o_.fraction.fraction.to_real() * o_.leverage * boost_;
    plan.catastrophe = o_.catastrophe.fraction.to_real();
    plan.seed = static_cast<std::uint64_t>(o_.seed);
    plan.stream = stream_ ^ static_cast<std::uint64_t>(day_start(ts));
    double p_cat = quant::absent, score = quant::absent;
    for (const std::vector<double>& returns : {trades, trades_of_bars()}) {
      if (returns.size() < static_cast<std::size_t>(o_.least)) continue;
      const quant::BootstrapReport r = quant::bootstrap(returns, plan);
      p_cat = quant::known(p_cat) ? std::max(p_cat, r.p_cat) : r.p_cat;
      score = quant::known(score) ? std::min(score, r.score) : r.score;
    }
    known_ = quant::known(p_cat);
    const quant::EnvelopeVerdict v = quant::envelope_gate(p_cat, score);
    ++(v.status == "OK" ? ok_ : v.status == "ORANGE" ? orange_ : red_);
    constexpr Field p{Type::envelope, "p_cat"}, s{Type::envelope, "score"}, status{Type::envelope, "status"},
        until{Type::envelope, "until"};
    Event& e = out.make(Type::envelope, ts);
    e.set(p, known_ ? p_cat : 1.0);  // nothing known counts as the worst
    e.set(s, known_ ? score : -2.0);
    e.set_text(status, v.status);
    e.set_integer(until, day_start(ts) + us_per_day);
    if (!known_) out.note(e, "reason", std::string_view("too few trades and bars"));
    out.pass(e);
  }

  // Configured.
  Options o_;
  AccountPort* account_;
  Atom strategy_;
  std::uint64_t stream_;
  // State.
  std::map<std::pair<std::string_view, std::string_view>, std::deque<double>> closes_;  // by names
  double boost_ = 1;
  TsUs said_ = -1;
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
         {"--side", "SIDE", "side of the trades that the bars would have made", &Options::side,
          one_of({"sell", "buy"})},
         {"--fraction", "RATE", "largest part of the capital in a trade", &Options::fraction, between(0, 1)},
         {"--leverage", "X", "largest leverage of a trade; the newest boost multiplies it",
          &Options::leverage, between(0, 1000)},
         {"--catastrophe", "RATE", "drawdown that must not happen", &Options::catastrophe, between(0.001, 1)},
         {"--target", "RATE", "gain at which such a trade is left", &Options::target, at_least(0)},
         {"--stop", "RATE", "loss at which it is left; 100% for no stop", &Options::stop, between(0, 1)},
         {"--cost", "RATE", "costs of both sides of such a trade", &Options::cost, between(0, 1)},
         {"--hold-bars", "BARS", "bars after which it is left", &Options::hold, between(1, 100000)},
         {"--bars", "BARS", "bars of each market that are kept", &Options::bars, between(2, 1000000)},
         {"--paths", "N", "paths that are drawn", &Options::paths, between(1, 1000000)},
         {"--horizon", "N", "trades of a path", &Options::horizon, between(1, 100000)},
         {"--block", "N", "trades drawn in a row", &Options::block, between(1, 100000)},
         {"--least", "N", "trades from which anything is said", &Options::least, between(1, 100000)},
         {"--seed", "N", "seed of the drawing", &Options::seed, shared_option()}});
    s.reads_account = true;
    s.examples = {{"envelope --bars 300 < examples/data/btc-1m.ndjson | grep envelope | tail -1",
                   "the newest answer, of the bars alone"}};
    s.see_also = {"posture", "acb", "size"};
    return s;
  }();
  return spec;
}

}  // namespace tu::stages
