// Approved: the ticket that an order needs to be sent. Only check() makes one, and only from an account (the
// fold of the journal) that shows the approval; so code that would send what nobody approved does not
// compile.
#pragma once

#include "account/account.h"

namespace tu::account {

class Approved {
 public:
  // Nothing while the journal does not show the order; an Error (77) when it shows another order under that
  // id, or one that was sent or ended already.
  static Result<std::optional<Approved>> check(const Account& journal, const Event& order);
  const OrderState& order() const { return order_; }

 private:
  explicit Approved(const OrderState& o) : order_(o) {}
  OrderState order_;
};

}  // namespace tu::account
