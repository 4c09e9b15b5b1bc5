#include "quant/hardstop.h"

#include <algorithm>

namespace tu::quant {

std::string_view name_of(StopAction action) {
  switch (action) {
    case StopAction::skip_sanity:
      return "SKIP_SANITY";
    case StopAction::hardstop_floor:
      return "HARDSTOP_FLOOR";
    case StopAction::hardstop_drawdown:
      return "HARDSTOP_DRAWDOWN";
    case StopAction::halt_daily_loss:
      return "HALT_DAILY_LOSS";
    case StopAction::ok:
      break;
  }
  return "OK";
}

StopVerdict check_hardstop(const StopReading& r) {
  const bool fell = known_positive(r.previous) && above(1.0 - r.value / r.previous, 0.40);
  if (!known_positive(r.value) || fell) return {StopAction::skip_sanity, r.peak};
  const double peak = r.peak > r.value ? r.peak : r.value;
  if (above(peak, 500.0) && below(r.value, 500.0)) return {StopAction::hardstop_floor, peak};
  if (at_least(1.0 - r.value / peak, 0.30)) return {StopAction::hardstop_drawdown, peak};
  const double allowed = std::max(0.05 * r.day_start, r.daily_loss_floor);
  if (known(r.day_start) && at_least(r.day_start - r.value, allowed))
    return {StopAction::halt_daily_loss, peak};
  return {StopAction::ok, peak};
}

}  // namespace tu::quant
