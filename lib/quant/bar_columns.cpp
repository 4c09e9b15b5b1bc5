// Runs of bars for a BarSet: first all that goes from bar to bar, the state in registers; then what is
// divided and rooted, four bars at once; last the index that is averaged over those quotients.
#include "quant/bar_set.h"
#include "quant/runs.h"

namespace tu::quant {
namespace {

void write(const BarColumns& out, std::size_t i, const BarFigures& f) {
  out.sma_fast[i] = f.sma_fast;
  out.sma_slow[i] = f.sma_slow;
  out.ema_fast[i] = f.ema_fast;
  out.ema_slow[i] = f.ema_slow;
  out.rsi[i] = f.rsi;
  out.atr[i] = f.atr;
  out.bb_upper[i] = f.bb_upper;
  out.bb_lower[i] = f.bb_lower;
  out.vwap[i] = f.vwap;
  out.volume_ratio[i] = f.volume_ratio;
  out.plus_di[i] = f.plus_di;
  out.minus_di[i] = f.minus_di;
  out.adx[i] = f.adx;
}

}  // namespace

BarColumns BarColumns::from(std::size_t i) const {
  return {sma_fast + i, sma_slow + i, ema_fast + i,     ema_slow + i, rsi + i,      atr + i, bb_upper + i,
          bb_lower + i, vwap + i,     volume_ratio + i, plus_di + i,  minus_di + i, adx + i};
}

void BarSet::steps(std::span<const Bar> bars, const BarColumns& out) {
  in_runs(
      bars.size(), [&] { return go_ == go_on_avx; },
      [&](std::size_t at, std::size_t n) { run(bars.subspan(at, n), out.from(at)); },
      [&](std::size_t at) { write(out, at, step(bars[at])); });
}

#if defined(__x86_64__)
// What is known of each bar before anything is divided.
struct BarSet::Run {
  RunMeans means;
  Pair closes[run_bars], traded[run_bars];
  Pair gains[run_bars], moves[run_bars], ranges[run_bars], ema[run_bars];
  double volume[run_bars];
  double strength[run_bars];     // of the directional index: its share in the average
  std::int64_t still[run_bars];  // not 0 where there is none
};

QUANT_AVX void BarSet::run(std::span<const Bar> bars, const BarColumns& out) {
  Run r;
  Live live = live_;
  const std::size_t n = bars.size();
  for (std::size_t i = 0; i < n; ++i) {
    const Sums sums = advance(live, bars[i]);
    r.closes[i] = sums.closes;
    r.means.note(i, sums.means);
    const PairBits exact = sums.offsets == Pair{};
    if (lanes_set(exact)) [[unlikely]]
      r.means.note_exact(i, exact, Pair{anchor_[0], slow_.anchor()});
    r.traded[i] = sums.traded;
    r.volume[i] = bars[i].volume;
    r.gains[i] = sums.gains;
    r.moves[i] = sums.moves;
    r.ranges[i] = sums.ranges;
    r.ema[i] = sums.ema;
  }
  double adx = live.smooth.adx[1];
  for (std::size_t first = 0; first < n; first += 4) {
    quotients(r, first, out);
    for (std::size_t i = first; i < first + 4; ++i) {
      if (!r.still[i]) [[likely]]
        adx = adx * keep_[0] + r.strength[i];
      out.adx[i] = adx;
    }
  }
  live.smooth.adx = Pair{0.0, adx};
  live_ = live;
}

QUANT_FOUR void BarSet::quotients(Run& r, std::size_t at, const BarColumns& out) const {
  const Four none{}, hundred = four_of(100.0), inverse = four_of(inverse_), count = four_of(counts_[0]);
  const Lanes closes = lanes(r.closes + at), means = r.means.means(at, counts_);
  const Four squares = closes.first - closes.second * (closes.second * inverse);
  const Four half = four_of(width_) * roots(larger(none, squares) * inverse);
  store(out.sma_fast + at, means.first);
  store(out.sma_slow + at, means.second);
  store(out.bb_upper + at, means.first + half);
  store(out.bb_lower + at, means.first - half);

  const Lanes traded = lanes(r.traded + at), ema = lanes(r.ema + at);
  store(out.vwap + at, traded.first / (traded.second * four_of(3.0)));
  store(out.volume_ratio + at, four(r.volume + at) * count / traded.second);
  store(out.ema_fast + at, ema.first);
  store(out.ema_slow + at, ema.second);

  const Lanes gains = lanes(r.gains + at), moves = lanes(r.moves + at), ranges = lanes(r.ranges + at);
  store(out.rsi + at, either(gains.second <= none, four_of(50.0), gains.first / gains.second * hundred));
  store(out.atr + at, ranges.second);
  const Four moved = moves.first + moves.second, scale = hundred / ranges.first;
  const FourBits flat = ranges.first <= none, still = flat | (moved <= none);
  store(out.plus_di + at, either(flat, none, moves.first * scale));
  store(out.minus_di + at, either(flat, none, moves.second * scale));
  const Four index = magnitudes(moves.first - moves.second) / moved * hundred;
  store(r.strength + at, index * four_of(weight_[1]));
  __builtin_memcpy(r.still + at, &still, sizeof still);
}
#endif

}  // namespace tu::quant
