// Attempts: one approval may cover several tries at the venue, ORDER.1, ORDER.2 and so on. The first is the
// order as it was approved; a later one takes what is left at the market, within the approved worst price.
// Attempt n + 1 goes only when the venue has ended attempt n, and only where the market, not a person or a
// rule, ended it. Each try is journalled as `sent` with its number, so the journal knows the newest; the
// order itself ends once, with the last attempt. Pure.
//
// An order that may only make and is approved for more than two attempts (live: gate_rows.cpp) stays one: it
// goes again, wider, only when the venue refused it because it would have taken.
#pragma once

#include <string>

#include "account/account.h"

namespace tu::account {

// How the venue ended an attempt.
struct AttemptEnd {
  OrderPhase phase = OrderPhase::cancelled;  // a final one
  bool would_take = false;                   // rejected, because it may only make and would have taken
  bool asked = false;                        // we, or an order that replaces it, asked for its end
};

// The id under which the venue knows an attempt.
std::string attempt_id(std::string_view order, int attempt);
// Whether the approval covers one more attempt after this end. `o` is the order as the journal shows it.
bool goes_on(const OrderState& o, const AttemptEnd& end);
// The order as it goes to the venue as attempt `number`; what was filled before counts on.
OrderState attempt_of(const OrderState& o, int number);

}  // namespace tu::account
