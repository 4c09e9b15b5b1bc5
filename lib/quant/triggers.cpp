#include "quant/triggers.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "quant/stats.h"

namespace tu::quant {
namespace {

using Found = std::optional<Trigger>;

// The n values before the last one.
Column before_last(Column x, int n) {
  return x.subspan(x.size() - 1 - static_cast<std::size_t>(n), static_cast<std::size_t>(n));
}

bool enough(const BarColumns& b, int n) {
  return n > 0 && b.size() > static_cast<std::size_t>(n);
}

Found volume_spike(const BarColumns& b, const TriggerRules& r) {
  if (!enough(b, r.vol_n) || b.volume.size() != b.size()) return {};
  const double usual = mean(before_last(b.volume, r.vol_n));
  if (!known_positive(usual)) return {};
  const double q = b.volume.back() / usual;
  if (!above(q, r.vol_mult)) return {};
  return Trigger{TriggerKind::volume_spike, clamp(q / 3.0, 0.0, 1.0), q};
}

Found breakout(const BarColumns& b, const TriggerRules& r) {
  if (!enough(b, r.brk_n)) return {};
  const Column highs = before_last(b.high, r.brk_n);
  if (!all_known(highs)) return {};
  const double top = *std::max_element(highs.begin(), highs.end());
  if (!(b.close.back() > top) || !(top > 0.0)) return {};
  const double q = b.close.back() / top - 1.0;
  return Trigger{TriggerKind::breakout, clamp(0.6 + 10.0 * q, 0.6, 1.0), q};
}

Found reversal(const BarColumns& b, const TriggerRules& r) {
  if (!enough(b, r.rev_n)) return {};
  const std::size_t n = b.size(), first = n - 1 - static_cast<std::size_t>(r.rev_n);
  for (std::size_t i = first; i < n; ++i) {
    if (!good_bar(b.high[i], b.low[i], b.close[i])) return {};
  }
  std::size_t low = first;
  for (std::size_t i = first; i < n - 1; ++i) {
    if (b.low[i] <= b.low[low]) low = i;
  }
  if (low + 7 < n) return {};  // not among the six bars before the last
  const double top = *std::max_element(b.high.begin() + static_cast<std::ptrdiff_t>(first),
                                       b.high.begin() + static_cast<std::ptrdiff_t>(low + 1));
  const double bottom = b.low[low];
  if (!(bottom > 0.0)) return {};
  const double bounce = b.close[n - 1] / bottom - 1.0;
  const bool fell = at_least(1.0 - bottom / top, r.rev_drop);
  if (!fell || !at_least(bounce, r.rev_bounce) || !(b.close[n - 1] > b.close[n - 2])) return {};
  return Trigger{TriggerKind::reversal, clamp(0.5 + 10.0 * (bounce - r.rev_bounce), 0.5, 1.0), bounce};
}

Found momentum(const BarColumns& b, const TriggerRules& r) {
  if (!enough(b, r.mom_n)) return {};
  const std::size_t last = b.size() - 1;
  const double start = b.close[last - static_cast<std::size_t>(r.mom_n)];
  const double middle = b.close[last - static_cast<std::size_t>(r.mom_n / 2)];
  if (!known_positive(start) || !known_positive(middle)) return {};
  const double whole = b.close[last] / start - 1.0, late = b.close[last] / middle - 1.0;
  if (!at_least(std::fabs(whole), r.mom) || !(whole * late > 0.0)) return {};
  const auto kind = whole > 0.0 ? TriggerKind::momentum_up : TriggerKind::momentum_down;
  return Trigger{kind, clamp(10.0 * std::fabs(whole), 0.0, 1.0), whole};
}

}  // namespace

std::string_view name_of(TriggerKind kind) {
  constexpr std::string_view names[] = {"volume_spike", "breakout", "reversal", "momentum_up",
                                        "momentum_down"};
  return names[static_cast<int>(kind)];
}

std::vector<Trigger> find_triggers(const BarColumns& bars, const TriggerRules& rules) {
  std::vector<Trigger> found;
  if (bars.size() == 0 || !known_positive(bars.close.back())) return found;
  for (auto rule : {volume_spike, breakout, reversal, momentum}) {
    if (const Found t = rule(bars, rules)) found.push_back(*t);
  }
  return found;
}

}  // namespace tu::quant
