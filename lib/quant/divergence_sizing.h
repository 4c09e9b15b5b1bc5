// Size and leverage of a divergence trade, from its depth and from how its kind has lately done.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "quant/divergence.h"
#include "quant/survival.h"

namespace tu::quant {

double convex_leverage(double strength, const DivergenceParams& params = {});

struct BucketRecord {
  int wins = 0;
  int trades = 0;
};
// By the bucket's win rate: above 60% 1.3, above 55% 1.1, below 45% 0.85, below 40% 0.7; 1 with too few
// trades.
double bucket_boost(const BucketRecord& record, int min_trades = 10);
// By the losses among the last five results: 4 or 5 0.5, 3 0.7, 2 1, fewer 1.1; 1 with fewer than five.
double recent_loss_multiplier(const std::vector<bool>& wins);
// Deepening over ten bars 1.3, fading 0.7.
double divergence_trend_multiplier(std::span<const double> history, int direction);

struct FractionFactors {
  double trend = 1.0, bucket = 1.0, streak = 1.0;
};
double effective_fraction(double strength, bool extreme, const FractionFactors& factors = {},
                          const DivergenceParams& params = {});

double regime_size_multiplier(double vel_div, double boost, double beta, double envelope_scale, int direction,
                              const DivergenceParams& params = {});

struct FinalLeverage {
  double ceiling = 0.0;  // never above the absolute one, 2 for a stalker; wins over the floor
  double leverage = 0.0;
};
FinalLeverage final_leverage(double leverage, double regime_multiplier, double market = 1.0,
                             double check = 1.0, Posture posture = Posture::apex,
                             const DivergenceParams& params = {});

struct SizingState {
  double capital = absent;
  std::vector<double> history;  // divergences, oldest first
  std::vector<bool> wins;       // results, oldest first
  std::array<BucketRecord, 4> buckets{};
  double boost = 1.0, beta = 0.0, envelope_scale = 1.0, market = 1.0;
  Posture posture = Posture::apex;
};
struct DivergencePosition {
  double strength = 0.0;
  std::optional<int> bucket;
  double fraction = 0.0, leverage = 0.0;
  double notional = 0.0;  // capital x fraction x leverage
};
// Zeros without a signal, without capital, or below the posture of a stalker.
DivergencePosition divergence_position(double vel_div, int direction, const SizingState& state,
                                       const DivergenceParams& params = {});

}  // namespace tu::quant
