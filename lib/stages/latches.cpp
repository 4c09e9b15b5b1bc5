#include "stages/latches.h"

#include "stages/kill_word.h"

namespace tu::stages {
namespace {

using account::Halt;

constexpr std::string_view promoted = "HOT";

std::string halted(const OrderFacts& f) {
  auto stops = [&](std::string_view kind) { return kind == "all" || !f.order.reduces(); };
  for (const Halt& h : f.account.halts())
    if (stops(h.kind)) return "halt: \"" + h.kind + "\" stands: " + h.reason;
  if (!f.kill) return {};
  const KillWord k = kill_word(*f.kill);
  if (stops(k.kind)) return "halt: " + k.text;
  return {};
}

std::string too_old(const OrderFacts& f, DurUs max_age) {
  const DurUs age = f.clock - f.order.approved;
  if (age > max_age)
    return "max-age: its cause is " + duration_text(age) + " old, expected at most " + duration_text(max_age);
  if (age < -max_age) return "max-age: its cause is " + duration_text(-age) + " ahead of the clock";
  if (f.order.until > 0 && f.clock > f.order.until)
    return "approval: it ended at " + time_text(f.order.until);
  return {};
}

std::string over_ceiling(const OrderFacts& f, const LatchOptions& o) {
  const auto value = f.order.worth();
  if (!value) return "ceiling: the order has no worst price, so its worth is not known";
  if (o.ceiling && *value > *o.ceiling)
    return "ceiling: worth " + value->str() + ", expected at most " + o.ceiling->str();
  if (!o.ceiling_day) return {};
  const Decimal day =
      f.account.volume_since(day_start(f.clock), f.order.venue) + f.account.out(f.order.venue);
  if (day + *value > *o.ceiling_day)
    return "ceiling-day: " + day.str() + " and this of " + value->str() + ", expected at most " +
           o.ceiling_day->str();
  return {};
}

}  // namespace

std::string closed_for_session(const StandingFacts& f) {
  if (!f.ledger) return "ledger: none was named (--ledger FILE)";
  if (f.session_mode != "live")
    return "session: its mode is \"" + f.session_mode +
           "\", expected live (without a session it is a replay)";
  if (f.ledger_mode != "live")
    return "ledger mode: it is \"" + f.ledger_mode + "\", expected live (ledger mode live)";
  if (f.word != f.ledger_id)
    return "TRADEUTILS_LIVE: " + std::string(f.word.empty() ? "is not set" : "names another ledger") +
           ", expected " + f.ledger_id;
  if (!f.ceilings) return "ceiling: none was given (--ceiling AMOUNT, and --ceiling-day AMOUNT)";
  if (!f.venue_port) return "venue: none was named (--venue coinbase)";
  return {};
}

std::string closed_for_order(const OrderFacts& f, const LatchOptions& o) {
  if (!f.served) return "venue: --venue does not name " + std::string(name_of(f.order.venue));
  if (f.account.floor_policies().empty()) return "floor policy: none is set (ledger policy FILE)";
  if (std::string why = halted(f); !why.empty()) return why;
  if (std::string why = too_old(f, o.max_age); !why.empty()) return why;
  if (f.order.reduces()) return {};
  const account::StrategyState* s = f.account.strategy(f.order.strategy);
  if (!s || s->stage != promoted)
    return "promotion: " + std::string(name_of(f.order.strategy)) + " is " +
           (s && !s->stage.empty() ? s->stage : std::string("COLD")) + ", expected " + std::string(promoted);
  return over_ceiling(f, o);
}

}  // namespace tu::stages
