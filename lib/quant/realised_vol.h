// Realised volatility of the last n log returns, annualised.
//
// `std` is the sample deviation, `rms` the root mean square about zero, both times sqrt(bars per year). Known
// from the (n+1)-th price of a run. A price that is not positive and finite answers NaN and starts afresh.
#pragma once

#include "quant/fn.h"
#include "quant/window.h"

namespace tu::quant {

inline constexpr double seconds_per_year = 31536000.0;

enum class VolatilityMode { standard_deviation, root_mean_square };

class RealisedVol {
 public:
  RealisedVol(int n, double bars_per_year, VolatilityMode mode = VolatilityMode::standard_deviation)
      : mode_(mode), scale_(std::sqrt(bars_per_year)), returns_(n), squares_(n) {}

  double add(double price) {
    if (!known_positive(price)) [[unlikely]] {
      returns_.reset();
      squares_.reset();
      previous_ = absent;
      return absent;
    }
    const bool first = !known(previous_);
    const double change = first ? 0.0 : fn::log(price / previous_);
    previous_ = price;
    if (first) [[unlikely]]
      return absent;
    if (mode_ == VolatilityMode::root_mean_square) {
      return std::sqrt(squares_.add(change * change)) * scale_;
    }
    return returns_.sample(returns_.add(change)) * scale_;
  }

 private:
  VolatilityMode mode_;
  double scale_;
  RollingDeviation returns_;
  RollingMean squares_;
  double previous_ = absent;
};

}  // namespace tu::quant
