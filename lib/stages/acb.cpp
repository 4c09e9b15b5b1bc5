// acb: the adaptive circuit breaker. Four factors from outside the market become a boost of size, the speed
// of the slow eigenvalue a sensitivity to the signal; both leave as one `factor` event.
//
// Factors are read as they come, so within a day the boost moves with what has been published by then, and is
// never ahead of it. The threshold of the sensitivity is a quantile of velocities that came before.
#include <optional>

#include "quant/circuit_breaker.h"
#include "quant/sorted_window.h"
#include "stages/all.h"
#include "stages/factor_day.h"
#include "stages/json_text.h"

namespace tu::stages {
namespace {

struct Options {
  int scans = 10;
  Duration max_age{26 * us_per_hour};
  std::string funding = "BTC-USDT-PERP";
  std::string dvol = "dvol", fear = "fear_greed", taker = "taker_ratio";
  std::string velocity = "velocity_750", book = "book_regime";
  int history = 10080;
  double quantile = 0.60;
};

class Acb final : public Stage {
 public:
  Acb(const Options& o, const Ports&)
      : o_(o),
        funding_(intern(o.funding)),
        day_(static_cast<std::size_t>(o.scans), o.max_age.us),
        velocities_(static_cast<std::size_t>(o.history)) {}

  void on(Event& e, Out& out) override {
    out.pass(e);
    if (e.type == Type::metric) return on_metric(e);
    if (e.type == Type::eigen) return on_velocity(e.number(o_.velocity));
    constexpr Field rate{Type::funding, "rate"};
    if (e.type != Type::funding || e.symbol != funding_) return;
    day_.add(Factor::funding, e.real(rate), e.ts);
    dirty_ = true;
  }

  void instant_end(TsUs ts, Out& out) override {
    // A reading that has become too old is noticed within the hour.
    if (!dirty_ && ts / us_per_hour == looked_ / us_per_hour) return;
    dirty_ = false, looked_ = ts;
    const quant::ExternalFactors factors = day_.at(ts);
    const quant::BreakerSignals signals = quant::breaker_signals(factors);
    const double boost = quant::breaker_boost(signals.sum());
    const double beta = this->beta();
    const TsUs day = day_start(ts);
    if (said_ && boost == boost_ && beta == beta_ && day == said_day_) return;
    said_ = true, boost_ = boost, beta_ = beta, said_day_ = day;
    emit(ts, factors, signals, out);
    ++(boost > 1 ? raised_ : plain_);
  }

  std::string summary() const override {
    return "acb: " + std::to_string(raised_ + plain_) + " factors, " + std::to_string(raised_) +
           " with a boost";
  }

 private:
  void on_metric(const Event& e) {
    constexpr Field name{Type::metric, "name"}, value{Type::metric, "value"};
    const std::string_view n = e.text(name);
    dirty_ = true;
    const double v = e.real(value);
    if (n == o_.dvol) {
      day_.add(Factor::dvol, v, e.ts);
    } else if (n == o_.fear) {
      day_.add(Factor::fear, v, e.ts);
    } else if (n == o_.taker) {
      day_.add(Factor::taker, v, e.ts);
    } else if (n == o_.book) {
      book_regime_ = v > 0.5 ? 1 : v < -0.5 ? -1 : 0;
    }
  }

  void on_velocity(std::optional<double> v) {
    if (!v) return;
    threshold_ = velocities_.quantile(o_.quantile);  // of what came before
    velocity_ = *v;
    velocities_.add(*v);
    dirty_ = true;
  }

  double beta() const { return quant::breaker_beta_at(threshold_, velocity_, book_regime_); }

  void emit(TsUs ts, const quant::ExternalFactors& f, const quant::BreakerSignals& s, Out& out) {
    constexpr Field boost{Type::factor, "boost"}, beta{Type::factor, "beta"}, from{Type::factor, "from"};
    JsonText j;
    j.open('{');
    const auto add = [&](std::string_view name, double x) {
      if (quant::known(x)) j.key(name).real(x);
    };
    add("funding", f.funding), add("dvol", f.dvol), add("fear_greed", f.fng), add("taker_ratio", f.taker);
    add("signals", s.sum());
    add("velocity", velocity_), add("threshold", threshold_);
    j.key("book_regime").integer(book_regime_);
    j.close('}');
    Event& e = out.make(Type::factor, ts);
    e.set(boost, boost_);
    e.set(beta, beta_);
    e.set_text(from, out.keep(j.text()));
    out.pass(e);
  }

  // Configured.
  Options o_;
  Atom funding_;
  // State.
  FactorDay day_;
  quant::SortedWindow velocities_;
  double velocity_ = quant::absent, threshold_ = quant::absent;
  int book_regime_ = 0;
  bool dirty_ = true;
  TsUs looked_ = -1;
  bool said_ = false;
  double boost_ = 1, beta_ = 0;
  TsUs said_day_ = -1;
  std::int64_t raised_ = 0, plain_ = 0;
};

}  // namespace

const StageSpec& acb() {
  static const StageSpec spec = [] {
    StageSpec s = describe<Acb, Options>(
        "acb", "derive a size factor from funding, volatility, fear and taker flow",
        {"funding", "metric", "eigen"}, {"factor"},
        {{"--scans", "N", "readings of a day whose median is its value", &Options::scans, between(1, 100000)},
         {"--max-age", "DURATION", "how long an earlier day's reading stands for a day without one",
          &Options::max_age},
         {"--funding", "SYMBOL", "the perpetual whose funding counts", &Options::funding},
         {"--dvol", "NAME", "metric of implied volatility", &Options::dvol},
         {"--fear", "NAME", "metric of fear and greed, 0 to 100", &Options::fear},
         {"--taker", "NAME", "metric of takers' buying over their selling", &Options::taker},
         {"--velocity", "NAME", "figure of eigen events: the slow eigenvalue's velocity", &Options::velocity},
         {"--book-metric", "NAME", "metric of the books' regime: -1, 0 or 1", &Options::book},
         {"--history", "N", "past velocities that the threshold is a quantile of", &Options::history,
          between(1, 10000000)},
         {"--quantile", "X", "which quantile", &Options::quantile, between(0, 1)}});
    s.examples = {
        {"acb < examples/data/btc-1m.ndjson | grep factor | head -1", "without any factor the boost is 1"}};
    s.see_also = {"eigen", "size", "exits", "posture"};
    return s;
  }();
  return spec;
}

}  // namespace tu::stages
