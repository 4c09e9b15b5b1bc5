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

// The body of POST /info for a question about an address; `more` begins with a comma.
std::string question(std::string_view type, std::string_view address, std::string_view more = {});

struct Status {
  bool known = false;  // the venue has it
  std::string venue_id, client_id, coin, reason;
  std::string state;  // open, filled, cancelled, rejected
  Decimal filled;
  bool buy = false;
};
Result<Status> read_status(std::string_view body);                    // of info "orderStatus"
Result<std::vector<Status>> read_orders(std::string_view body);       // of info "historicalOrders"
Result<std::vector<Status>> read_open_orders(std::string_view body);  // of info "frontendOpenOrders"

struct Fill {
  std::string id, venue_id, client_id, coin, fee_currency;
  std::string liquidated;  // whose position was closed because the margin was used up; "" in all others
  Decimal price, qty, fee;
  bool maker = false, buy = false;
  TsUs at = 0;
};
Result<std::vector<Fill>> read_fills(std::string_view body);  // of info "userFillsByTime"

struct FundingPaid {
  std::string coin;
  Decimal paid, qty;  // negative: received; of the position, signed
  double rate = 0;
  TsUs at = 0;
};
Result<std::vector<FundingPaid>> read_funding(std::string_view body);  // of info "userFunding"

// Of info "clearinghouseState": positions by the symbol COIN-USDC-PERP, and the USDC that remain when what
// the open ones cost is taken off (totalRawUsd), so that neither marks nor averages are in it.
Result<VenueHoldings> read_holdings(std::string_view body);

// Of a cancel: "" where it was taken, else why not; in the order of the request. An Error when it is no
// answer.
Result<std::vector<std::string>> read_cancels(std::string_view body);

}  // namespace tu::venue::hyperliquid
