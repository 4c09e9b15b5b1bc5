// The rows that settle writes: round trips, days, charges, the account valued.
#pragma once

#include "account/account.h"
#include "account/marks.h"
#include "account/valuation.h"
#include "stage/out.h"
#include "stages/excursion.h"

namespace tu::stages {

// A closed round trip: of one exit, or of the legs of a group.
struct RoundTrip {
  struct Leg {
    Atom venue = Atom::none, symbol = Atom::none;
    account::Closing closing;
    const Excursions::Range* range =
        nullptr;  // null: opened and closed within one instant, or a restart lay between
    Atom quote = Atom::none;
  };
  std::string id, group, exit_rule;
  Atom strategy = Atom::none;
  std::vector<Leg> legs;           // one, unless it is a group's
  std::vector<std::string> fills;  // that closed it
};
// Those that are over and have no pnl row yet: exits by (closed, id), then groups by name.
std::vector<RoundTrip> round_trips(const account::Account& a, const Excursions& excursions);
// Its pnl row, in the quote currency of the first leg: what is in another is converted by the newest mark of
// a named pair, and the rate stands in the row; what has no rate is in no sum, and said so.
Event& pnl_row(const RoundTrip& trip, TsUs ts, const account::Marks& marks, std::string_view account,
               Out& out);
// Funding of a settled rate on a position: positive is paid. Rounded up to `increment`.
Event& funding_row(const account::Position& p, const Event& funding, Decimal mark, Atom currency,
                   Decimal increment, std::string_view account, Out& out);
// What the stream said last of how much may be risked; "" and absent where it said nothing.
struct DayNotes {
  double boost = quant::absent, beta = quant::absent;
  std::string envelope, posture;
  void observe(const Event& e);       // factor, envelope, posture
  void follow(const DayNotes& next);  // what came after
};
// The day that begins, and the results of the one that ended: `ended` null when there was none.
Event& day_row(const account::Account& a, const account::Valuation& v, TsUs ts, Decimal peak, Atom currency,
               const DayNotes* ended, Out& out);
// The account event; as a journal row (`with_units`) it says what deposits and withdrawals did to the units.
Event& account_row(const account::Account& a, const account::Valuation& v, TsUs ts, Atom currency,
                   bool with_units, Out& out);

}  // namespace tu::stages
