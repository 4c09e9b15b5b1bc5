// Valuation: an account at marks. Equity is in the base currency, converted by marks of named pairs only.
#pragma once

#include <string>

#include "account/account.h"
#include "account/instrument.h"
#include "account/marks.h"

namespace tu::account {

struct Valuation {
  Decimal equity, cash, exposure, reserved;  // exposure: sum of |position value|
  Decimal unrealised;                        // of perpetuals, part of equity
  Decimal peak;                              // highest equity, adjusted for flows: peak unit value x units
  double drawdown = 0;                       // fraction below the peak
  Decimal day_pnl;                           // equity - equity at the day row - flows since
  bool stale = false;                        // some mark was too old or missing; that position is at its last mark
                                             // less the haircut
  bool known = true;                         // false: a balance has no rate to the base currency
  std::string marks;                         // JSON of the marks and rates used, sorted by name
};

struct ValuationRules {
  Atom currency = Atom::none;      // base currency
  DurUs mark_limit = 60 * us_per_s;
  double haircut = 0.05;           // off the value of a position whose mark is stale
};

Valuation value(const Account& a, const Venues& venues, const Marks& marks, TsUs now, const ValuationRules& rules);

}  // namespace tu::account
