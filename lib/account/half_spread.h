// HalfSpread: half the spread that who takes in one market has to expect, as a fraction of the price: what
// the venue's file says, the newest quote, and what `book` expects while that is fresh; whichever is most.
#pragma once

#include "account/instrument.h"
#include "base/decimal.h"
#include "base/time.h"
#include "event/event.h"

namespace tu::account {

class HalfSpread {
 public:
  static constexpr DurUs model_fresh = 5 * us_per_min;

  void quoted(double bid, double ask) { bid_ = bid, ask_ = ask; }
  // Quotes, candles that carry one, and the metric book_spread_model_bps are looked at.
  void observe(const Event& e);
  Decimal at(TsUs now, const Venue* venue) const;  // null: no file knows the venue

 private:
  double bid_ = 0, ask_ = 0;
  double model_ = 0;  // the spread that is expected, of the middle; 0: none is
  TsUs model_ts_ = 0;
};

}  // namespace tu::account
