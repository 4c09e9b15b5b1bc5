// Orders between Hyperliquid's JSON and the engine's words. An asset is a number: the place of a perpetual
// among the perpetuals.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "simex/json.h"
#include "simex/world.h"

namespace tu::simex::hyperliquid {

std::optional<ProductId> product_of(const Exchange& x, std::int64_t asset);
std::int64_t asset_of(const Exchange& x, ProductId product);

struct WantedOrder {
  NewOrder order;
  std::string no;  // why it is none, in the venue's words
};
// One of `orders` of an action. Nothing where it has not the form of one.
std::optional<WantedOrder> read_order(const Exchange& x, JsonView order);
std::string reason_of(const Exchange& x, const NewOrder& o, Refusal r);

std::string_view status_of(const Order& o);
void write_order(JsonOut& out, const Exchange& x, const Order& o, bool all_of_it);
// {"order":{...},"status":...,"statusTimestamp":...}
void write_order_with_status(JsonOut& out, const Exchange& x, const Order& o, bool all_of_it);
// Fills of the account, each with the position before it and what it closed, oldest first; when there are
// more than `most`, the newest or the oldest.
void write_fills(JsonOut& out, const Exchange& x, AccountId account, TsUs from, TsUs to, std::size_t most,
                 bool newest = true);

}  // namespace tu::simex::hyperliquid
