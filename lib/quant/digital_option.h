// A digital option's price: pays 1 if the spot ends above the strike. Black and Scholes, volatility a year.
//
// yes + no = e^(-rate t). Without time or volatility left the outcome is known (at the strike: no). NaN for a
// spot or strike not positive, a negative volatility or anything missing.
#pragma once

#include "quant/number.h"

namespace tu::quant {

struct DigitalPrice {
  double yes = absent;
  double no = absent;
  double d2 = absent;  // NaN when the outcome is known
};
DigitalPrice price_digital(double spot, double strike, double sigma, double seconds, double rate = 0.045);

}  // namespace tu::quant
