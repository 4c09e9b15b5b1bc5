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
  static BarFigures go_on(BarSet& set, const Bar& b) { return set.figures(b); }
  static BarFigures go_on_avx(BarSet& set, const Bar& b);
  BarFigures start_afresh();
  void take_over();
  Place end_block();
  double end_slow_block();
  Quotients with_zeroes(Quotients q, Pair offsets, Pair under) const;

  [[gnu::always_inline]] BarFigures figures(const Bar& b) {
    const Pair none{};
    const Pair close = pair_of(b.close);
    // What takes longest goes first: the moves, whose shares are divided, multiplied and added.
    const Pair reach = second_negated(Pair{b.high, b.low});
    Smooth& s = smooth_;
    const Pair moves = s.moves * keep_ + larger_gain(reach - s.reach);
    const Pair off = close - anchor_;
    sums_.close += first_squared(off);
    Place window{sums_.close + place_->close, none};
    const Pair both_closes = second_negated(close);
    const Pair change = both_closes - s.close;
    const Pair gains = s.gains * keep_ + larger(change, lows(none, change));
    const Pair edges = larger(reach, s.close);
    const Pair range = edges + highs(edges, edges);
    const Pair ranges = s.ranges * keep_ + lows(range, range) * weight_;
    s.gains = gains;
    s.ranges = ranges;
    s.moves = moves;
    s.reach = reach;
    s.close = both_closes;

    const Pair traded{(b.high + b.low + b.close) * b.volume, b.volume};
    sums_.traded += traded - traded_anchor_;
    window.traded = sums_.traded + place_->traded;
    *place_ = {close, traded};
    if (++place_ == places_end_) [[unlikely]]
      window = end_block();
    slow_sum_ += b.close - slow_anchor_;
    double slow = slow_sum_ + *slow_place_;
    *slow_place_ = b.close;
    if (++slow_place_ == slow_end_) [[unlikely]]
      slow = end_slow_block();

    const Pair down = highs(moves, moves);
    const Pair moved = moves + down;
    const Pair under = high_low(gains, moved);
    const Pair shares = lows(gains, magnitudes(moves - down)) / under;
    const double first = window.close[1];
    const double squares = window.close[0] - first * (first * inverse_);
    const double half = width_ * root((0.0 > squares ? 0.0 : squares) * inverse_);
    const Pair offsets = high_low(window.close, pair_of(slow));
    Quotients q;
    q.means = (sums_hi_ + (sums_lo_ + offsets)) / counts_;
    const Pair total = traded_hi_ + (traded_lo_ + window.traded);
    const Pair vwap_ratio = Pair{total[0], b.volume * counts_[0]} / (highs(total, total) * thrice_);
    const Pair running = lows(ranges, ranges);
    const Pair scale = hundred_ / running;
    s.ema += alpha_ * (close - s.ema);
    q.rsi = shares * hundred_;
    q.directions = moves * scale;
    q.adx = s.adx * keep_ + q.rsi * weight_;
    if (any(offsets == none, smaller(under, running) <= none)) [[unlikely]]
      q = with_zeroes(q, offsets, under);
    s.adx = q.adx;
    const Pair bands = lows(q.means, q.means) + Pair{half, -half};
    const Pair rsi_atr = low_high(q.rsi, ranges);
    return {q.means[0], q.means[1],    s.ema[0],      s.ema[1],        rsi_atr[0],      rsi_atr[1], bands[0],
            bands[1],   vwap_ratio[0], vwap_ratio[1], q.directions[0], q.directions[1], q.adx[1]};
  }

  // State.
  Place sums_{};
  Pair traded_anchor_{}, traded_hi_{}, traded_lo_{};  // n times it, to twice the digits
  Pair sums_hi_{}, sums_lo_{};                        // n times the anchors of both windows of closes
  Pair anchors_{};
  Smooth smooth_;
  Pair anchor_{};  // of the fast one, twice
  Place* place_ = nullptr;
  Place* places_end_ = nullptr;
  double* slow_place_ = nullptr;
  double* slow_end_ = nullptr;
  double slow_anchor_ = 0.0, slow_sum_ = 0.0;
  // Configured.
  Pair keep_, weight_, alpha_, counts_, hundred_, thrice_;
  double inverse_, width_;
  BarSetParams params_;
  BarFigures (*go_)(BarSet&, const Bar&) = warm_up;
  int warm_, seen_ = 0;
  std::unique_ptr<Alone> alone_;
  std::vector<Place> places_;
  std::vector<double> slow_places_;
};

}  // namespace tu::quant
