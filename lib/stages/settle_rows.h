// The rows that settle writes: round trips, days, charges, the account valued.
#pragma once

#include "account/account.h"
#include "account/valuation.h"
#include "stage/out.h"
#include "stages/excursion.h"

namespace tu::stages {

// One closed round trip; `range` may be null (the position was opened and closed within one instant, or a
// restart lay between).
Event& pnl_row(const account::OrderState& exit, TsUs ts, const Excursions::Range* range,
               std::string_view account, Out& out);
// Funding of a settled rate on a position: positive is paid. Rounded up to `increment`.
Event& funding_row(const account::Position& p, const Event& funding, Decimal mark, Atom currency,
                   Decimal increment, std::string_view account, Out& out);
Event& day_row(const account::Valuation& v, TsUs ts, Decimal peak, Atom currency, std::string_view account,
               Out& out);
// The account event; as a journal row (`with_units`) it says what deposits and withdrawals did to the units.
Event& account_row(const account::Account& a, const account::Valuation& v, TsUs ts, Atom currency,
                   bool with_units, Out& out);

}  // namespace tu::stages
