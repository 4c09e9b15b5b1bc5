// The supervising check of a portfolio's value: go on, skip a reading that cannot be true, halt for the day,
// or stop.
//
// Thresholds: a fall by more than 40% since the previous reading is taken for a glitch once (funds in
// transit); `previous` must then be replaced by the observed value, so that a real crash is caught one cycle
// later. The floor of 500 is armed once the peak has been above it. 30% below the peak stops; a day's loss of
// 5%, at least the floor, halts.
#pragma once

#include <string_view>

#include "quant/number.h"

namespace tu::quant {

enum class StopAction { ok, skip_sanity, hardstop_floor, hardstop_drawdown, halt_daily_loss };
std::string_view name_of(StopAction action);

struct StopReading {
  double value = absent;
  double previous = absent;
  double peak = absent;
  double day_start = absent;
  double daily_loss_floor = 2.0;
};
struct StopVerdict {
  StopAction action = StopAction::ok;
  double peak = absent;  // to be handed in next time
};
StopVerdict check_hardstop(const StopReading& reading);

}  // namespace tu::quant
