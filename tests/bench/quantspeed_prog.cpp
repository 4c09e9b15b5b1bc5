// quantspeed FILE: nanoseconds a bar on the closes, highs, lows and volumes in FILE (one bar a line,
// blank-separated). Prints three numbers, each the best of seven turns: ten indicators, incremental; the
// signal set (indicators, regime, four strategies, weighted score), incremental; the signal set worked out
// anew over the last 50 bars.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <vector>

#include "quant/bar_set.h"
#include "quant/composite.h"
#include "quant/rsi.h"
#include "quant/vwap.h"

namespace {

using namespace tu::quant;

// SMA 20 and 50, EMA 12 and 26, RSI, ATR, Bollinger, VWAP, volume ratio, ADX with both DI.
double add_up(const BarFigures& f) {
  return ((f.sma_fast + f.sma_slow) + (f.ema_fast + f.ema_slow)) +
         ((f.rsi + f.atr) + (f.bb_upper + f.bb_lower)) +
         ((f.vwap + f.volume_ratio) + ((f.adx + f.plus_di) + f.minus_di));
}

// RSI extremes, distance from VWAP, the bounce off a band, the trend's own word; weighed.
class SignalSet {
 public:
  double add(const Bar& b) {
    const double rsi = rsi_.add(b.close), z = vwap_.add(b.high, b.low, b.close, b.volume);
    const Bands bands = bollinger_.add(b.close);
    const RegimeLabel regime = regime_.add(b.high, b.low, b.close);
    std::array<WeighedSignal, 4> signals{};
    signals[0] = {0.3, rsi < 30 ? Signal{Side::buy, 0.7} : rsi > 70 ? Signal{Side::sell, 0.7} : Signal{}};
    signals[1] = {0.2, z <= -2 ? Signal{Side::buy, 0.6} : z >= 2 ? Signal{Side::sell, 0.6} : Signal{}};
    const bool bounce = last_ < last_lower_ && b.close >= bands.lower;
    signals[2] = {0.2, bounce ? Signal{Side::buy, 0.65} : Signal{}};
    signals[3] = {0.3, regime_signal(regime, regime_.fast(), regime_.slow(), regime_.atr())};
    last_ = b.close;
    last_lower_ = bands.lower;
    return signed_composite(signals);
  }

 private:
  Rsi rsi_{14};
  VwapZ vwap_{20};
  Bollinger bollinger_{20, 2.0};
  RegimeClassifier regime_;
  double last_ = absent, last_lower_ = absent;
};

double sink = 0;

template <class Work>
double best_ns(std::size_t bars, Work&& work) {
  double best = 1e18;
  for (int turn = 0; turn < 7; ++turn) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    const double ns =
        std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - begin).count();
    best = std::min(best, ns / static_cast<double>(bars));
  }
  return best;
}

double keep(double x) {
  return x == x ? x : 0.0;
}

}  // namespace

int main(int argc, char** argv) {
  std::FILE* file = argc == 2 ? std::fopen(argv[1], "r") : nullptr;
  if (!file) return 64;
  std::vector<Bar> bars;
  for (Bar b; std::fscanf(file, "%lf %lf %lf %lf", &b.close, &b.high, &b.low, &b.volume) == 4;)
    bars.push_back(b);
  std::fclose(file);
  const double ten = best_ns(bars.size(), [&] {
    BarSet set;
    for (const Bar& b : bars) sink += keep(add_up(set.add(b)));
  });
  const double signals = best_ns(bars.size(), [&] {
    SignalSet set;
    for (const Bar& b : bars) sink += set.add(b);
  });
  const std::size_t some = std::min<std::size_t>(bars.size(), 20'000);
  const double anew = best_ns(some - 50, [&] {
    for (std::size_t i = 50; i < some; ++i) {
      SignalSet set;
      double score = 0;
      for (std::size_t j = i - 49; j <= i; ++j) score = set.add(bars[j]);
      sink += score;
    }
  });
  std::printf("%.2f %.2f %.2f\n", ten, signals, anew);
  return sink == 12345.0;
}
