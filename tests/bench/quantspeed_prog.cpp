// quantspeed FILE: nanoseconds a bar on the closes, highs, lows and volumes in FILE (one bar a line,
// blank-separated). Prints five numbers, each the best of seven turns: ten indicators, a thousand bars a call
// and one by one; the signal set (indicators, regime, four strategies, weighted score), the same two ways;
// the signal set worked out anew over the last 50 bars.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <new>
#include <span>
#include <vector>

#include "quant/bar_set.h"
#include "quant/blend.h"
#include "quant/bollinger.h"
#include "quant/rsi.h"
#include "quant/signal_set.h"
#include "quant/vwap.h"

namespace {

using namespace tu::quant;

// The signal of a bar from the last 50 bars alone.
double worked_out_anew(std::span<const Bar> window) {
  Sma slow{50};
  Rsi rsi{14};
  Atr atr{14};
  VwapZ vwap{20};
  Bollinger bollinger{20, 2.0};
  BandBounce bounce;
  LeanSum sum;
  RegimeLabel label{};
  for (const Bar& b : window) {
    const double z = vwap.step(b.high, b.low, b.close, b.volume), strength = rsi.step(b.close);
    const double far = slow.step(b.close), range = atr.step(b.high, b.low, b.close);
    const Bands bands = bollinger.step(b.close);
    const PairBits trends = trends_of({}, b.close, bands.mid, far, range);
    label = label_of({}, trends, Pair{range / b.close, bands.bandwidth()});
    sum = LeanSum{};
    sum.add(0.3, lean_on_trend(trends, bands.mid, far, range));
    sum.add(0.3, lean_against(strength, {30, 70, 30, 30}));
    sum.add(0.2, bounce.step(b.close, bands.upper, bands.lower));
    sum.add(0.2, lean_on_deviation(z, -2, 2));
  }
  return sum.mean() + static_cast<int>(label);
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
  // The figures are written down, as pandas writes its columns; the bars are judged, as those that reach the
  // stage `indicators` are.
  constexpr std::size_t chunk = 1000;
  std::vector<double> c[13];
  for (auto& column : c) column.resize(chunk);
  const auto chunks = [&](auto each) {
    for (std::size_t at = 0; at < bars.size(); at += chunk)
      each(std::span(bars).subspan(at, std::min(chunk, bars.size() - at)));
  };
  const BarColumns columns{c[0].data(),  c[1].data(),  c[2].data(), c[3].data(), c[4].data(),
                           c[5].data(),  c[6].data(),  c[7].data(), c[8].data(), c[9].data(),
                           c[10].data(), c[11].data(), c[12].data()};
  const double ten = best_ns(bars.size(), [&] {
    BarSet set;
    chunks([&](std::span<const Bar> some) { set.steps(some, columns); });
    sink += keep(c[12].back());
  });
  std::vector<BarFigures> figures(chunk);
  const double ten_alone = best_ns(bars.size(), [&] {
    BarSet set;
    for (std::size_t at = 0; const Bar& b : bars) {
      new (&figures[at]) BarFigures(set.step(b));  // in place: an assignment would copy them
      if (++at == figures.size()) at = 0;
    }
    sink += keep(figures.back().adx);
  });
  std::vector<RegimeLabel> labels(chunk);
  const SignalColumns readings{c[0].data(), c[1].data(), c[2].data(),   c[3].data(), c[4].data(),
                               c[5].data(), c[6].data(), labels.data(), c[7].data()};
  const double signals = best_ns(bars.size(), [&] {
    SignalSet set;
    chunks([&](std::span<const Bar> some) { set.steps(some, readings); });
    sink += keep(c[7].back());
  });
  const double signals_alone = best_ns(bars.size(), [&] {
    SignalSet set;
    for (const Bar& b : bars) sink += set.step(b).composite;
  });
  const std::size_t some = std::min<std::size_t>(bars.size(), 20'000);
  const double anew = best_ns(some - 50, [&] {
    for (std::size_t i = 50; i < some; ++i) sink += worked_out_anew(std::span(bars).subspan(i - 49, 50));
  });
  std::printf("%.2f %.2f %.2f %.2f %.2f\n", ten, ten_alone, signals, signals_alone, anew);
  return sink == 12345.0;
}
