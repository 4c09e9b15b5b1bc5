// Orders of Hyperliquid: what is signed, what is posted to /exchange, and what the answers say. An action is
// hashed as MessagePack with its keys in one order, so text and hash come from one description. Pure; time
// comes in as the nonce (milliseconds).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "event/venue_order.h"
#include "net/secp256k1.h"

namespace tu::venue::hyperliquid {

// One perpetual of the universe (info "meta"): its number is its place in the list.
struct Asset {
  std::string coin;
  int number = 0, size_places = 0;
};
Result<std::vector<Asset>> read_meta(std::string_view body);

// The order fitted to the asset: sizes down to its places; prices of at most five significant figures and
// 6 - places decimals, away from profit (a buy's down, a sell's up). An Error (77) says why there is no such
// order. A market order is an immediate-or-cancel limit at its worst price.
Result<VenueOrder> fit(VenueOrder order, const Asset& asset);

struct Action {
  std::string json, packed;  // the same, as text and as MessagePack
};
Result<Action> order_action(const VenueOrder& fitted, const Asset& asset);
Action cancel_action(const std::vector<std::pair<int, std::string>>& asset_and_client_id);
// 128 bits for the venue's `cloid`, from our client id (a UUID).
std::string cloid(std::string_view client_id);

Digest action_hash(std::string_view packed, std::uint64_t nonce, const std::string& vault,
                   std::optional<std::uint64_t> expires_after);
// What is signed for an action: EIP-712 of the agent that stands for its hash.
Digest agent_digest(const Digest& action_hash, bool mainnet);
// The body of POST /exchange.
std::string signed_body(const Action& action, std::uint64_t nonce, std::optional<std::uint64_t> expires_after,
                        const net::EvmKey& key, bool mainnet);

}  // namespace tu::venue::hyperliquid
