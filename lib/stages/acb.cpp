// acb: the adaptive circuit breaker. Four factors from outside the market become a boost of size, the speed
// of the slow eigenvalue a sensitivity to the signal; both leave as one `factor` event.
//
// Factors are read as they come, so within a day the boost moves with what has been published by then, and is
// never ahead of it. The threshold of the sensitivity is a quantile of velocities that came before.
//
// With a ledger each day's factor and each reading that counts is journalled before it is said. Started again
// within the day, it goes on from the newest of them, and says it again.
#include <optional>

#include "quant/circuit_breaker.h"
#include "quant/sorted_window.h"
#include "stages/all.h"
#include "stages/factor_day.h"
#include "stages/json_text.h"
#include "stages/never_read.h"
#include "stages/own_rows.h"
#include "stages/warm_until.h"

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

  std::string text() const {
    return std::to_string(scans) + ' ' + std::to_string(max_age.us) + ' ' + funding + ' ' + dvol + ' ' +
           fear + ' ' + taker + ' ' + velocity + ' ' + book + ' ' + std::to_string(history) + ' ' +
           text::of_real(quantile);
  }
};

class Acb final : public Stage {
 public:
  Acb(const Options& o, const Ports& ports)
      : o_(o),
        funding_(intern(o.funding)),
        rows_(ports.account, o.text()),
        day_(static_cast<std::size_t>(o.scans), o.max_age.us),
        velocities_(static_cast<std::size_t>(o.history)) {}

  void session(const Event& e, Out&) override { warm_until_ = warm_until_of(e); }

  void on(Event& e, Out& out) override {
    out.pass(e);
    if (e.type == Type::metric) return on_metric(e);
    if (e.type == Type::eigen) return on_velocity(e.number(o_.velocity), e.ts);
    constexpr Field rate{Type::funding, "rate"};
    if (e.type != Type::funding || e.symbol != funding_) return;
    add(Factor::funding, e.real(rate), e.ts);
  }

  void instant_end(TsUs ts, Out& out) override {
    if (ts <= warm_until_ || (!dirty_ && ts < next_look_)) return;
    if (!recalled_ && !recall(ts, out)) return;
    dirty_ = false, next_look_ = day_.next_change(ts);
    const TsUs day = day_start(ts);
    const quant::ExternalFactors factors = day_.at(ts);
    const quant::BreakerSignals signals = quant::breaker_signals(factors);
    const double boost = quant::breaker_boost(signals.sum());
    const double beta = this->beta();
    const bool first = day != said_day_;
    const bool changed = first || boost != boost_ || beta != beta_;
    const bool keeps = rows_.any() && (first || grown_);
    if (!changed && !keeps) return;
    boost_ = boost, beta_ = beta, said_day_ = day, grown_ = false;
    Event& e = event(ts, factors, signals, out);
    if (keeps && !keep(e, out)) return;
    if (!changed) return;
    ++(boost > 1 ? raised_ : plain_);
    out.pass(e);
  }

  std::string summary() const override {
    std::string s =
        "acb: " + std::to_string(raised_ + plain_) + " factors, " + std::to_string(raised_) + " with a boost";
    NeverRead never;
    never.add(day_.read(Factor::funding), "funding of " + o_.funding);
    never.add(day_.read(Factor::dvol), o_.dvol);
    never.add(day_.read(Factor::fear), o_.fear);
    never.add(day_.read(Factor::taker), o_.taker);
    never.add(quant::known(velocity_), o_.velocity);
    return s + never.text();
  }

 private:
  void add(Factor factor, double value, TsUs ts) {
    grown_ |= day_.add(factor, value, ts);
    if (!recalled_ && rows_.any()) early_.push_back({factor, value, ts});
    dirty_ = true;
  }

