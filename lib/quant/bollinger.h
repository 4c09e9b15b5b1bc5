// Bollinger bands: the mean of the last n closes, and k population deviations to either side.
//
// Until n closes have come `known(bands.mid)` is false. A close that is not finite starts afresh.
#pragma once

#include "quant/window.h"

namespace tu::quant {

struct Bands {
  double mid = absent;
  double upper = absent;
  double lower = absent;
  double close = absent;

  // Where the close lies: 0 at the lower band, 1 at the upper. Not known when the band has no width.
  double percent_b() const { return upper > lower ? (close - lower) / (upper - lower) : absent; }
  // The width as a fraction of the mid.
  double bandwidth() const { return mid != 0.0 ? (upper - lower) / mid : absent; }
};

class Bollinger {
 public:
  explicit Bollinger(int n = 20, double k = 2.0) : window_(n), k_(k) {}
  Bands add(double close) {
    if (!known(close)) [[unlikely]] {
      window_.reset();
      return {};
    }
    return step(close);
  }
  Bands step(double close) {
    const Spread spread = window_.add(close);
    const double half = k_ * window_.population(spread);
    return {spread.mean, spread.mean + half, spread.mean - half, close};
  }

 private:
  friend struct Handover;
  RollingDeviation window_;
  double k_;
};

}  // namespace tu::quant
