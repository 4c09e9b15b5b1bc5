// The usual indicators of a bar in one object: averages, RSI, ATR, bands, VWAP, volume ratio and ADX.
//
// Value for value what each indicator gives alone on the same bars, computed two at a time. One difference: a
// bar that is bad in any part (see good_bar, good_volume) starts all of them afresh, where alone a missing
// volume leaves the averages of the price in peace. Figures are NaN while they are not known. Threads: none.
//
// Until all are known each is asked alone; then the set goes on from where they stand.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "quant/bar.h"
#include "quant/pair.h"
#include "quant/slow_window.h"

namespace tu::quant {

struct BarFigures {
  double sma_fast, sma_slow;  // the fast average is the middle of the bands
  double ema_fast, ema_slow;
  double rsi, atr;
  double bb_upper, bb_lower;
  double vwap, volume_ratio;
  double plus_di, minus_di, adx;
};

// A column for each of them, with a place for each bar.
struct BarColumns {
  double *sma_fast, *sma_slow;
  double *ema_fast, *ema_slow;
  double *rsi, *atr;
  double *bb_upper, *bb_lower;
  double *vwap, *volume_ratio;
  double *plus_di, *minus_di, *adx;

  BarColumns from(std::size_t bar) const;
};

struct BarSetParams {
  int bars = 20;  // fast average, bands, VWAP and volume ratio
  int slow = 50;
  int ema_fast = 12, ema_slow = 26;
  int wilder = 14;  // RSI, ATR, ADX
  double width = 2.0;
};

class BarSet {
 public:
  explicit BarSet(const BarSetParams& params = {});
  BarSet(BarSet&&) noexcept;
  BarSet& operator=(BarSet&&) noexcept;
  ~BarSet();

  BarFigures add(const Bar& b) { return good(b) ? step(b) : start_afresh(); }
  // Of a bar that the caller knows to be good.
  BarFigures step(const Bar& b) { return go_(*this, b); }
  // Of a run of them, four bars at a time where the processor can: the same figures, sooner.
  void steps(std::span<const Bar> bars, const BarColumns& out);

 private:
  struct Alone;
  // What stands at one place of the windows: this block's values, or the sums behind it of the block before.
  struct Place {
    Pair close;   // the close twice; or the sums of the squared offsets and of the offsets
    Pair traded;  // three times the typical price by volume, and volume; or the sums of their offsets
  };
  // The recursive ones. Lows and closes are kept with their sign turned, so that a difference is a sum.
  struct Smooth {
    Pair ema{};
    Pair gains{};   // gains, all changes: n times their averages
    Pair moves{};   // upwards, downwards
    Pair ranges{};  // running sum, average
    Pair adx{};     // in the second lane
    Pair reach{};   // high, -low
    Pair close{};   // close, -close
  };
  // What each bar moves: by itself, so that a run of bars has it in registers.
  struct Live {
    Place sums;
    Smooth smooth;
    Place* place = nullptr;
    SlowWindow::Cursor slow;
  };
  // What a bar's figures are divided from, in registers.
  struct Sums {
    Pair closes;                     // the sums of the squared offsets from the anchor and of the offsets
    Pair offsets;                    // that of the fast window's, that of the slow one's
    Pair means;                      // n times them
    Pair traded;                     // three times the value, and volume
    Pair gains, moves, ranges, ema;  // as in Smooth
  };
  // One for each kind of processor: AVX has the same arithmetic in fewer instructions.
  static BarFigures warm_up(BarSet& set, const Bar& b);
  static BarFigures go_on(BarSet& set, const Bar& b);
  static BarFigures go_on_avx(BarSet& set, const Bar& b);
  BarFigures start_afresh();
  void take_over();
  Place end_block();

  Sums advance(Live& live, const Bar& b);
  BarFigures figures(const Bar& b);
  // bar_columns.cpp
  struct Run;
  void run(std::span<const Bar> bars, const BarColumns& out);
  void quotients(Run& r, std::size_t first, const BarColumns& out) const;

