// Lean: how far one source leans, as one number: above 0 it buys, below 0 it sells, by its confidence; at 0
// it says nothing. What cannot be judged leans nowhere.
//
// Both sides are worked out at once, as two lanes, and the one that is not meant is masked away: whether a
// source speaks at this bar is what no branch predictor knows. signal-agg and SignalSet share these curves.
#pragma once

#include "quant/number.h"
#include "quant/pair.h"
#include "quant/regime.h"

namespace tu::quant {

// The confidences of buying and selling, where they count; at most one of them does.
inline double lean_of(PairBits spoken, Pair confidences) {
  const Pair said = where(spoken, smaller(confidences, pair_of(1.0)));
  return said[0] - said[1];
}

// Buys below one level and sells above another; 0.5 there, 1 at a span beyond.
struct Levels {
  Levels(double below, double above, double span_below, double span_above)
      : limits{below, -above}, spans{span_below, span_above} {}
  Pair limits, spans;
};
// Of what runs from 0 to 100.
inline double lean_against(double x, const Levels& levels) {
  if (!(x >= 0.0 && x <= 100.0)) [[unlikely]]
    return 0.0;
  const Pair beyond = levels.limits - second_negated(pair_of(x));
  return lean_of(beyond > pair_of(slack), pair_of(0.5) + pair_of(0.5) * beyond / levels.spans);
}
// Buys what rose by more than the limit, sells what fell by more; 0.5 there, 1 at a span beyond.
inline double lean_with(double move, double limit, double span) {
  const Pair beyond = second_negated(pair_of(move)) - pair_of(limit);
  return lean_of(beyond > pair_of(slack), pair_of(0.5) + pair_of(0.5) * beyond / pair_of(span));
}
// Of deviations: buys at or below one, sells at or above another; 0.5 there, 1 at two deviations beyond.
inline double lean_on_deviation(double z, double below, double above) {
  const Pair beyond = Pair{below, -above} - second_negated(pair_of(z));
  return lean_of(beyond >= Pair{}, pair_of(0.5) + pair_of(0.25) * beyond);
}
// Sells at or above a level and never buys.
inline double lean_on_top(double x, double level) {
  return x >= level ? -clamp(0.5 + 0.5 * (x - level) / (100.0 - level), 0.0, 1.0) : 0.0;
}

// The bounce off a band: the close before was outside, this one is not.
class BandBounce {
 public:
  explicit BandBounce(PairBits was_outside = PairBits{}) : was_outside_(was_outside) {}
  PairBits was_outside() const { return was_outside_; }
  double step(double close, double upper, double lower) {
    const PairBits outside = second_negated(pair_of(close)) < Pair{lower, -upper};
    const double lean = lean_of(was_outside_ & ~outside, pair_of(0.6));
    was_outside_ = outside;
    return lean;
  }
  void forget() { was_outside_ = PairBits{}; }

 private:
  PairBits was_outside_;
};

// With the trend, up or down (trends_of, regime.h): surer the further the averages stand apart in units of
// the average range.
inline double lean_on_trend(PairBits trends, double fast, double slow, double atr) {
  return lean_of(trends, pair_of(0.5 + 0.25 * (std::fabs(fast - slow) / atr - 0.5)));
}

}  // namespace tu::quant
