#include "stages/target.h"

#include <string>

namespace tu::stages {

Step step_to(Decimal wanted, Decimal held, Decimal under_way, Decimal lot, Decimal band) {
  const Decimal difference = wanted - held - under_way;
  Step s;
  if (difference.abs() <= wanted.abs() * band) return s;
  s.qty = trunc_to(difference.abs(), lot);
  s.buy = difference.sign() > 0;
  s.reducing = held.sign() != 0 && held.negative() == s.buy;
  if (s.reducing) s.qty = min(s.qty, held.abs());
  if (s.reducing)
    s.intent = s.qty == held.abs() ? "close" : "reduce";
  else
    s.intent = held.is_zero() ? "open" : "add";
  return s;
}

Event& copy_with_step(const Event& target, const Step& step, Out& out) {
  constexpr Field id{Type::proposal, "id"}, intent{Type::proposal, "intent"}, side{Type::proposal, "side"},
      qty{Type::proposal, "qty"}, reduce_only{Type::proposal, "reduce_only"};
  Event& e = out.make(Type::proposal, target.ts, target.venue, target.symbol);
  for (std::size_t i = 0; i < spec_of(Type::proposal).fields.size(); ++i) e.slots[i] = target.slots[i];
  e.present = target.present;
  e.set_text(id, out.keep(std::string(target.text(id)) + "/step"));
  e.set_text(intent, step.intent);
  e.set_text(side, step.buy ? "buy" : "sell");
  e.set(qty, step.qty);
  if (step.reducing) e.set_flag(reduce_only, true);
  return e;
}

}  // namespace tu::stages
