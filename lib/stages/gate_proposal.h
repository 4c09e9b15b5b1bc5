// Asked: a proposal as risk-gate keeps it until its instant ends. The event itself may not live that long.
#pragma once

#include <string>
#include <vector>

#include "account/account.h"
#include "base/decimal.h"
#include "event/event.h"
#include "stage/out.h"

namespace tu::stages {

struct Asked {
  explicit Asked(const Event& proposal);

  std::string id, strategy, intent, side, kind, tif, replaces, exit_rule, account, group, on_break, cause,
      signals, notes;
  Atom strategy_atom = Atom::none, venue = Atom::none, symbol = Atom::none;
  bool buy = true, reduce_only = false, post_only = false, has_expires = false, has_qty = false,
       chases = false;
  Decimal qty, limit, stop;
  TsUs expires = 0;
  double value = quant::absent;
  std::int64_t leg = 0, legs = 0, asof = -1;
  std::string unsized;  // why size gave it no quantity

  bool leaves() const { return reduce_only || intent == "close" || intent == "reduce"; }
};

// The proposals of an instant in the order in which they are judged: those that reduce first, else the order
// of the stream; the legs of a group stand together, where its first leg stands.
using Bundle = std::vector<const Asked*>;  // one proposal, or all legs of a group
std::vector<Bundle> judging_order(const std::vector<Asked>& asked, const account::Account& a);

// Whether the proposal can only shrink what its strategy holds.
bool is_reducing(const Asked& asked, const account::Account& a);

}  // namespace tu::stages
