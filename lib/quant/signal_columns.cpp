// Runs of bars for a SignalSet: first all that goes from bar to bar, the state in registers; then the rest,
// four bars at once.
#include "quant/lean_four.h"
#include "quant/runs.h"
#include "quant/signal_set.h"

namespace tu::quant {
namespace {

void write(const SignalColumns& out, std::size_t i, const SignalReading& r) {
  out.fast[i] = r.figures.fast;
  out.slow[i] = r.figures.slow;
  out.rsi[i] = r.figures.rsi;
  out.atr[i] = r.figures.atr;
  out.bb_upper[i] = r.figures.bb_upper;
  out.bb_lower[i] = r.figures.bb_lower;
  out.vwap_z[i] = r.figures.vwap_z;
  out.label[i] = r.label;
  out.composite[i] = r.composite;
}

#if defined(__x86_64__)
struct SignalFours {
  Four close, fast, slow, rsi, atr, bb_upper, bb_lower, vwap_z;
};

QUANT_FOUR void put_labels(RegimeLabel* to, unsigned judged, const FourSides& trends, FourBits wild) {
  const unsigned up = lanes_set(trends.buys), down = lanes_set(trends.sells), wildly = lanes_set(wild);
  for (unsigned i = 0; i < 4; ++i) {
    const RegimeLabel label = labels_of_trends[wildly >> i & 1][(up >> i & 1) | (down >> i & 1) << 1];
    to[i] = judged >> i & 1 ? label : RegimeLabel::unknown;
  }
}
#endif

}  // namespace

SignalColumns SignalColumns::from(std::size_t i) const {
  return {fast + i,     slow + i,   rsi + i,   atr + i,      bb_upper + i,
          bb_lower + i, vwap_z + i, label + i, composite + i};
}

void SignalSet::steps(std::span<const Bar> bars, const SignalColumns& out) {
  in_runs(
      bars.size(), [&] { return go_ == go_on_avx; },
      [&](std::size_t at, std::size_t n) { run(bars.subspan(at, n), out.from(at)); },
      [&](std::size_t at) { write(out, at, step(bars[at])); });
}

#if defined(__x86_64__)
// What is known of each bar before anything is divided.
struct SignalSet::Run {
  RunMeans means;
  Pair spreads[run_bars], gains[run_bars];
  Pair close_far[run_bars];  // the close, and how far it is from VWAP
  double atr[run_bars];
  // Distances from VWAP that are known without a division.
  bool any_odd = false;
  std::int64_t odd[run_bars];
  double z[run_bars];

  void know(std::size_t i, double distance) {
    if (!any_odd) std::fill_n(odd, run_bars, 0);
    any_odd = true;
    odd[i] = -1;
    z[i] = distance;
  }
  QUANT_FOUR SignalFours figures(std::size_t at, double inverse, Pair counts) const;
};

QUANT_FOUR SignalFours SignalSet::Run::figures(std::size_t at, double inverse, Pair counts) const {
  const Four none{};
  const Lanes mean = means.means(at, counts), spread = lanes(spreads + at), gain = lanes(gains + at),
              far = lanes(close_far + at);
  SignalFours f;
  f.close = far.first;
  f.fast = mean.first;
  f.slow = mean.second;
  const Four vwap_deviation = roots(larger(none, spread.second));
  f.vwap_z = far.second / vwap_deviation;
  if (any_odd) [[unlikely]] {
    FourBits known_already;
    __builtin_memcpy(&known_already, odd + at, sizeof known_already);
    f.vwap_z = either(known_already, four(z + at), f.vwap_z);
  }
  f.rsi = either(gain.second <= none, four_of(50.0), gain.first / gain.second * four_of(100.0));
  f.atr = four(atr + at);
  const Four half = four_of(bands_width) * roots(larger(none, spread.first) * four_of(inverse));
  f.bb_upper = f.fast + half;
  f.bb_lower = f.fast - half;
  return f;
}

QUANT_AVX void SignalSet::run(std::span<const Bar> bars, const SignalColumns& out) {
  Run r;
  Live live = live_;
  const std::size_t n = bars.size();
  for (std::size_t i = 0; i < n; ++i) {
    const Bar& b = bars[i];
    const Sums sums = advance(live, b);
    r.means.note(i, sums.means);
    const PairBits exact = sums.offsets == Pair{};
    if (lanes_set(exact)) [[unlikely]]
      r.means.note_exact(i, exact, Pair{anchors_[0], slow_.anchor()});
    r.spreads[i] = sums.spreads;
    r.gains[i] = sums.gains;
    r.close_far[i] = Pair{b.close, sums.far};
    r.atr[i] = sums.atr;
    if (sums.spreads[1] <= sums.whole * least_spread) [[unlikely]]
      if (odd(sums)) r.know(i, odd_z(sums, b.close));
  }
  live_ = live;
  FourBounces bounces(bounce_);
  for (std::size_t at = 0; at < n; at += 4) {
    const SignalFours f = r.figures(at, inverse_, counts_);
    store(out.fast + at, f.fast);
    store(out.slow + at, f.slow);
    store(out.rsi + at, f.rsi);
    store(out.atr + at, f.atr);
    store(out.bb_upper + at, f.bb_upper);
    store(out.bb_lower + at, f.bb_lower);
    store(out.vwap_z + at, f.vwap_z);
    const Four bandwidth = (f.bb_upper - f.bb_lower) / f.fast, all = f.fast + f.slow + f.atr + bandwidth;
    const FourBits judged = all - all == Four{};
    const FourSides trends = trends_of(regime_, f.close, f.fast, f.slow, f.atr, judged);
    put_labels(out.label + at, lanes_set(judged), trends,
               any_of(f.atr / f.close - four_of(regime_.atr_hi) > four_of(slack),
                      bandwidth - four_of(regime_.bw_hi) > four_of(slack)));
    const Four sum = four_of(weights_.trend) * lean_on_trend(trends, f.fast, f.slow, f.atr) +
                     four_of(weights_.rsi) * lean_against(f.rsi, extremes_) +
                     four_of(weights_.bounce) * bounces.step(f.close, f.bb_upper, f.bb_lower) +
                     four_of(weights_.vwap) * lean_on_deviation(f.vwap_z, -2.0, 2.0);
    store(out.composite + at, weight_ == 1.0 ? sum : sum / four_of(weight_));
  }
  bounce_ = bounces.last();
}
#endif

}  // namespace tu::quant
