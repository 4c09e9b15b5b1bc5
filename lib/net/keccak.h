// Keccak-256 with the original padding, as Ethereum uses it (not SHA3-256), and the checksum of addresses
// made with it.
#pragma once

#include <string>
#include <string_view>

#include "base/hash.h"

namespace tu::net {

Digest keccak256(std::string_view bytes);
// EIP-55: "0x" and the address in mixed case; `lower` is 40 digits in lower case.
std::string checksum_address(std::string_view lower);

}  // namespace tu::net