  // What the ledger knows of this stage. Readings that came since, before this first look, are added to it.
  bool recall(TsUs ts, Out& out) {
    recalled_ = true;
    const account::Account* a = rows_.view(ts, out);
    if (!a) return !out.stopped();
    const account::FactorRow* row = a->factor(rows_.rules());
    if (!row) return true;
    FactorDay before(static_cast<std::size_t>(o_.scans), o_.max_age.us);
    const auto bar = row->kept.find('|');
    const auto threshold = text::to_real(std::string_view(row->kept).substr(0, bar));
    if (bar == row->kept.npos || !before.restore(std::string_view(row->kept).substr(bar + 1)))
      return out.stop(fail(Exit::config, "the ledger's factor row at " + std::to_string(row->ts) +
                                             " keeps \"" + row->kept + "\", expected THRESHOLD|READINGS")),
             false;
    grown_ = false;
    for (const Reading& r : early_)
      if (r.ts > row->ts) grown_ |= before.add(r.factor, r.value, r.ts);
    day_ = std::move(before);
    early_.clear();
    if (day_start(row->ts) != day_start(ts)) return true;
    said_day_ = day_start(ts);
    boost_ = row->boost, beta_ = row->beta;
    if (threshold) kept_threshold_ = threshold_ = *threshold;
    say_again(ts, row->ts, out);
    return true;
  }

  // The day's factor as it stood, for those who start again with us; what has changed since comes after it.
  void say_again(TsUs ts, TsUs at, Out& out) {
    constexpr Field boost{Type::factor, "boost"}, beta{Type::factor, "beta"}, asof{Type::factor, "asof"};
    Event& e = out.make(Type::factor, ts);
    e.set(boost, boost_);
    e.set(beta, beta_);
    e.set_integer(asof, at);
    ++(boost_ > 1 ? raised_ : plain_);
    out.pass(e);
  }

  bool keep(Event& e, Out& out) {
    const account::Account* a = rows_.begin(e.ts, out);
    if (!a) return false;
    constexpr Field rules{Type::factor, "rules"}, account{Type::factor, "account"},
        kept{Type::factor, "kept"};
    const std::string threshold = quant::known(threshold_) ? text::of_real(threshold_) : "";
    e.set_text(kept, out.keep(threshold + "|" + day_.text()));
    return rows_.keep(e, rules, account, *a, out);
  }

  void on_metric(const Event& e) {
    constexpr Field name{Type::metric, "name"}, value{Type::metric, "value"};
    const std::string_view n = e.text(name);
    dirty_ = true;
    const double v = e.real(value);
    if (n == o_.dvol) {
      add(Factor::dvol, v, e.ts);
    } else if (n == o_.fear) {
      add(Factor::fear, v, e.ts);
    } else if (n == o_.taker) {
      add(Factor::taker, v, e.ts);
    } else if (n == o_.book) {
      book_regime_ = v > 0.5 ? 1 : v < -0.5 ? -1 : 0;
    }
  }

  void on_velocity(std::optional<double> v, TsUs ts) {
    if (!v) return;
    threshold_ = velocities_.quantile(o_.quantile);  // of what came before
    if (day_start(ts) != said_day_) kept_threshold_ = quant::absent;
    if (quant::known(kept_threshold_)) threshold_ = kept_threshold_;
    velocity_ = *v;
    velocities_.add(*v);
    dirty_ = true;
  }

  double beta() const { return quant::breaker_beta_at(threshold_, velocity_, book_regime_); }

  Event& event(TsUs ts, const quant::ExternalFactors& f, const quant::BreakerSignals& s, Out& out) {
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
    return e;
  }

  // Configured.
  Options o_;
  Atom funding_;
  OwnRows rows_;
  // State.
  FactorDay day_;
  quant::SortedWindow velocities_;
  double velocity_ = quant::absent, threshold_ = quant::absent;
  double kept_threshold_ = quant::absent;  // of the ledger: stands until its day is over
  int book_regime_ = 0;
  bool dirty_ = true, recalled_ = false;
  bool grown_ = false;  // a reading counted since the last row
  struct Reading {
    Factor factor;
    double value;
    TsUs ts;
  };
  std::vector<Reading> early_;  // before recall()
  TsUs warm_until_ = -1, next_look_ = -1;
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
    s.reads_account = true;
    s.examples = {
        {"acb < examples/data/btc-1m.ndjson | grep factor | head -1", "without any factor the boost is 1"}};
    s.see_also = {"eigen", "size", "exits", "posture"};
    return s;
  }();
  return spec;
}

}  // namespace tu::stages
