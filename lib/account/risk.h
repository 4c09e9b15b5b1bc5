// Risk: one order against the limits of all policies in force. Pure: an account, its valuation and the order
// in, the rules that say no out, each with its figures. Every rule is looked at, so that a refusal names all
// of them.
//
// Policies combine by the strictest: for each rule the one with the least room is reported, by name.
// Comparisons are exact; a value equal to its limit is allowed (losses: equal is a halt).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "account/account.h"
#include "account/instrument.h"
#include "account/marks.h"
#include "account/policy.h"
#include "account/valuation.h"

namespace tu::account {

// One rule that said no. `limit` and `value` are in the rule's own unit (money in the base currency,
// fractions, counts).
struct Refusal {
  std::string rule, policy;
  std::optional<Decimal> limit, value;
  std::string text;
};

// An opening order as it is judged.
struct Opening {
  Atom strategy = Atom::none, venue = Atom::none, symbol = Atom::none;
  const Instrument* instrument = nullptr;
  Decimal notional;     // at its limit, or at the mark: in the base currency
  Decimal reservation;  // at worst, in the base currency
  Decimal cash_needed;  // the same in the currency it is paid in
  Atom pays_in = Atom::none;
};

struct Situation {
  const Account& account;
  const Valuation& value;
  const Marks& marks;
  TsUs now;
  Atom currency;
};

// How much more one rule allows, in notional of the base currency.
struct Room {
  std::string rule, policy;
  Decimal limit, used;  // used: what counts against the limit before this order
  Decimal room;         // the largest notional that it admits
};

// The limits on the size of an opening order, the strictest policy of each rule. `cost` is the reservation of
// one unit of notional.
std::vector<Room> rooms(const Opening& o, const Situation& s, std::span<const Policy> policies);
// Rules that say no to this opening whatever its size: counts, cooldown.
std::vector<Refusal> timing_refusals(const Opening& o, const Situation& s, std::span<const Policy> policies);

// Whether order_rate has room for one more order now: an opening one may not use what is kept for reducing.
std::optional<Refusal> rate_refusal(bool reducing, const Situation& s, std::span<const Policy> policies);

// Losses that stop trading.
struct Loss {
  std::string rule, policy, kind;  // of the halt to raise
  bool until_day = false;
  Decimal limit, value;
  std::string text;
};
std::vector<Loss> losses(const Situation& s, std::span<const Policy> policies);

Decimal strictest_collar(std::span<const Policy> policies);
DurUs strictest_mark_age(std::span<const Policy> policies);

}  // namespace tu::account
