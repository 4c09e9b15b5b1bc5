// Valuation: an account at marks. Equity is in the base currency, converted by marks of named pairs only.
//
//   equity       cash + value of spot and outcome positions + unrealised profit of perpetuals, at the rates
//   of `now` exposure     sum of |quantity x mark| over all positions unit value   (equity - flows that have
//   bought no units yet) / units: a deposit or withdrawal never moves it. Before
//                the first day row units are what was put in, so the unit value starts at 1.
//   An outcome is worth 0, however it is quoted, once another of its market has resolved at 1.
//   peak         highest unit value (journalled, or now) x units: what the drawdown is measured from
#pragma once

#include <string>
#include <string_view>

#include "account/account.h"
#include "account/instrument.h"
#include "account/marks.h"

namespace tu::account {

struct Valuation {
  Decimal equity, cash, exposure, reserved;
  Decimal unrealised;         // of perpetuals, part of equity
  Decimal units, unit_value;  // units as they are after the flows; unit value at `now`
  Decimal peak;               // highest equity, adjusted for flows: peak unit value x units
  double drawdown = 0;        // fraction below the peak, 0 to 1
  Decimal day_pnl;            // equity - equity at the day row - flows since it
  bool stale = false;         // some mark was too old or missing; that position is at its last mark
                              // (its average entry price when there is none) less the haircut
  bool known = true;          // false: a balance has no rate to the base currency and is left out
  std::string marks;          // JSON of the marks and rates used: {"VENUE/SYMBOL":[price,ts],
                              // "FROM-TO":rate}, sorted by name
};

struct ValuationRules {
  Atom currency = Atom::none;  // base currency
  DurUs mark_limit = 60 * us_per_s;
  double haircut = 0.05;   // off the value of a position whose mark is stale
  bool list_marks = true;  // fill in Valuation::marks
};

// The other outcome of the position's market that resolved at 1; null when there is none, or it is no
// outcome.
const Resolutions::Winner* lost_to(const Account& a, const Position& p);

Valuation value(const Account& a, const Venues& venues, const Marks& marks, TsUs now,
                const ValuationRules& rules);

// The highest unit value that somebody has seen himself. An account knows only that of journalled rows, and
// the day's row comes when the day is over: a fall from today's peak would not be one until tomorrow. So rows
// of decisions carry it with their marks where it is news, and who starts anew knows it from them.
class HighWater {
 public:
  // Takes notice of it, unless some mark is stale.
  Valuation see(Valuation v) {
    if (v.known && !v.stale && v.units.sign() > 0) high_ = max(high_, v.unit_value);
    return measure(std::move(v));
  }
  // The same valuation with its peak and drawdown by what was seen.
  Valuation measure(Valuation v) const;
  Decimal unit_value() const { return high_; }

 private:
  Decimal high_;
};

// Marks with the highest unit value in front, {"peak":1.25,...}: as rows carry both.
std::string with_peak(std::string_view marks, Decimal unit_value);
Decimal peak_of(std::string_view marks);  // 0: there is none

// The base currency of an account: `wanted` if given, else the only currency that was put in, else USD.
Atom base_currency(const Account& a, std::string_view wanted);

}  // namespace tu::account
