// What goes to a venue and what comes back: the words that a stage and a live port share. Names are texts,
// because they cross threads (atoms do not).
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>

#include "base/decimal.h"
#include "base/time.h"

namespace tu {

// One attempt of an order, as it goes to the venue.
struct VenueOrder {
  std::string client_id;  // ours: a pure function of ledger, order and attempt; never used twice
  std::string venue, symbol;
  std::string kind, tif;  // market, limit, stop, stop_limit; GTC, GTD, IOC, FOK
  bool buy = true, post_only = false, reduce_only = false;
  Decimal qty, limit, stop;
  Decimal limit_worst;  // worst price that the approval covers; 0: any
  TsUs expires = 0;     // end of a GTD order
  TsUs until = 0;       // it may not begin to leave later than this; 0: any time
  TsUs since = 0;       // when the first attempt was approved: nothing older at the venue can be it
};

// What the venue says is held there, read while we trade. Everything that it moved and that is of our own
// orders has been told before it, except in the symbols that are `unsure`.
struct VenueHoldings {
  std::string venue;
  std::string why;  // it could not be read; the rest is empty then
  std::map<std::string, Decimal>
      positions;         // perpetuals by symbol; negative: short; those not named are flat
  bool by_coin = false;  // the venue names no quote: a position is its coin's, whatever ours is
  std::map<std::string, Decimal> balances;  // by currency, what orders hold included
  bool net = false;                         // balances are less what open perpetuals cost
  std::set<std::string> unsure;
};

// What the venue says of an attempt, or of what is held (`holdings`, whatever the attempt). Each is a fact
// that the venue has stated, except `unknown`.
struct VenueReport {
  enum class Kind {
    open,     // it has the order; `filled` so far
    fill,     // one execution, told once for each fill_id
    ended,    // it is over at the venue: state and `filled`, after every fill of it was told
    refused,  // it was never taken: `reason`; `would_take` when it may only make
    unknown,  // it left, and whether it arrived is not known; the port goes on asking
    cancel_refused,
    holdings
  } kind = Kind::open;
  std::string client_id, venue_id, reason;
  std::string state;  // of ended: filled, cancelled, expired, rejected
  bool would_take = false;
  Decimal filled;
  // of a fill
  std::string fill_id;
  Decimal price, qty, fee;
  std::string fee_currency;
  bool maker = false;
  TsUs at = 0;
  std::shared_ptr<const VenueHoldings> holdings;
};

}  // namespace tu
