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

// A level moves towards the price only.
void tighten(double& level, double to, int way) {
  if (to <= 0) return;
  if (level == no_level)
    level = to;
  else
    level = way > 0 ? std::max(level, to) : std::min(level, to);
}

// 0 where the regime has no width.
double width_of(const ExitRules& rules, const std::string& regime) {
  auto it = rules.vol_stops.find(regime);
  if (it == rules.vol_stops.end()) it = rules.vol_stops.find("");
  return it == rules.vol_stops.end() ? 0 : it->second;
}

// The largest part whose gain was reached and that has not been closed yet.
Trigger partial(const account::Position& p, double with, const ExitRules& rules, Decimal lot) {
  const int way = p.qty.sign();
  Trigger t;
  for (const Partial& x : rules.partials) {
    const double wanted = level(p, way, x.gain);
    if (way * (with - wanted) < 0 || closing_qty(p, x.part, lot).sign() <= 0) continue;
    t = {"partial", level_text(with, "reached", wanted), x.part};
  }
  return t;
}

// The rules of the eigenvalue engine: its order, its levels as the books move them, on the close.
Trigger by_book(const account::Position& p, const Bar& bar, TsUs now, const ExitRules& rules,
                const Calls& calls) {
  quant::DivergenceParams params;
  params.tp = rules.target.to_real();
  params.sl = rules.stop.sign() > 0 ? rules.stop.to_real() : 1.0;
  params.max_hold = static_cast<int>(rules.hold / rules.bar);
  const auto held = static_cast<int>((now - p.opened + rules.bar - 1) / rules.bar);
  const auto d = quant::decide_exit(p.average().to_real(), bar.close, held, p.qty.sign(),
                                    calls.hibernate ? quant::Posture::hibernate : quant::Posture::apex,
                                    calls.acb, calls.book, params);
  const auto at = [&](const char* what, double of) {
    return text::of_real(d.pnl) + " on the entry, " + what + " " + text::of_real(of);
  };
  if (d.action == "HIBERNATE_HALT") return {"hibernate", "posture is HIBERNATE", {}};
  if (d.action == "SUBDAY_ACB_NORMALIZATION") return {"acb", "the boost fell away", {}};
  if (d.action == "FIXED_TP") return {"target", at("target", d.levels.tp), {}};
  if (d.action == "STOP_LOSS") return {"stop", at("stop", -d.levels.sl), {}};
  if (calls.turned) return {"turn", "the divergence has turned against it", {}};
  if (d.action == "MAX_HOLD")
    return {"time", "held for " + std::to_string(held) + " bars of " + std::to_string(d.levels.max_hold), {}};
  return {};
}

}  // namespace

Decimal closing_qty(const account::Position& p, Decimal part, Decimal lot) {
  if (part.is_zero()) return p.qty.abs();
  return min(trunc_to((p.qty.abs() + p.closed) * part - p.closed, lot), p.qty.abs());
}

void follow(Watch& w, const account::Position& p, const Bar& bar, double atr, const ExitRules& rules) {
  const int way = p.qty.sign();
  if (w.opened != p.opened) {
    w = Watch{};
    w.opened = p.opened;
    w.best = p.average().to_real();
  }
  w.best = way > 0 ? std::max(w.best, bar.close) : std::min(w.best, bar.close);
  if (atr <= 0) return;
  if (rules.trail > 0) tighten(w.trail, w.best - way * rules.trail * atr, way);
  if (const double k = width_of(rules, bar.regime); k > 0)
    tighten(w.vol_stop, p.average().to_real() - way * k * atr, way);
}

double stop_level(const account::Position& p, const ExitRules& rules) {
  return rules.stop.sign() > 0 ? level(p, -p.qty.sign(), rules.stop) : no_level;
}

Trigger first_trigger(const Watch& w, const account::Position& p, const Bar& bar, TsUs now,
                      const ExitRules& rules, const Calls& calls) {
  const int way = p.qty.sign();
  const double against = way > 0 ? bar.low : bar.high, with = way > 0 ? bar.high : bar.low;
  if (!calls.halt.empty()) return {"halt", calls.halt, {}};
  if (rules.by_book) return by_book(p, bar, now, rules, calls);
  if (calls.hibernate) return {"hibernate", "posture is HIBERNATE", {}};
  if (calls.acb) return {"acb", "the boost fell away", {}};
  const double stop = stop_level(p, rules);
  if (!rules.resting && stop != no_level && way * (against - stop) <= 0)
    return {"stop", level_text(against, "reached the stop", stop), {}};
  if (w.vol_stop != no_level && way * (against - w.vol_stop) <= 0)
    return {"vol_stop", level_text(against, "reached the stop of the volatility", w.vol_stop), {}};
  if (bar.start >= p.opened) {
    const double target = rules.target.sign() > 0 ? level(p, way, rules.target) : no_level;
    if (target != no_level && way * (with - target) >= 0)
      return {"target", level_text(with, "reached the target", target), {}};
    if (Trigger t = partial(p, with, rules, calls.lot); !t.rule.empty()) return t;
  }
  if (!rules.resting && w.trail != no_level && way * (bar.close - w.trail) <= 0)
    return {"trail", level_text(bar.close, "closed beyond the trail", w.trail), {}};
  if (rules.hold > 0 && now - p.opened >= rules.hold)
    return {"time", "held for " + duration_text(now - p.opened), {}};
  if (!calls.better.empty()) return {"opportunity", "at a loss, and " + calls.better, {}};
  if (!calls.opposite.empty()) return {"signal", calls.opposite + " says the opposite", {}};
  return {};
}

}  // namespace tu::stages