  // State.
  Live live_;
  Pair traded_anchor_{}, traded_hi_{}, traded_lo_{};  // n times it, to twice the digits
  Pair sums_hi_{}, sums_lo_{};                        // n times the anchors of both windows of closes
  Pair anchor_{};                                     // of the fast one, twice
  // Configured.
  Pair keep_, weight_, alpha_, counts_, hundred_, thrice_;
  double inverse_, width_;
  BarSetParams params_;
  BarFigures (*go_)(BarSet&, const Bar&) = warm_up;
  int warm_, seen_ = 0;
  std::unique_ptr<Alone> alone_;
  std::vector<Place> places_;
  Place* places_end_;
  SlowWindow slow_;
};

[[gnu::always_inline]] inline BarSet::Place BarSet::end_block() {
  const double close = places_.back().close[0];
  const Pair traded = places_.back().traded;
  const DoubleDouble of_close = two_product(close, counts_[0]);
  const DoubleDouble of_value = two_product(traded[0], counts_[0]);
  const DoubleDouble of_volume = two_product(traded[1], counts_[0]);
  anchor_ = pair_of(close);
  sums_hi_ = whole(low_high(pair_of(of_close.hi), sums_hi_));
  sums_lo_ = whole(low_high(pair_of(of_close.lo), sums_lo_));
  traded_anchor_ = traded;
  traded_hi_ = Pair{of_value.hi, of_volume.hi};
  traded_lo_ = Pair{of_value.lo, of_volume.lo};
  Pair closes{}, trades{};  // of the tail: apart, so that they stay in registers
  const Pair anchor = anchor_;
  Place* const first = places_.data();
#pragma GCC unroll 4
  for (Place* p = places_end_; p-- > first;) {
    const Place x = *p;
    *p = {closes, trades};
    closes += first_squared(highs(x.close, x.close) - anchor);
    trades += x.traded - traded;
  }
  return {closes, trades};  // the window is this block
}

// All that goes from bar to bar, save the directional index: that is averaged over quotients.
[[gnu::always_inline]] inline BarSet::Sums BarSet::advance(Live& live, const Bar& b) {
  const Pair none{};
  const Pair close = pair_of(b.close);
  Smooth& s = live.smooth;
  // What takes longest goes first: the moves, whose shares are divided, multiplied and added.
  const Pair reach = second_negated(Pair{b.high, b.low});
  const Pair moves = s.moves * keep_ + larger_gain(reach - s.reach);
  const Pair off = close - anchor_;
  live.sums.close += first_squared(off);
  Place window{live.sums.close + live.place->close, none};
  const Pair both_closes = second_negated(close);
  const Pair change = both_closes - s.close;
  const Pair gains = s.gains * keep_ + larger(change, lows(none, change));
  const Pair edges = larger(reach, s.close);
  const Pair range = edges + highs(edges, edges);
  const Pair ranges = s.ranges * keep_ + lows(range, range) * weight_;
  const Pair ema = s.ema + alpha_ * (close - s.ema);
  s.gains = gains;
  s.ranges = ranges;
  s.moves = moves;
  s.reach = reach;
  s.close = both_closes;
  s.ema = ema;

  const Pair traded{(b.high + b.low + b.close) * b.volume, b.volume};
  live.sums.traded += traded - traded_anchor_;
  window.traded = live.sums.traded + live.place->traded;
  *live.place++ = {close, traded};
  double slow = slow_.slide(live.slow, b.close);
  if (live.place == places_end_) [[unlikely]] {
    window = end_block();
    live.place = places_.data();
    live.sums = Place{};
  }
  if (slow_.full(live.slow)) [[unlikely]]
    slow = slow_.end_block(live.slow, counts_[1], sums_hi_, sums_lo_);
  const Pair offsets = high_low(window.close, pair_of(slow));
  return {window.close,
          offsets,
          sums_hi_ + (sums_lo_ + offsets),
          traded_hi_ + (traded_lo_ + window.traded),
          gains,
          moves,
          ranges,
          ema};
}

}  // namespace tu::quant
