#include "stages/sizing.h"

#include "quant/kelly.h"
#include "quant/wilson.h"

namespace tu::stages {

KellyInputs kelly_inputs(const std::deque<account::Trip>& trips) {
  KellyInputs k;
  double won = 0, lost = 0;
  for (const account::Trip& t : trips) {
    ++k.trips;
    const double notional = t.notional.to_real();
    if (notional <= 0 || t.net.is_zero()) continue;
    const double part = t.net.to_real() / notional;
    if (part > 0)
      ++k.wins, won += part;
    else
      ++k.losses, lost -= part;
  }
  k.cold = k.trips < trips_min;
  if (k.wins > 0) k.avg_win = won / k.wins;
  if (k.losses > 0) k.avg_loss = lost / k.losses;
  if (k.wins + k.losses > 0) k.win_prob = quant::wilson_lower(k.wins, k.wins + k.losses, 0.80);
  if (k.wins > 0) k.full = quant::kelly_fraction(k.win_prob, k.avg_win, k.avg_loss);
  return k;
}

}  // namespace tu::stages
