#include "account/approved.h"

namespace tu::account {

Result<std::optional<Approved>> Approved::check(const Account& journal, const Event& e) {
  constexpr Field id{Type::order, "id"}, strategy{Type::order, "strategy"}, side{Type::order, "side"};
  constexpr Field qty{Type::order, "qty"}, kind{Type::order, "kind"}, limit{Type::order, "limit"};
  constexpr Field stop{Type::order, "stop"}, reduce_only{Type::order, "reduce_only"};
  const OrderState* o = journal.order(e.text(id));
  if (!o) return std::optional<Approved>();
  auto refuse = [&](const std::string& why) {
    return fail(Exit::refused, "order " + o->id + " is not sent: " + why);
  };
  bool same = name_of(o->strategy) == e.text(strategy) && o->venue == e.venue && o->symbol == e.symbol &&
              o->buy == (e.text(side) == "buy") && o->qty == e.decimal(qty) && o->kind == e.text(kind) &&
              o->limit == e.decimal(limit) && o->stop == e.decimal(stop) &&
              o->reduce_only == e.flag(reduce_only);
  if (!same) return refuse("the journal approved another order under this id");
  if (o->phase != OrderPhase::approved)
    return refuse("the journal shows it as " + std::string(phase_name(o->phase)) + " already");
  return std::optional<Approved>(Approved(attempt_of(*o, 1), o->approved));
}

std::optional<Approved> Approved::next(const Account& journal, std::string_view id, const AttemptEnd& end,
                                       TsUs now) {
  const OrderState* o = journal.order(id);
  if (!o || o->attempt < 1 || !goes_on(*o, end)) return std::nullopt;
  return Approved(attempt_of(*o, o->attempt + 1), now);
}

}  // namespace tu::account
