// JSON-RPC of chains, as far as balances need it: Ethereum and its relatives, and Solana. Pure: texts in,
// amounts out.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/result.h"

namespace tu::venue::chain {

struct Chain {
  std::string_view name, coin;  // "ethereum", "ETH"
  std::int64_t id;              // of eth_chainId; 0: Solana
  int places;                   // of the coin's smallest unit
};
const std::vector<Chain>& chains();
const Chain* find_chain(std::string_view name);

// An address of the chain: 0x and 40 hexadecimal digits (mixed case must carry a right checksum), or 32 bytes
// in base 58. The Error says what is wrong.
Status check_address(const Chain& chain, std::string_view address);

std::string request(std::string_view method, const std::string& params);
std::string chain_id_request();
std::string coin_request(const Chain& chain, std::string_view address);
std::string decimals_request(std::string_view contract);
std::string token_request(std::string_view contract, std::string_view address);     // ERC-20
std::string solana_token_request(std::string_view mint, std::string_view address);  // all its accounts

// `result` of an answer; an Error (69) carries the node's own message.
Result<std::string> hex_result(std::string_view body);
// A quantity or a 32-byte word, of units of 10^-places. What is smaller than 1e-18 is cut off; an Error when
// it is beyond the range of amounts.
Result<Decimal> amount_from_hex(std::string_view hex, int places);
Result<Decimal> amount_from_digits(std::string digits, int places);
Result<Decimal> solana_balance(std::string_view body);
Result<Decimal> solana_token_balance(
    std::string_view body);  // the sum of its accounts; 0 when there are none

}  // namespace tu::venue::chain
