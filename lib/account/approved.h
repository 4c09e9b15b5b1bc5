// Approved: the ticket that an order needs to be sent. Only check() makes one, and only from an account (the
// fold of the journal) that shows the approval; so code that would send what nobody approved does not
// compile.
#pragma once

#include "account/attempts.h"

namespace tu::account {

class Approved {
 public:
  // Nothing while the journal does not show the order; an Error (77) when it shows another order under that
  // id, or one that was sent or ended already.
  static Result<std::optional<Approved>> check(const Account& journal, const Event& order);
  // For the attempt after the one that the venue ended at `now`; nothing when the approval covers no more.
  static std::optional<Approved> next(const Account& journal, std::string_view id, const AttemptEnd& end,
                                      TsUs now);
  const OrderState& order() const { return order_; }  // as this attempt goes to the venue
  TsUs since() const { return since_; }               // when it was decided to send it

 private:
  Approved(OrderState o, TsUs since) : order_(std::move(o)), since_(since) {}
  OrderState order_;
  TsUs since_;
};

}  // namespace tu::account
