// Sizing: how much of the equity a trade may be, by one of four methods. Numbers in, a fraction out.
//
//   fixed        the fraction given
//   kelly        a part of Kelly's fraction from the strategy's own closed round trips, net of costs; the win
//   probability
//                is the lower 80% Wilson bound. Under `trips_min` of them the cold fraction.
//   volatility   target / volatility (both annual)
//   tiers        the fraction of the symbol's universe tier
#pragma once

#include <deque>
#include <optional>
#include <string_view>

#include "account/account.h"

namespace tu::stages {

constexpr int trips_min = 20;

struct KellyInputs {
  int trips = 0, wins = 0, losses = 0;  // a break-even trip is neither
  double win_prob = 0;                  // lower bound
  double avg_win = 0, avg_loss = 0;     // as fractions of the trip's notional
  double full = 0;                      // Kelly's fraction; <= 0: there is no edge to bet on
  bool cold = true;                     // too few trips
};

KellyInputs kelly_inputs(const std::deque<account::Trip>& trips);

}  // namespace tu::stages
