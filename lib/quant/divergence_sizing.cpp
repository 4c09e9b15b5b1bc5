#include "quant/divergence_sizing.h"

#include <algorithm>

#include "quant/fn.h"

namespace tu::quant {
namespace {

double convex(double strength, const DivergenceParams& p) {
  return p.convexity == 3.0 ? strength * strength * strength : fn::pow(strength, p.convexity);
}

}  // namespace

double convex_leverage(double strength, const DivergenceParams& p) {
  return p.min_leverage + convex(strength, p) * (p.max_leverage - p.min_leverage);
}

double bucket_boost(const BucketRecord& record, int min_trades) {
  if (record.trades < std::max(1, min_trades)) return 1.0;
  const double rate = static_cast<double>(record.wins) / record.trades;
  if (above(rate, 0.60)) return 1.3;
  if (above(rate, 0.55)) return 1.1;
  if (below(rate, 0.40)) return 0.7;
  return below(rate, 0.45) ? 0.85 : 1.0;
}

double recent_loss_multiplier(const std::vector<bool>& wins) {
  if (wins.size() < 5) return 1.0;
  const auto losses = std::count(wins.end() - 5, wins.end(), false);
  if (losses >= 4) return 0.5;
  if (losses == 3) return 0.7;
  return losses == 2 ? 1.0 : 1.1;
}

double divergence_trend_multiplier(std::span<const double> history, int direction) {
  if (history.size() < 10) return 1.0;
  const double change = direction * (history.back() - history[history.size() - 10]);
  if (above(change, 0.01)) return 1.3;
  return below(change, -0.01) ? 0.7 : 1.0;
}

double effective_fraction(double strength, bool extreme, const FractionFactors& f,
                          const DivergenceParams& p) {
  const double base = p.min_fraction + strength * (p.fraction - p.min_fraction);
  const double confidence = extreme ? 0.70 : 0.55;
  const double raw = base * (confidence / 0.95) * (extreme ? 2.0 : 1.0) * f.trend * f.bucket * f.streak;
  return clamp(raw, p.min_fraction, p.fraction);
}

double regime_size_multiplier(double vel_div, double boost, double beta, double envelope_scale, int direction,
                              const DivergenceParams& p) {
  if (!(beta > 0.0)) return boost * envelope_scale;
  return boost * (1.0 + beta * convex(divergence_strength(vel_div, direction, p), p)) * envelope_scale;
}

FinalLeverage final_leverage(double leverage, double regime_multiplier, double market, double check,
                             Posture posture, const DivergenceParams& p) {
  FinalLeverage out;
  out.ceiling = std::min(p.max_leverage * regime_multiplier * market, p.abs_max_leverage);
  if (posture == Posture::stalker) out.ceiling = std::min(out.ceiling, 2.0);
  out.leverage = clamp(leverage * check * regime_multiplier * market, p.min_leverage, out.ceiling);
  return out;
}

DivergencePosition divergence_position(double vel_div, int direction, const SizingState& s,
                                       const DivergenceParams& p) {
  const DivergenceSignal signal = divergence_signal(vel_div, direction, p);
  if (!signal.valid || !known_positive(s.capital) || s.posture <= Posture::turtle) return {};
  DivergencePosition out;
  out.strength = divergence_strength(vel_div, direction, p);
  out.bucket = divergence_bucket(vel_div, direction, p);
  const FractionFactors factors{
      divergence_trend_multiplier(s.history, direction),
      bucket_boost(s.buckets[static_cast<std::size_t>(*out.bucket)], p.bucket_min_trades),
      recent_loss_multiplier(s.wins)};
  out.fraction = effective_fraction(out.strength, signal.extreme, factors, p);
  const double multiplier = regime_size_multiplier(vel_div, s.boost, s.beta, s.envelope_scale, direction, p);
  out.leverage =
      final_leverage(convex_leverage(out.strength, p), multiplier, s.market, 1.0, s.posture, p).leverage;
  out.notional = s.capital * out.fraction * out.leverage;
  return out;
}

}  // namespace tu::quant
