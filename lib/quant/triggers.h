// What just happened on the last bar that a rule may act on: a burst of volume, a breakout, a turn, momentum.
//
// Parameters are counted in bars and suit hourly ones. A trigger whose bars are missing or bad does not fire;
// nothing fires without a positive last close.
#pragma once

#include <string_view>
#include <vector>

#include "quant/series.h"

namespace tu::quant {

enum class TriggerKind { volume_spike, breakout, reversal, momentum_up, momentum_down };
std::string_view name_of(TriggerKind kind);

struct Trigger {
  TriggerKind kind;
  double confidence;  // 0..1
  double value;       // what fired: a ratio of volumes, else a return
};

struct TriggerRules {
  double vol_mult = 1.5;
  int vol_n = 20;
  int brk_n = 168;
  int rev_n = 24;
  double rev_drop = 0.04;
  double rev_bounce = 0.015;
  double mom = 0.03;
  int mom_n = 24;
};

// In the order of the enumeration:
//   volume_spike  volume over the mean of the vol_n before it, above vol_mult; confidence q/3
//   breakout      close above the highest of the brk_n highs before; 0.6 + 10 q
//   reversal      a fall of rev_drop to a low among the last 6 of the rev_n bars before, and a bounce of
//   rev_bounce
//                 from it with a rising close; 0.5 + 10 (bounce - rev_bounce)
//   momentum      a return of mom over mom_n bars, the later half of it of the same sign; 10 |r|
std::vector<Trigger> find_triggers(const BarColumns& bars, const TriggerRules& rules = {});

}  // namespace tu::quant
