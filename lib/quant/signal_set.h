// The signal of a bar in one object: averages, RSI, average range, bands and the distance from VWAP; the
// regime's label; what four sources make of it; and their composite.
//
// Value for value what Sma, Rsi, Atr, Bollinger, VwapZ, regime_of and the leans give alone on the same bars,
// computed two at a time, and nothing that the four do not read. Bars must be good (see bar.h), as those that
// reach a stage are. Threads: none.
//
// Until all is known each part is asked alone; then the set goes on from where they stand.
#pragma once

#include <memory>
#include <vector>

#include "quant/bar.h"
#include "quant/lean.h"
#include "quant/pair.h"
#include "quant/regime.h"
#include "quant/slow_window.h"

namespace tu::quant {

struct SignalFigures {
  double fast, slow;  // averages
  double rsi, atr, bb_upper, bb_lower, vwap_z;
};

struct SignalWeights {
  double trend = 0.3, rsi = 0.3, bounce = 0.2, vwap = 0.2;
};

struct SignalReading {
  SignalFigures figures;
  RegimeLabel label;
  double composite;  // of the leans; 0 while not all of them can be known
};

class SignalSet {
 public:
  explicit SignalSet(const SignalWeights& weights = {});
  SignalSet(SignalSet&&) noexcept;
  SignalSet& operator=(SignalSet&&) noexcept;
  ~SignalSet();

  SignalReading step(const Bar& b) { return go_(*this, b); }

 private:
  struct Alone;
  // Sums of offsets and of squared ones, by volume where it is for VWAP.
  struct Blocks {
    Pair first{}, second{};
    double volume = 0.0;
  };
  // What stands at one place of the windows of 20, of closes and of prices for VWAP side by side: the values,
  // and the sums of what came behind this place in the block before.
  struct alignas(64) Place {
    Pair values{};  // close, three times the typical price
    Blocks tail;
    double volume = 0.0;
  };

  // One for each kind of processor: AVX has the same arithmetic in fewer instructions.
  static SignalReading warm_up(SignalSet& set, const Bar& b);
  static SignalReading go_on(SignalSet& set, const Bar& b) { return set.reading(b, set.figures(b)); }
  static SignalReading go_on_avx(SignalSet& set, const Bar& b);
  void take_over();
  Blocks end_block();
  double z_anew(double close) const;

  [[gnu::always_inline]] SignalFigures figures(const Bar& b) {
    const Pair none{};
    const Pair both_closes = second_negated(pair_of(b.close));
    const Pair change = both_closes - closes_;
    const Pair gains = gains_ * keep_ + larger(change, lows(none, change));
    const Pair edges = larger(Pair{b.high, -b.low}, closes_);
    atr_ = atr_ * keep_[0] + (edges[0] + edges[1]) * share_;
    gains_ = gains;
    closes_ = both_closes;

    const Pair values{b.close, b.high + b.low + b.close};
    const Pair off = values - anchors_, weighed = off * Pair{1.0, b.volume};
    sums_.first += weighed;
    sums_.second += weighed * off;
    sums_.volume += b.volume;
    const Blocks& tail = place_->tail;
    Blocks window{sums_.first + tail.first, sums_.second + tail.second, sums_.volume + tail.volume};
    place_->values = values;
    place_->volume = b.volume;
    if (++place_ == places_end_) [[unlikely]]
      window = end_block();
    const double slow = slow_.add(b.close, counts_[1], sums_hi_, sums_lo_);

    const Pair offsets = low_high(window.first, pair_of(slow));
    Pair means = (sums_hi_ + (sums_lo_ + offsets)) / counts_;
    // {squares, weight^2 x squared deviation}
    const Pair whole = window.second * Pair{1.0, window.volume};
    const Pair spreads = whole - window.first * (window.first * Pair{inverse_, 1.0});
    const Pair deviations = roots(larger(none, spreads) * Pair{inverse_, 1.0});
    const double far = (3.0 * b.close - anchors_[1]) * window.volume - window.first[1];
    Pair shares = Pair{gains[0], far} / highs(gains, deviations);
    shares[0] *= 100.0;
    if (any(offsets == none, Pair{gains[1], spreads[1]} <= Pair{0.0, whole[1] * 1e-4})) [[unlikely]] {
      if (offsets[0] == 0.0) means[0] = anchors_[0];
      if (offsets[1] == 0.0) means[1] = slow_.anchor();
      if (!(gains[1] > 0.0)) shares[0] = 50.0;
      if (spreads[1] < whole[1] * 1e-4)
        shares[1] = z_anew(3.0 * b.close);
      else if (!(spreads[1] > 0.0))
        shares[1] = absent;
    }
    const double half = 2.0 * deviations[0];
    return {means[0], means[1], shares[0], atr_, means[0] + half, means[0] - half, shares[1]};
  }

  [[gnu::always_inline]] SignalReading reading(const Bar& b, const SignalFigures& f) {
    const Pair wildness = Pair{f.atr, f.bb_upper - f.bb_lower} / Pair{b.close, f.fast};
    PairBits trends = trends_of(regime_, b.close, f.fast, f.slow, f.atr);
    RegimeLabel label = label_of(regime_, trends, wildness);
    if (!known(f.fast + f.slow + f.atr + wildness[1])) [[unlikely]]
      label = RegimeLabel::unknown, trends = PairBits{};
    const double bounce = bounce_.step(b.close, f.bb_upper, f.bb_lower);
    // What is known last comes last.
    const double sum = weights_.trend * lean_on_trend(trends, f.fast, f.slow, f.atr) +
                       weights_.rsi * lean_against(f.rsi, extremes_) + weights_.bounce * bounce +
                       weights_.vwap * lean_on_deviation(f.vwap_z, -2.0, 2.0);
    if (weight_ == 1.0) [[likely]]
      return {f, label, sum};
    return {f, label, sum / weight_};
  }

  // State.
  Blocks sums_;
  Pair anchors_{}, sums_hi_{}, sums_lo_{};  // n times the anchors of both windows of closes, as in BarSet
  Pair gains_{}, closes_{};                 // gains, all changes: n times their averages; close, -close
  double atr_ = 0.0;
  Place* place_ = nullptr;
  Place* places_end_ = nullptr;
  BandBounce bounce_;
  // Configured.
  SignalWeights weights_;
  double weight_;  // all of them
  Pair keep_, counts_;
  double share_, inverse_;
  Levels extremes_{30.0, 70.0, 30.0, 30.0};
  RegimeParams regime_;
  SignalReading (*go_)(SignalSet&, const Bar&) = warm_up;
  int seen_ = 0;
  std::unique_ptr<Alone> alone_;
  std::vector<Place> places_;
  SlowWindow slow_;
};

}  // namespace tu::quant
