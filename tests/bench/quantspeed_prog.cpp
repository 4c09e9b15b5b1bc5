// quantspeed FILE: nanoseconds a bar on the closes, highs, lows and volumes in FILE (one bar a line,
// blank-separated). Prints three numbers, each the best of seven turns: ten indicators, incremental; the
// signal set (indicators, regime, four strategies, weighted score), incremental; the signal set worked out
// anew over the last 50 bars.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <span>
#include <vector>

#include "quant/bar_set.h"
#include "quant/bollinger.h"
#include "quant/composite.h"
#include "quant/regime.h"
#include "quant/rsi.h"
#include "quant/vwap.h"

namespace {

using namespace tu::quant;

// What is known of a bar when the strategies speak.
struct Figures {
  double rsi, z, fast, slow, lower, atr;
  RegimeLabel regime;
};

// RSI extremes, distance from VWAP, the bounce off a band, the trend's own word; weighed.
class Strategies {
 public:
  double score(double close, const Figures& f) {
    std::array<WeighedSignal, 4> signals{};
    signals[0] = {0.3, f.rsi < 30 ? Signal{Side::buy, 0.7} : f.rsi > 70 ? Signal{Side::sell, 0.7} : Signal{}};
    signals[1] = {0.2, f.z <= -2 ? Signal{Side::buy, 0.6} : f.z >= 2 ? Signal{Side::sell, 0.6} : Signal{}};
    const bool bounce = last_ < last_lower_ && close >= f.lower;
    signals[2] = {0.2, bounce ? Signal{Side::buy, 0.65} : Signal{}};
    signals[3] = {0.3, regime_signal(f.regime, f.fast, f.slow, f.atr)};
    last_ = close;
    last_lower_ = f.lower;
    return signed_composite(signals);
  }

 private:
  double last_ = absent, last_lower_ = absent;
};

// Figures as the stage `indicators` works them out, the label as `regime` does.
class SignalSet {
 public:
  double add(const Bar& b) {
    const BarFigures f = figures_.step(b);
    const double z = vwap_.step(b.high, b.low, b.close, b.volume);
    const double bandwidth = Bands{f.sma_fast, f.bb_upper, f.bb_lower, b.close}.bandwidth();
    const RegimeLabel regime = regime_of(params_, b.close, f.sma_fast, f.sma_slow, f.atr, bandwidth);
    return strategies_.score(b.close, {f.rsi, z, f.sma_fast, f.sma_slow, f.bb_lower, f.atr, regime});
  }

 private:
  BarSet figures_;
  VwapZ vwap_{20};
  RegimeParams params_;
  Strategies strategies_;
};

// The same from the last 50 bars alone.
double worked_out_anew(std::span<const Bar> window) {
  Rsi rsi{14};
  VwapZ vwap{20};
  Bollinger bollinger{20, 2.0};
  RegimeClassifier regime;
  Strategies strategies;
  double score = 0;
  for (const Bar& b : window) {
    const double z = vwap.step(b.high, b.low, b.close, b.volume), strength = rsi.step(b.close);
    const Bands bands = bollinger.step(b.close);
    const RegimeLabel label = regime.add(b.high, b.low, b.close);
    score = strategies.score(b.close,
                             {strength, z, regime.fast(), regime.slow(), bands.lower, regime.atr(), label});
  }
  return score;
}

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
  // Each bar's figures are written down, as pandas writes its columns; the bars are judged, as those that
  // reach the stage `indicators` are.
  std::vector<BarFigures> figures(std::min<std::size_t>(bars.size(), 10'000));
  const double ten = best_ns(bars.size(), [&] {
    BarSet set;
    for (std::size_t at = 0; const Bar& b : bars) {
      figures[at] = set.step(b);
      if (++at == figures.size()) at = 0;
    }
    sink += keep(figures.back().adx);
  });
  const double signals = best_ns(bars.size(), [&] {
    SignalSet set;
    for (const Bar& b : bars) sink += set.add(b);
  });
  const std::size_t some = std::min<std::size_t>(bars.size(), 20'000);
  const double anew = best_ns(some - 50, [&] {
    for (std::size_t i = 50; i < some; ++i) sink += worked_out_anew(std::span(bars).subspan(i - 49, 50));
  });
  std::printf("%.2f %.2f %.2f\n", ten, signals, anew);
  return sink == 12345.0;
}
