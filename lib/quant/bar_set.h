// The usual indicators of a bar in one object: averages, RSI, ATR, bands, VWAP, volume ratio and ADX.
//
// Value for value what each indicator gives alone on the same bars, computed two at a time. One difference: a
// bar that is bad in any part (see good_bar, good_volume) starts all of them afresh, where alone a missing
// volume leaves the averages of the price in peace. Figures are NaN while they are not known. Threads: none.
//
// Until all are known each is asked alone; then the set goes on from where they stand.
#pragma once

#include <memory>
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
  // What divides by something that may be 0.
  struct Quotients {
    Pair means, rsi, directions, adx;
  };

  // One for each kind of processor: AVX has the same arithmetic in fewer instructions.
  static BarFigures warm_up(BarSet& set, const Bar& b);
  static BarFigures go_on(BarSet& set, const Bar& b);
  static BarFigures go_on_avx(BarSet& set, const Bar& b);
  BarFigures start_afresh();
  void take_over();
  Place end_block();
  Quotients with_zeroes(Quotients q, Pair offsets, Pair under) const;

  BarFigures figures(const Bar& b);

  // State.
  Place sums_{};
  Pair traded_anchor_{}, traded_hi_{}, traded_lo_{};  // n times it, to twice the digits
  Pair sums_hi_{}, sums_lo_{};                        // n times the anchors of both windows of closes
  Smooth smooth_;
  Pair anchor_{};  // of the fast one, twice
  Place* place_ = nullptr;
  Place* places_end_ = nullptr;
  // Configured.
  Pair keep_, weight_, alpha_, counts_, hundred_, thrice_;
  double inverse_, width_;
  BarSetParams params_;
  BarFigures (*go_)(BarSet&, const Bar&) = warm_up;
  int warm_, seen_ = 0;
  std::unique_ptr<Alone> alone_;
  std::vector<Place> places_;
  SlowWindow slow_;
};

}  // namespace tu::quant
