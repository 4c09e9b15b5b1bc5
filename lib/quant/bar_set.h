// The usual indicators of a bar in one object: averages, RSI, ATR, bands, VWAP, volume ratio and ADX.
//
// Value for value what each indicator gives alone on the same bars, computed two at a time. One difference: a
// bar that is bad in any part (see good_bar, good_volume) starts all of them afresh, where alone a missing
// volume leaves the averages of the price in peace. Figures are NaN while they are not known. Threads: none.
#pragma once

#include "quant/adx.h"
#include "quant/bollinger.h"
#include "quant/pair.h"
#include "quant/rsi.h"

namespace tu::quant {

struct Bar {
  double high, low, close, volume;
};

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

  BarFigures add(const Bar& b) {
    const double reach = b.high - b.low;
    const double least = reach < b.volume ? reach : b.volume;
    const bool good = known(reach + (b.close + b.volume)) && least >= 0.0;
    if (!good || seen_ < warm_) [[unlikely]]
      return add_slowly(b, good);
    return join(add_to_windows(b), smooth(b));
  }

 private:
  // What stands at one place of the windows: this block's values, or the sums behind it of the block before.
  struct Place {
    Pair close;   // the close, no second; or the sums of offsets and of their squares
    Pair traded;  // three times the typical price by volume, and volume; or the sums of their offsets
  };
  struct Sums {
    Pair close, traded;
  };
  // What follows from the windows, and from the recursive ones.
  struct Windowed {
    double fast, slow, upper, lower;
    Pair vwap_ratio;
  };
  struct Smoothed {
    Pair ema;
    double rsi, atr, adx;
    Pair directions;
  };
  // The recursive ones once they are warm.
  struct Smooth {
    Pair ema{};
    Pair gains{};   // gains, all changes: n times their averages
    Pair moves{};   // upwards, downwards
    Pair ranges{};  // running sum, average
    double adx = 0.0;
    double high = 0.0, low = 0.0, close = 0.0;
  };

  BarFigures add_slowly(const Bar& b, bool good);
  Sums end_block();
  Smoothed warm_up(const Bar& b);

  static BarFigures join(const Windowed& w, const Smoothed& s) {
    return {w.fast,  w.slow,          s.ema[0],        s.ema[1],        s.rsi,           s.atr, w.upper,
            w.lower, w.vwap_ratio[0], w.vwap_ratio[1], s.directions[0], s.directions[1], s.adx};
  }

  Windowed add_to_windows(const Bar& b) {
    Place& place = places_[at_];
    const double off = b.close - anchor_.value;
    const Pair traded{(b.high + b.low + b.close) * b.volume, b.volume};
    sums_.close += Pair{off, off * off};
    sums_.traded += traded - traded_anchor_;
    Sums window{sums_.close + place.close, sums_.traded + place.traded};
    place.close[0] = b.close;
    place.traded = traded;
    if (++at_ == size_) [[unlikely]]
      window = end_block();
    const double squares = window.close[1] - window.close[0] * (window.close[0] * inverse_);
    const double half = width_ * std::sqrt((squares < 0.0 ? 0.0 : squares) * inverse_);
    const double mid = anchor_.mean(window.close[0]);
    const Pair sum = traded_hi_ + (traded_lo_ + window.traded);
    const Pair vwap_ratio =
        Pair{sum[0], b.volume * anchor_.n} / Pair{3.0 * sum[1], sum[1]};  // NaN without volume
    return {mid, slow_.step(b.close), mid + half, mid - half, vwap_ratio};
  }

  Smoothed smooth(const Bar& b) {
    Smooth s = smooth_;
    const double change = b.close - s.close;
    s.gains = s.gains * keep_ + Pair{change > 0.0 ? change : 0.0, std::fabs(change)};
    const double range = true_range_of(b.high, b.low, s.close);
    s.ranges = s.ranges * keep_ + Pair{range, range * wilder_inverse_};
    s.moves = s.moves * keep_ + larger_gain(b.high - s.high, s.low - b.low);
    s.ema += alpha_ * (b.close - s.ema);
    s.high = b.high;
    s.low = b.low;
    s.close = b.close;
    const double both = s.moves[0] + s.moves[1];
    const Pair shares = Pair{s.gains[0], std::fabs(s.moves[0] - s.moves[1])} / Pair{s.gains[1], both} * 100.0;
    if (s.ranges[0] > 0.0 && both > 0.0) [[likely]]
      s.adx = s.adx * keep_ + shares[1] * wilder_inverse_;
    const double scale = s.ranges[0] > 0.0 ? 100.0 / s.ranges[0] : 0.0;
    smooth_ = s;
    return {s.ema, s.gains[1] > 0.0 ? shares[0] : 50.0, s.ranges[1], s.adx, s.moves * scale};
  }

  BarSetParams params_;
  Anchor anchor_;
  double inverse_, width_, keep_, wilder_inverse_;
  Pair alpha_;
  int warm_, seen_ = 0;
  std::size_t size_, at_ = 0;
  Pair traded_anchor_{}, traded_hi_{}, traded_lo_{};
  Sums sums_{};
  Smooth smooth_;
  std::vector<Place> places_;
  Sma slow_;
  Ema ema_fast_, ema_slow_;  // until they are warm, as are the next three
  Rsi rsi_;
  Atr atr_;
  Adx adx_;
};

}  // namespace tu::quant
