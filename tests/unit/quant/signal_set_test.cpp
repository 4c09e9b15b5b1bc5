// The signal of a bar in one object, against its parts.
#include "quant/signal_set.h"

#include <catch2/catch.hpp>
#include <vector>

#include "quant/blend.h"
#include "quant/rsi.h"
#include "quant/vwap.h"
#include "walk.h"

using namespace tu::quant;

namespace {

// Each part by itself, and the opinions as signal-agg weighs them.
class Alone {
 public:
  SignalReading step(const Bar& b) {
    const Bands band = bands_.step(b.close);
    const SignalFigures f{band.mid,
                          slow_.step(b.close),
                          rsi_.step(b.close),
                          atr_.step(b.high, b.low, b.close),
                          band.upper,
                          band.lower,
                          vwap_.step(b.high, b.low, b.close, b.volume)};
    const RegimeLabel label = regime_of({}, b.close, f.fast, f.slow, f.atr, band.bandwidth());
    const PairBits trends{-(label == RegimeLabel::uptrend), -(label == RegimeLabel::downtrend)};
    const Voice voices[] = {voice(0.3, lean_on_trend(trends, f.fast, f.slow, f.atr)),
                            voice(0.3, lean_against(f.rsi, {30, 70, 30, 30})),
                            voice(0.2, bounce_.step(b.close, f.bb_upper, f.bb_lower)),
                            voice(0.2, lean_on_deviation(f.vwap_z, -2, 2))};
    const Verdict v = blend(voices, Blend::composite);
    return {f, label, known(f.slow) ? v.side * v.value : 0.0};
  }

 private:
  static Voice voice(double weight, double lean) {
    return {weight, (lean > 0) - (lean < 0), std::fabs(lean), true};
  }
  Sma slow_{50};
  Rsi rsi_{14};
  Atr atr_{14};
  Bollinger bands_{20, 2.0};
  VwapZ vwap_{20};
  BandBounce bounce_;
};

int differing(const SignalReading& a, const SignalReading& b) {
  return (a.label != b.label) + (a.composite != b.composite) + differing_figures(a.figures, b.figures);
}

}  // namespace

TEST_CASE("the signal of a bar is what its parts give alone, to the bit") {
  SignalSet set;
  Alone alone;
  for (int i = 0; i < 30000; ++i) {
    CAPTURE(i);
    REQUIRE(differing(set.step(walk_bar(i)), alone.step(walk_bar(i))) == 0);
  }
}

TEST_CASE("a run of bars gives the signals that its bars give one by one, to the bit") {
  for (const int longest : {100, 7}) {
    SignalSet at_once, one_by_one;
    std::vector<Bar> bars;
    std::vector<double> c[8];
    std::vector<RegimeLabel> labels;
    for (int i = 0, turn = 0; i < 30000; i += static_cast<int>(bars.size())) {
      const std::size_t n =
          walk_bits(static_cast<std::uint64_t>(++turn)) % static_cast<unsigned>(longest) + 1;
      bars.clear();
      for (std::size_t k = 0; k < n; ++k) bars.push_back(walk_bar(i + static_cast<int>(k)));
      for (auto& column : c) column.assign(n + 1, -12345.0);
      labels.assign(n + 1, RegimeLabel::unknown);
      at_once.steps(bars, {c[0].data(), c[1].data(), c[2].data(), c[3].data(), c[4].data(), c[5].data(),
                           c[6].data(), labels.data(), c[7].data()});
      for (std::size_t k = 0; k < n; ++k) {
        CAPTURE(i, k, n);
        const SignalReading r{
            {c[0][k], c[1][k], c[2][k], c[3][k], c[4][k], c[5][k], c[6][k]}, labels[k], c[7][k]};
        REQUIRE(differing(r, one_by_one.step(bars[k])) == 0);
      }
      for (const auto& column : c) REQUIRE(column[n] == -12345.0);
    }
  }
}

TEST_CASE("a signal set that began in any mood gives the same") {
  for (int from = 0; from < 1200; from += 7) {
    SignalSet set;
    Alone alone;
    for (int i = from; i < from + 130; ++i) {
      CAPTURE(from, i);
      REQUIRE(differing(set.step(walk_bar(i)), alone.step(walk_bar(i))) == 0);
    }
  }
}

TEST_CASE("a signal set that was moved goes on") {
  SignalSet one, other;
  for (int i = 0; i < 400; ++i) {
    one.step(walk_bar(i));
    other.step(walk_bar(i));
    if (i % 7 == 0) other = SignalSet(std::move(other));
  }
  CHECK(differing(one.step(walk_bar(400)), other.step(walk_bar(400))) == 0);
}

TEST_CASE("every voice of the signal set is heard on a lively market") {
  SignalSet set;
  int buys = 0, sells = 0, silent = 0;
  for (int i = 0; i < 30000; ++i) {
    const double c = set.step(walk_bar(i)).composite;
    ++(c > 0 ? buys : c < 0 ? sells : silent);
  }
  CHECK(buys > 1000);
  CHECK(sells > 1000);
  CHECK(silent > 1000);
}
