// Orders between Coinbase's JSON and the engine's words.
#pragma once

#include <string>
#include <variant>

#include "simex/coinbase/names.h"
#include "simex/json.h"
#include "simex/world.h"

namespace tu::simex::coinbase {

// Why a body is no order: the venue's words, or (bad_request) a body that is answered with 400.
struct NoOrder {
  Reason reason;
  bool bad_request = false;
};
std::variant<NewOrder, NoOrder> read_order(JsonView body, const Exchange& exchange);

void write_configuration(JsonOut& out, const Order& o);               // {"limit_limit_gtc":{...}}
void write_order(JsonOut& out, const Order& o, const World& w);       // as /orders/historical shows it
void write_user_order(JsonOut& out, const Order& o, const World& w);  // as the user channel shows it
void write_fill(JsonOut& out, const Fill& f, const World& w);

std::string order_uuid(const World& w, OrderId id);
std::string portfolio_uuid(const World& w, AccountId account);
std::string user_uuid(const World& w, AccountId account);

}  // namespace tu::simex::coinbase
