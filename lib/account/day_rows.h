// What the journal says of days, of halts, and of how much the whole system may do.
#pragma once

#include <string>

#include "base/decimal.h"
#include "base/time.h"

namespace tu::account {

struct Halt {
  std::string kind, rule, reason;
  bool until_day = false;
  TsUs since = 0;
};

struct DayRow {
  std::string date;
  TsUs ts = 0;
  Decimal equity, units, unit_value, peak_unit_value;
};

// What acb, envelope and posture said last, by the hash of their options: a pipeline that is started again
// goes on from it.
struct FactorRow {
  TsUs ts = 0;
  double boost = 1, beta = 0;
  std::string kept;  // the day's readings
};
struct EnvelopeRow {
  TsUs ts = 0;
  double p_cat = 1, score = 0;
};
struct PostureRow {
  TsUs ts = 0;
  double rm = 0;
  std::string word;
};

// The newest row that says how many units there are: a day row, or an `account` row that settle journals
// after a deposit or a withdrawal. Flows after it have bought no units yet and are left out of the unit value
// (valuation.h).
struct UnitBase {
  TsUs ts = 0;
  Decimal units, unit_value;
};

}  // namespace tu::account
