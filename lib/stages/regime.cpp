// regime: label each candle with the market's regime.
//
// The limits of volatility are given for hourly bars and fitted to the bar's length; bars that are not of
// time take them as they are. Nothing is written while the regime is unknown.
#include "quant/regime.h"

#include <algorithm>

#include "stages/all.h"
#include "stages/by_market.h"
#include "stages/timeframe.h"

namespace tu::stages {
namespace {

struct Options {
  int fast = 20;
  int slow = 50;
  int atr_bars = 14;
  int bb_bars = 20;
  double bb_width = 2.0;
  double trend = 0.5;
  double atr_hi = 0.03;
  double bw_hi = 0.10;
  std::string as = "regime";
};

class Regime final : public Stage {
 public:
  Regime(const Options& o, const Ports&)
      : hourly_{o.fast, o.slow, o.atr_bars, o.bb_bars, o.bb_width, o.trend, o.atr_hi, o.bw_hi}, key_(o.as) {}

  static Status check(const Options& o) {
    if (o.fast >= o.slow) {
      return fail(Exit::usage, "--fast is " + std::to_string(o.fast) + ", expected fewer bars than --slow " +
                                   std::to_string(o.slow));
    }
    if (o.as.empty()) return fail(Exit::usage, "--as is empty, expected a key");
    return {};
  }

  void on(Event& e, Out& out) override {
    constexpr Field tf{Type::candle, "tf"}, high{Type::candle, "high"}, low{Type::candle, "low"},
        close{Type::candle, "close"};
    if (e.type == Type::candle) {
      auto& market = markets_.get(e, [&] { return quant::RegimeClassifier(params(e.text(tf))); });
      const quant::RegimeLabel label = market.add(e.real(high), e.real(low), e.real(close));
      if (label != quant::RegimeLabel::unknown) out.note(e, key_, quant::name_of(label));
    }
    out.pass(e);
  }

 private:
  quant::RegimeParams params(std::string_view tf) const {
    const auto length = time_length(tf);
    return length ? hourly_.scaled_to(static_cast<double>(*length) / us_per_s) : hourly_;
  }

  quant::RegimeParams hourly_;
  NoteKey key_;
  ByMarket<quant::RegimeClassifier> markets_;
};

}  // namespace

const StageSpec& regime() {
  static const StageSpec spec = [] {
    StageSpec s = describe<Regime, Options>(
        "regime", "label candles UPTREND, DOWNTREND, VOLATILE or RANGING", {"candle"}, {"candle.regime"},
        {{"--fast", "BARS", "length of the fast average", &Options::fast, between(1, 100000)},
         {"--slow", "BARS", "length of the slow average; nothing is labelled before it is full",
          &Options::slow, between(2, 100000)},
         {"--atr-bars", "BARS", "length of the average true range", &Options::atr_bars, between(1, 100000)},
         {"--bb-bars", "BARS", "length of the Bollinger bands", &Options::bb_bars, between(2, 100000)},
         {"--bb-width", "NUMBER", "deviations from the middle of the bands to their edge", &Options::bb_width,
          between(0.01, 100)},
         {"--trend", "NUMBER", "true ranges between the averages from which there is a trend",
          &Options::trend, at_least(0)},
         {"--atr-hi", "NUMBER", "true range over the close from which an hourly bar is volatile",
          &Options::atr_hi, at_least(0)},
         {"--bw-hi", "NUMBER", "bandwidth from which hourly bars are volatile", &Options::bw_hi, at_least(0)},
         {"--as", "NAME", "write the annotation under this key", &Options::as}});
    s.only_annotates = true;
    s.warm_bars = [](const void* o) {
      const auto& given = *static_cast<const Options*>(o);
      return std::max({given.slow, given.bb_bars, 10 * given.atr_bars});
    };
    s.examples = {{"regime < examples/data/btc-1m.ndjson | tail -1", "the last bar with its regime"}};
    s.see_also = {"indicators", "signal-agg"};
    return s;
  }();
  return spec;
}

}  // namespace tu::stages
