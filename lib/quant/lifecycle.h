// When a strategy moves on: stages of a strategy in trial, and the fate of an agent by its record.
//
// Rates, returns and drawdowns are fractions. A return of exactly 0 neither promotes nor demotes.
#pragma once

#include <string_view>

#include "quant/number.h"

namespace tu::quant {

enum class TrialStage { cold, warm, hot, killed };
std::string_view name_of(TrialStage stage);  // "COLD", ...

struct TrialRecord {
  double win_rate = absent;
  double ret = absent;
  double drawdown = 0.0;
  int trades = 0;
  double sharpe = 0.0;
  double runtime_h = 0.0;
};
// Cold to warm: win rate > 60%, return > 0.5%, drawdown < 5%, 20 trades. Warm: a loss goes back to cold; to
// hot with win rate > 55%, a gain, Sharpe > 0.5 and an hour's run. Hot: a loss kills, which is final.
TrialStage next_stage(TrialStage stage, const TrialRecord& record);

enum class Fate { keep, promote, clone, fire };
std::string_view name_of(Fate fate);  // "KEEP", ...
// In this order: fire (Sharpe < 0.5 after 50 trades, or drawdown > 5%), clone (Sharpe > 2, 30 trades),
// promote (Sharpe > 1, win rate > 55%, 20 trades), keep.
Fate judge_agent(double sharpe, double win_rate, int trades, double drawdown);

}  // namespace tu::quant
