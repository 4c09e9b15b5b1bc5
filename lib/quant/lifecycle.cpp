#include "quant/lifecycle.h"

namespace tu::quant {

std::string_view name_of(TrialStage stage) {
  constexpr std::string_view names[] = {"COLD", "WARM", "HOT", "KILLED"};
  return names[static_cast<int>(stage)];
}

std::string_view name_of(Fate fate) {
  constexpr std::string_view names[] = {"KEEP", "PROMOTE", "CLONE", "FIRE"};
  return names[static_cast<int>(fate)];
}

TrialStage next_stage(TrialStage stage, const TrialRecord& r) {
  switch (stage) {
    case TrialStage::cold: {
      const bool proven =
          above(r.win_rate, 0.60) && above(r.ret, 0.005) && below(r.drawdown, 0.05) && r.trades >= 20;
      return proven ? TrialStage::warm : stage;
    }
    case TrialStage::warm: {
      if (below(r.ret, 0.0)) return TrialStage::cold;
      const bool proven =
          above(r.win_rate, 0.55) && above(r.ret, 0.0) && above(r.sharpe, 0.5) && at_least(r.runtime_h, 1.0);
      return proven ? TrialStage::hot : stage;
    }
    case TrialStage::hot:
      return below(r.ret, 0.0) ? TrialStage::killed : stage;
    case TrialStage::killed:
      break;
  }
  return TrialStage::killed;
}

Fate judge_agent(double sharpe, double win_rate, int trades, double drawdown) {
  if ((below(sharpe, 0.5) && trades >= 50) || above(drawdown, 0.05)) return Fate::fire;
  if (above(sharpe, 2.0) && trades >= 30) return Fate::clone;
  if (above(sharpe, 1.0) && above(win_rate, 0.55) && trades >= 20) return Fate::promote;
  return Fate::keep;
}

}  // namespace tu::quant
