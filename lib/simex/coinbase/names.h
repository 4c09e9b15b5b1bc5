// Names as Coinbase writes them: products, ids, sides, times.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "simex/engine/types.h"

namespace tu::simex::coinbase {

// BTC-USD stays; the perpetual BTC-USDC-PERP is BTC-PERP-INTX.
std::string product_id(const Product& p);
// Our symbol of a product id; BTC-PERP-INTX is BTC-USDC-PERP.
std::string symbol_of(std::string_view product_id);

// Ids look like random UUIDs, are a function of seed, kind and number, and carry the number in their last 12
// digits.
std::string uuid_of(std::uint64_t seed, std::string_view kind, std::uint64_t number);
std::optional<std::uint64_t> number_of_uuid(std::uint64_t seed, std::string_view kind, std::string_view uuid);

inline std::string_view side_name(Side s) {
  return s == Side::buy ? "BUY" : "SELL";
}
std::string_view status_name(State s);
std::string_view tif_name(Tif t);

// The answer to an order that is not taken: the reasons as the venue names them.
struct Reason {
  std::string_view error, preview, message;
};
Reason reason_of(Refusal r);

}  // namespace tu::simex::coinbase
