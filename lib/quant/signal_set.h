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
#include <span>
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

// A column for each of them, with a place for each bar.
struct SignalColumns {
  double *fast, *slow;
  double *rsi, *atr, *bb_upper, *bb_lower, *vwap_z;
  RegimeLabel* label;
  double* composite;

  SignalColumns from(std::size_t bar) const;
};

class SignalSet {
 public:
  explicit SignalSet(const SignalWeights& weights = {});
  SignalSet(SignalSet&&) noexcept;
  SignalSet& operator=(SignalSet&&) noexcept;
  ~SignalSet();

  SignalReading step(const Bar& b) { return go_(*this, b); }
  // Of a run of bars, four at a time where the processor can: the same readings in half the time.
  void steps(std::span<const Bar> bars, const SignalColumns& out);

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

  // What each bar moves: by itself, so that a run of bars has it in registers.
  struct Live {
    Blocks sums;
    Pair gains{}, closes{};  // gains, all changes: n times their averages; close, -close
    double atr = 0.0;
    Place* place = nullptr;
    SlowWindow::Cursor slow;
  };
  // What the figures are divided from.
  struct Sums {
    Pair offsets;  // of the closes from the anchors: the fast window's, the slow one's
    Pair means;    // n times them
    Pair spreads;  // the sum of the squares about the mean; of VWAP's, that times weight^2
    double far;    // the close from VWAP, by the weight
    double whole;  // the spread if VWAP were the anchor
    Pair gains;    // as in Live
    double atr;
  };

  // One for each kind of processor: AVX has the same arithmetic in fewer instructions.
  static SignalReading warm_up(SignalSet& set, const Bar& b);
  static SignalReading go_on(SignalSet& set, const Bar& b) { return set.reading(b, set.figures(b)); }
  static SignalReading go_on_avx(SignalSet& set, const Bar& b);
  void take_over();
  Blocks end_block();
  double z_anew(double close) const;
  // Whether the distance from VWAP takes more than a division: its spread is too small beside the whole to
  // have kept its digits, or 0.
  static bool odd(const Sums& s) { return s.spreads[1] < s.whole * least_spread || !(s.spreads[1] > 0.0); }
  double odd_z(const Sums& s, double close) const {
    return s.spreads[1] < s.whole * least_spread ? z_anew(3.0 * close) : absent;
  }
  // signal_columns.cpp
  struct Run;
  void run(std::span<const Bar> bars, const SignalColumns& out);

  [[gnu::always_inline]] Sums advance(Live& live, const Bar& b) {
    const Pair none{};
    const Pair both_closes = second_negated(pair_of(b.close));
    const Pair change = both_closes - live.closes;
    const Pair gains = live.gains * keep_ + larger(change, lows(none, change));
    const Pair edges = larger(Pair{b.high, -b.low}, live.closes);
    const double atr = live.atr * keep_[0] + (edges[0] + edges[1]) * share_;
    live.atr = atr;
    live.gains = gains;
    live.closes = both_closes;

    const Pair values{b.close, b.high + b.low + b.close};
    const Pair off = values - anchors_, weighed = off * Pair{1.0, b.volume};
    live.sums.first += weighed;
    live.sums.second += weighed * off;
    live.sums.volume += b.volume;
    const Blocks& tail = live.place->tail;
    Blocks window{live.sums.first + tail.first, live.sums.second + tail.second,
                  live.sums.volume + tail.volume};
    live.place->values = values;
    live.place->volume = b.volume;
    double slow = slow_.slide(live.slow, b.close);
    if (++live.place == places_end_) [[unlikely]] {
      window = end_block();
      live.place = places_.data();
      live.sums = Blocks{};
    }
    if (slow_.full(live.slow)) [[unlikely]]
      slow = slow_.end_block(live.slow, counts_[1], sums_hi_, sums_lo_);

    const Pair offsets = low_high(window.first, pair_of(slow));
    const Pair whole = window.second * Pair{1.0, window.volume};
    return {offsets,
            sums_hi_ + (sums_lo_ + offsets),
            whole - window.first * (window.first * Pair{inverse_, 1.0}),
            (3.0 * b.close - anchors_[1]) * window.volume - window.first[1],
            whole[1],
            gains,
            atr};
  }

  [[gnu::always_inline]] SignalFigures figures(const Bar& b) {
    const Pair none{};
    const Sums sums = advance(live_, b);
    const Pair gains = sums.gains;
    Pair means = sums.means / counts_;
    const Pair deviations = roots(larger(none, sums.spreads) * Pair{inverse_, 1.0});
    Pair shares = Pair{gains[0], sums.far} / highs(gains, deviations);
    shares[0] *= 100.0;
    if (any(sums.offsets == none, Pair{gains[1], sums.spreads[1]} <= Pair{0.0, sums.whole * least_spread}))
        [[unlikely]] {
      if (sums.offsets[0] == 0.0) means[0] = anchors_[0];
      if (sums.offsets[1] == 0.0) means[1] = slow_.anchor();
      if (gains[1] <= 0.0) shares[0] = 50.0;
      if (odd(sums)) shares[1] = odd_z(sums, b.close);
    }
    const double half = bands_width * deviations[0];
    return {means[0], means[1], shares[0], sums.atr, means[0] + half, means[0] - half, shares[1]};
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

  static constexpr double bands_width = 2.0, least_spread = 1e-4;

  // State.
  Live live_;
  Pair anchors_{}, sums_hi_{}, sums_lo_{};  // n times the anchors of both windows of closes, as in BarSet
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
  Place* places_end_;
  SlowWindow slow_;
};

}  // namespace tu::quant
