// Who signed what is posted to the simulated Hyperliquid.
#include <catch2/catch.hpp>

#include "net/keccak.h"
#include "net/secp256k1.h"
#include "simex/hyperliquid/signed_action.h"
#include "venue/hyperliquid/actions.h"

using namespace tu;
using namespace tu::simex;

namespace {

const std::string secret = "0x" + std::string(62, '0') + "2a";

net::EvmKey key() {
  return net::EvmKey::from_hex(Secret(secret), "test").value();
}
std::string lower(std::string s) {
  for (char& c : s)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return s;
}

std::string body(bool mainnet) {
  VenueOrder o;
  o.client_id = "00000000-0000-4000-8000-000000000001";
  o.kind = "limit", o.tif = "GTC", o.buy = true;
  o.qty = *Decimal::parse("0.5"), o.limit = *Decimal::parse("2810.1");
  const auto action = venue::hyperliquid::order_action(o, {"ETH", 1, 4}).value();
  return venue::hyperliquid::signed_body(action, 1'700'000'000'000, 1'700'000'010'000, key(), mainnet);
}

}  // namespace

TEST_CASE("the address that signed is recovered from hash and signature, and from no other hash") {
  for (int i = 0; i < 20; ++i) {
    const Digest hash = net::keccak256("message " + std::to_string(i));
    const net::EvmSignature s = key().sign(hash);
    CHECK(net::recovered_address(hash, s) == key().address());
    CHECK(net::recovered_address(net::keccak256("another"), s) != key().address());
  }
}

TEST_CASE("a signature of nothing recovers nothing") {
  CHECK(net::recovered_address(net::keccak256("x"), net::EvmSignature{}).empty());
}

TEST_CASE("an action packs to the bytes that its signer hashed, whatever it holds") {
  const auto action = venue::hyperliquid::cancel_action(
      {{70'000, "00000000-0000-4000-8000-000000000001"}, {3, "00000000-0000-4000-8000-000000000002"}});
  CHECK(hyperliquid::packed(*parse_json(action.json)) == action.packed);
  CHECK(!hyperliquid::packed(*parse_json(R"({"a":1.5})")));
}

TEST_CASE("the signer of a posted action is known, for the network that it was meant for") {
  const std::string main = body(true), test = body(false);
  CHECK(hyperliquid::read_signed_action(*parse_json(main))->signers[0] == lower(key().address()));
  CHECK(hyperliquid::read_signed_action(*parse_json(test))->signers[1] == lower(key().address()));
  CHECK(hyperliquid::read_signed_action(*parse_json(test))->signers[0] != lower(key().address()));
}

TEST_CASE("an action that was changed after it was signed is somebody else's") {
  std::string changed = body(true);
  changed.replace(changed.find("2810.1"), 6, "2810.2");
  CHECK(hyperliquid::read_signed_action(*parse_json(changed))->signers[0] != lower(key().address()));
}
