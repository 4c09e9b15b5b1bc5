// Actions that are posted to Hyperliquid: who signed them. What is signed is the action as MessagePack, in
// the order in which its text has the keys.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "simex/json.h"

namespace tu::simex::hyperliquid {

struct SignedAction {
  JsonView action;
  std::uint64_t nonce = 0;
  std::optional<std::uint64_t> expires_after;
  // Who could have signed it, in lower case: for the main network, and for the test network.
  std::string signers[2];
};

// Nothing when the body has not the form of one.
std::optional<SignedAction> read_signed_action(JsonView body);
// Nothing where a number is no integer of 64 bits.
std::optional<std::string> packed(JsonView value);

}  // namespace tu::simex::hyperliquid
