// Orders of Coinbase Advanced Trade (REST under /api/v3/brokerage, and the `user` channel): what is sent, and
// what the answers say. Pure: texts in, facts out. Facts not confirmed by the venue's own pages are in
// place-order(1).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "event/venue_order.h"

namespace tu::venue::coinbase {

inline constexpr std::string_view rest_prefix = "/api/v3/brokerage";

// The body of POST /orders for an order that fits its product. An Error (77) when there is no such order
// there. A market order with a worst price goes as an immediate-or-cancel limit at that price: it takes what
// a market order would, and never beyond what was approved.
Result<std::string> create_body(const VenueOrder& order);
std::string preview_body(std::string create_body);  // the same without client_order_id
std::string cancel_body(const std::vector<std::string>& venue_ids);

// What the answer to POST /orders proves.
struct CreateAnswer {
  enum class Kind {
    accepted,  // venue_id
    refused,   // it is not there and will not be: reason
    later,     // not taken for now (rate limit); the same request may be sent again
    clock,     // not taken: the token was not valid
    unknown    // it may be there
  } kind = Kind::unknown;
  std::string venue_id, reason;
  bool would_take = false;
};
CreateAnswer read_create(int status, std::string_view body);

// Reasons of a preview that speak against the order; empty when there are none.
Result<std::vector<std::string>> read_preview(std::string_view body);

// Of POST /orders/batch_cancel: by venue id, "" when the cancel was accepted.
struct CancelAnswer {
  std::string venue_id, reason;
};
Result<std::vector<CancelAnswer>> read_cancel(std::string_view body);

struct OrderStatus {
  std::string venue_id, client_id, product_id, reason;
  std::string state;  // open, filled, cancelled, expired, rejected; "" for what is on its way
  Decimal filled;
  std::int64_t fills = 0;
  bool buy = true;
  bool liquidation = false;  // the venue's own order, of an account whose margin was used up
  bool ended() const { return !state.empty() && state != "open"; }
};
struct OrderPage {
  std::vector<OrderStatus> orders;
  std::string cursor;  // "" when this was the last page
};
Result<OrderPage> read_orders(std::string_view body);   // GET /orders/historical/batch
Result<OrderStatus> read_order(std::string_view body);  // GET /orders/historical/{id}

struct VenueFill {
  std::string entry_id, venue_id, product_id;
  Decimal price, qty, fee;
  bool maker = false, buy = true;
  TsUs at = 0;
};
struct FillPage {
  std::vector<VenueFill> fills;
  std::string cursor;
};
Result<FillPage> read_fills(std::string_view body);  // GET /orders/historical/fills

struct Balance {
  std::string currency;
  Decimal available, hold;
};
struct BalancePage {
  std::vector<Balance> balances;
  std::string cursor;
};
Result<BalancePage> read_accounts(std::string_view body);  // GET /accounts

// A perpetual that is held; negative: short.
struct VenuePosition {
  std::string product_id;
  Decimal qty;
};
Result<std::vector<VenuePosition>> read_positions(std::string_view body);  // GET /intx/positions/{portfolio}
// The portfolio of perpetuals; "" when there is none. Of GET /portfolios.
Result<std::string> read_perpetuals_portfolio(std::string_view body);

// One message of the user connection.
struct UserMessage {
  std::string channel;
  std::optional<std::int64_t> sequence;
  bool snapshot = false;
  std::vector<OrderStatus> orders;
  std::string error;
};
Result<UserMessage> read_user(std::string_view message);
std::string subscribe_message(std::string_view channel, std::string_view token,
                              const std::vector<std::string>& product_ids);

}  // namespace tu::venue::coinbase
