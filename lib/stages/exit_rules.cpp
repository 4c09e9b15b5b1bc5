#include "stages/exit_rules.h"

#include <algorithm>

#include "base/text.h"

namespace tu::stages {

namespace {

std::string level_text(double price, const char* what, double level) {
  return text::of_real(price) + " " + what + " " + text::of_real(level);
}

// The average entry, `way` 1 up or -1 down by a fraction of itself.
double level(const account::Position& p, int way, Decimal fraction) {
  const Decimal one = Decimal::from_integer(1);
  return (p.average() * (way > 0 ? one + fraction : one - fraction)).to_real();
}

}  // namespace

void follow(Watch& w, const account::Position& p, const Bar& bar, double atr, const ExitRules& rules) {
  const int way = p.qty.sign();
  if (w.opened != p.opened) {
    w = Watch{};
    w.opened = p.opened;
    w.best = p.average().to_real();
  }
  w.best = way > 0 ? std::max(w.best, bar.close) : std::min(w.best, bar.close);
  if (rules.trail <= 0 || atr <= 0) return;
  const double level = w.best - way * rules.trail * atr;
  if (level <= 0) return;
  if (w.trail == no_level)
    w.trail = level;
  else
    w.trail = way > 0 ? std::max(w.trail, level) : std::min(w.trail, level);
}

double stop_level(const account::Position& p, const ExitRules& rules) {
  return rules.stop.sign() > 0 ? level(p, -p.qty.sign(), rules.stop) : no_level;
}

Trigger first_trigger(const Watch& w, const account::Position& p, const Bar& bar, TsUs now,
                      const ExitRules& rules, const Calls& calls) {
  const int way = p.qty.sign();
  const double against = way > 0 ? bar.low : bar.high, with = way > 0 ? bar.high : bar.low;
  if (!calls.halt.empty()) return {"halt", calls.halt};
  const double stop = stop_level(p, rules);
  if (!rules.resting && stop != no_level && way * (against - stop) <= 0)
    return {"stop", level_text(against, "reached the stop", stop)};
  if (rules.target.sign() > 0 && bar.start >= p.opened) {
    const double target = level(p, way, rules.target);
    if (way * (with - target) >= 0) return {"target", level_text(with, "reached the target", target)};
  }
  if (!rules.resting && w.trail != no_level && way * (bar.close - w.trail) <= 0)
    return {"trail", level_text(bar.close, "closed beyond the trail", w.trail)};
  if (rules.hold > 0 && now - p.opened >= rules.hold)
    return {"time", "held for " + duration_text(now - p.opened)};
  if (!calls.opposite.empty()) return {"signal", calls.opposite + " says the opposite"};
  return {};
}

}  // namespace tu::stages
