#include "venue/chain/rpc.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/text.h"
#include "net/keccak.h"
#include "wire/json_view.h"

namespace tu::venue::chain {
namespace {

constexpr std::string_view decimals_of = "0x313ce567", balance_of = "0x70a08231";

// How many bytes a text in base 58 is; nothing when it is none.
std::optional<std::size_t> base58_bytes(std::string_view text) {
  constexpr std::string_view alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  std::vector<unsigned> bytes;  // least significant first
  for (const char c : text) {
    const std::size_t digit = alphabet.find(c);
    if (digit == alphabet.npos) return std::nullopt;
    unsigned carry = static_cast<unsigned>(digit);
    for (unsigned& b : bytes) {
      carry += b * 58;
      b = carry & 255;
      carry >>= 8;
    }
    for (; carry != 0; carry >>= 8) bytes.push_back(carry & 255);
  }
  const std::size_t ones = std::min(text.find_first_not_of('1'), text.size());
  return bytes.size() + ones;
}

Result<wire::JsonView> result_of(std::string_view body) {
  const auto v = wire::JsonView::read(body);
  if (!v || !v->is_object()) return fail(Exit::unavailable, "the node's answer is no JSON object");
  if (const wire::JsonView error = (*v)["error"]; error.is_object())
    return fail(Exit::unavailable, "the node says: " + error["message"].text());
  const wire::JsonView result = (*v)["result"];
  if (!result) return fail(Exit::unavailable, "the node's answer has no result");
  return result;
}

std::string call(std::string_view contract, const std::string& data) {
  return request("eth_call",
                 "[{\"to\":\"" + std::string(contract) + "\",\"data\":\"" + data + "\"},\"latest\"]");
}

}  // namespace

const std::vector<Chain>& chains() {
  static const std::vector<Chain> list = {{"ethereum", "ETH", 1, 18},
                                          {"base", "ETH", 8453, 18},
                                          {"arbitrum", "ETH", 42161, 18},
                                          {"polygon", "POL", 137, 18},
                                          {"solana", "SOL", 0, 9}};
  return list;
}

const Chain* find_chain(std::string_view name) {
  for (const Chain& c : chains())
    if (c.name == name) return &c;
  return nullptr;
}

Status check_address(const Chain& chain, std::string_view a) {
  auto wrong = [&](const char* why) {
    return fail(Exit::usage, "\"" + std::string(a.substr(0, 80)) + "\": " + why);
  };
  if (chain.id == 0) {
    if (base58_bytes(a) != 32) return wrong("expected an address of 32 bytes in base 58");
    return {};
  }
  if (a.size() != 42 || !a.starts_with("0x") ||
      std::any_of(a.begin() + 2, a.end(), [](char c) { return text::hex_digit(c) < 0; }))
    return wrong("expected 0x and 40 hexadecimal digits");
  const std::string plain = text::lower(a.substr(2));
  const bool mixed =
      a.substr(2) != plain && std::any_of(a.begin() + 2, a.end(), [](char c) { return c >= 'a'; });
  if (mixed && net::checksum_address(plain) != a)
    return wrong("its checksum (EIP-55) is wrong: a digit may be too");
  return {};
}

std::string request(std::string_view method, const std::string& params) {
  return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + std::string(method) + "\",\"params\":" + params +
         "}";
}

std::string chain_id_request() {
  return request("eth_chainId", "[]");
}

std::string coin_request(const Chain& chain, std::string_view address) {
  const std::string a = "[\"" + std::string(address) + "\",";
  return chain.id == 0 ? request("getBalance", a + "{\"commitment\":\"confirmed\"}]")
                       : request("eth_getBalance", a + "\"latest\"]");
}

std::string decimals_request(std::string_view contract) {
  return call(contract, std::string(decimals_of));
}

std::string token_request(std::string_view contract, std::string_view address) {
  return call(contract, std::string(balance_of) + std::string(24, '0') + text::lower(address.substr(2)));
}

std::string solana_token_request(std::string_view mint, std::string_view address) {
  return request("getTokenAccountsByOwner",
                 "[\"" + std::string(address) + "\",{\"mint\":\"" + std::string(mint) +
                     "\"},{\"encoding\":\"jsonParsed\",\"commitment\":\"confirmed\"}]");
}

Result<std::string> hex_result(std::string_view body) {
  auto v = result_of(body);
  if (!v) return v.error();
  std::string s = v->text();
  if (s.size() < 3 || !s.starts_with("0x"))
    return fail(Exit::unavailable,
                "the node's result is \"" + s.substr(0, 40) + "\", expected 0x and digits");
  return s;
}

Result<Decimal> amount_from_hex(std::string_view hex, int places) {
  std::string digits = "0";  // decimal, most significant first
  for (const char c : hex.substr(2)) {
    int carry = text::hex_digit(c);
    if (carry < 0 || hex.size() > 66)
      return fail(Exit::unavailable, "the node's result is \"" + std::string(hex.substr(0, 80)) +
                                         "\", expected a number of at most 32 bytes");
    for (auto d = digits.rbegin(); d != digits.rend(); ++d) {
      carry += (*d - '0') * 16;
      *d = static_cast<char>('0' + carry % 10);
      carry /= 10;
    }
    for (; carry > 0; carry /= 10) digits.insert(digits.begin(), static_cast<char>('0' + carry % 10));
  }
  return amount_from_digits(digits, places);
}

Result<Decimal> amount_from_digits(std::string digits, int places) {
  if (places < 0 || places > 77) return fail(Exit::unavailable, "decimals of " + std::to_string(places));
  if (digits.empty() || digits.find_first_not_of("0123456789") != digits.npos)
    return fail(Exit::unavailable, "the node's amount is \"" + digits.substr(0, 40) + "\", expected digits");
  const auto point = static_cast<std::size_t>(places);
  if (digits.size() <= point) digits.insert(0, point + 1 - digits.size(), '0');
  std::string text = digits.substr(0, digits.size() - point);
  if (point > 0) text += "." + digits.substr(digits.size() - point).substr(0, Decimal::places);
  const auto amount = Decimal::parse(text);
  if (!amount) return fail(Exit::unavailable, "an amount of " + text + " is beyond the range of amounts");
  return *amount;
}

Result<Decimal> solana_balance(std::string_view body) {
  auto v = result_of(body);
  if (!v) return v.error();
  return amount_from_digits((*v)["value"].text(), 9);
}

Result<Decimal> solana_token_balance(std::string_view body) {
  auto v = result_of(body);
  if (!v) return v.error();
  if (!(*v)["value"].is_array()) return fail(Exit::unavailable, "the node's result has no accounts");
  Decimal sum;
  for (const wire::JsonView& each : (*v)["value"].items()) {
    const wire::JsonView amount = each["account"]["data"]["parsed"]["info"]["tokenAmount"];
    auto one = amount_from_digits(amount["amount"].text(),
                                  static_cast<int>(amount["decimals"].integer().value_or(-1)));
    if (!one) return one.error();
    const auto added = Decimal::checked_add(sum, *one);
    if (!added) return fail(Exit::unavailable, "a sum beyond the range of amounts");
    sum = *added;
  }
  return sum;
}

}  // namespace tu::venue::chain
