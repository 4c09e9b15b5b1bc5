// Rows of the journal, and lines of the stream, for what happens to orders at a real venue.
#pragma once

#include "account/account.h"
#include "event/venue_order.h"
#include "stage/out.h"

namespace tu::stages {

struct LiveUpdate {
  account::OrderPhase phase;
  std::string venue_id, reason;
};
Event& live_update(const account::OrderState& o, const LiveUpdate& u, TsUs ts, std::string_view account,
                   Out& out);
// `margin`: what a perpetual's fill holds back.
Event& live_fill(const account::OrderState& o, const VenueReport& r, Decimal margin, TsUs ts,
                 std::string_view account, Out& out);

}  // namespace tu::stages
