#include "quant/digital_option.h"

#include <cmath>

#include "quant/fn.h"

namespace tu::quant {

DigitalPrice price_digital(double spot, double strike, double sigma, double seconds, double rate) {
  const bool valid = known_positive(spot) && known_positive(strike) && known(sigma) && sigma >= 0.0 &&
                     known(seconds) && known(rate);
  if (!valid) return {};
  const double t = seconds > 0.0 ? seconds / 31'536'000.0 : 0.0;
  const double discount = fn::exp(-rate * t);
  if (t == 0.0 || sigma == 0.0) {
    const bool above_strike = spot * fn::exp(rate * t) > strike;
    return {above_strike ? discount : 0.0, above_strike ? 0.0 : discount, absent};
  }
  const double d2 = (fn::log(spot / strike) + (rate - 0.5 * sigma * sigma) * t) / (sigma * std::sqrt(t));
  return {discount * fn::normal_cdf(d2), discount * fn::normal_cdf(-d2), d2};
}

}  // namespace tu::quant
