#include "account/attempts.h"

namespace tu::account {

std::string attempt_id(std::string_view order, int attempt) {
  return std::string(order) + "." + std::to_string(attempt);
}

namespace {

bool stays_maker(const OrderState& o) {
  return o.post_only && o.attempts > 2;
}

}  // namespace

bool goes_on(const OrderState& o, const AttemptEnd& end) {
  if (end.asked || is_final(o.phase) || o.left().sign() <= 0 || o.attempt >= o.attempts) return false;
  if (stays_maker(o)) return end.phase == OrderPhase::rejected && end.would_take;
  return end.phase == OrderPhase::expired || (end.phase == OrderPhase::rejected && end.would_take);
}

OrderState attempt_of(const OrderState& o, int number) {
  OrderState a = o;
  a.attempt = number;
  if (number <= 1 || stays_maker(o)) return a;
  a.kind = "market";
  a.tif = "GTC";
  a.limit = a.stop = {};
  a.post_only = false;
  a.expires = 0;
  return a;
}

}  // namespace tu::account
