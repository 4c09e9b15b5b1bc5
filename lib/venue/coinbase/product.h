// Products of Coinbase Advanced Trade: their names, steps and minimums, and how an order is fitted to them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "event/venue_order.h"

namespace tu::venue::coinbase {

// "BTC-USD" is itself; the perpetual "BTC-USDC-PERP" is "BTC-PERP-INTX" there.
std::string product_id(std::string_view symbol);
std::string symbol_of_product(std::string_view product_id);

struct Product {
  std::string id, quote;
  Decimal base_increment, price_increment, base_min, base_max, quote_min;
  bool perpetual = false;
  bool disabled = false, cancel_only = false, limit_only = false, post_only = false, view_only = false;
};
// An Error (65) names the field that is missing or no number.
Result<Product> read_product(std::string_view json);

// The order as the product can take it: quantity down to the increment, limit to the tick away from profit
// (a buy's down, a sell's up), stop to the tick. An Error (77) says why the venue would refuse it. Never
// larger, never at a worse price.
Result<VenueOrder> fit(VenueOrder order, const Product& product);

}  // namespace tu::venue::coinbase
