// Kelly's fraction from a win probability and the average win and loss (both as positive magnitudes).
//
// full = (p W - (1-p) L) / W. It is the growth-optimal share of the capital only where a loss costs the whole
// stake; `growth_optimal` is the textbook's p/L - (1-p)/W for losses that are fractions of the stake. Invalid
// inputs (p outside [0, 1], W <= 0, L < 0) give NaN and size 0.
#pragma once

#include "quant/number.h"

namespace tu::quant {

double kelly_fraction(double win_prob, double avg_win, double avg_loss);
double growth_optimal(double win_prob, double win_fraction,
                      double loss_fraction);  // NaN unless the loss is positive

struct KellySize {
  double full = absent;
  double quarter = 0.0;  // a quarter of the full fraction, clamped to [0, 1] first
  double size = 0.0;     // in money: at most the adaptive limit of a trade
};
KellySize kelly_size(double win_prob, double avg_win, double avg_loss, double portfolio, int streak = 0);

}  // namespace tu::quant
