// Wilson's score interval for a probability seen as `wins` out of `trials`.
//
// It stays inside [0, 1] and is honest for few trials, where wins/trials plus or minus its error is not. No
// trials: the interval is [0, 1]. `confidence` is a fraction: two-sided for the interval, one-sided for the
// lower bound (the probability is above it with that confidence).
#pragma once

namespace tu::quant {

struct Interval {
  double low = 0.0;
  double high = 1.0;
};

Interval wilson_interval(double wins, double trials, double confidence = 0.95);
double wilson_lower(double wins, double trials, double confidence);

}  // namespace tu::quant
