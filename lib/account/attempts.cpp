#include "account/attempts.h"

namespace tu::account {

std::string attempt_id(std::string_view order, int attempt) {
  return std::string(order) + "." + std::to_string(attempt);
}

bool goes_on(const OrderState& o, const AttemptEnd& end) {
  if (end.asked || is_final(o.phase) || o.left().sign() <= 0 || o.attempt >= o.attempts) return false;
  return end.phase == OrderPhase::expired || (end.phase == OrderPhase::rejected && end.would_take);
}

OrderState attempt_of(const OrderState& o, int number) {
  OrderState a = o;
  a.attempt = number;
  if (number <= 1) return a;
  a.kind = "market";
  a.tif = "GTC";
  a.limit = a.stop = {};
  a.post_only = false;
  a.expires = 0;
  return a;
}

}  // namespace tu::account
