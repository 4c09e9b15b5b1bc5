// DivergenceSizer: the size of a trade on the divergence of eigenvalue velocities, and all that moves it: how
// deep it is, where it comes from, how its kind has done lately, the circuit breaker, the envelope, the
// posture.
//
// What the stream never said, and a multiplier that is too old, leaves the size alone (boost 1, sensitivity
// 0), but for an envelope of RED and a posture under STALKER, at which nothing is sized. Formulas:
// quant/divergence_sizing.h.
#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "account/account.h"
#include "quant/divergence_sizing.h"
#include "stage/out.h"
#include "stages/size_options.h"

namespace tu::stages {

class DivergenceSizer {
 public:
  explicit DivergenceSizer(const SizeOptions& options);

  void observe(const Event& e);
  // A market-wide multiplier was named, and none was read.
  bool awaits_market() const { return !market_name_.empty() && market_at_ < 0; }
  // Notional over the equity, fraction x leverage, with notes of what it rests on; 0 with the reason.
  double fraction(Event& proposal, const account::StrategyState* s, Out& out, std::string_view& why) const;

 private:
  double divergence_of(const Event& proposal) const;
  double market_at(TsUs now) const;  // 1 where none is fresh
  void statistics(const account::StrategyState* s, int direction, quant::SizingState& state) const;

  // configured
  std::string market_name_;  // of the metric; "" for none
  DurUs market_age_;
  quant::DivergenceParams params_;
  // state
  std::deque<double> history_;  // divergences, oldest first
  TsUs at_ = -1;
  double boost_ = 1, beta_ = 0, scale_ = 1, market_ = 1;
  TsUs market_at_ = -1;
  bool red_ = false;
  quant::Posture posture_ = quant::Posture::apex;
};

}  // namespace tu::stages
