// What Hyperliquid answers to actions and questions. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "event/venue_order.h"

namespace tu::venue::hyperliquid {

struct PlaceAnswer {
  enum class Kind { accepted, refused, later, unknown } kind = Kind::unknown;
  std::string venue_id, reason;
  bool would_take = false;
};
PlaceAnswer read_place(int status, std::string_view body);

// Of info "orderStatus".
struct Status {
  bool known = false;  // the venue has it
  std::string venue_id, reason;
  std::string state;  // open, filled, cancelled, rejected
  Decimal filled;
};
Result<Status> read_status(std::string_view body);

struct Fill {
  std::string id, venue_id, fee_currency;
  Decimal price, qty, fee;
  bool maker = false;
  TsUs at = 0;
};
Result<std::vector<Fill>> read_fills(std::string_view body);  // of info "userFillsByTime"

// Of info "clearinghouseState": positions by the symbol COIN-USDC-PERP, and the USDC that remain when what
// the open ones cost is taken off (totalRawUsd), so that neither marks nor averages are in it.
Result<VenueHoldings> read_holdings(std::string_view body);

// Of a cancel: "" where it was taken, else why not; in the order of the request. An Error when it is no
// answer.
Result<std::vector<std::string>> read_cancels(std::string_view body);

}  // namespace tu::venue::hyperliquid
