// Signatures are those of the venue's own SDK, for its own published test key.
#include <catch2/catch.hpp>

#include "venue/hyperliquid/actions.h"
#include "venue/hyperliquid/market.h"
#include "venue/hyperliquid/user.h"

using namespace tu;
using namespace tu::venue::hyperliquid;

namespace {

net::EvmKey key() {
  std::string digits;
  for (int i = 0; i < 64; ++i) digits += static_cast<char>('0' + i % 10);
  return net::EvmKey::from_hex(Secret(digits), "test").value();
}

Decimal d(const char* s) {
  return Decimal::parse(s).value();
}

VenueOrder order() {
  VenueOrder o;
  o.symbol = "ETH-USDC-PERP";
  o.kind = "limit";
  o.tif = "GTC";
  o.qty = o.limit = Decimal::from_integer(100);
  return o;
}

const Asset eth{"ETH", 1, 4};

}  // namespace

TEST_CASE("an order is signed as the venue's SDK signs it, on both networks, with and without a client id") {
  const Action plain = order_action(order(), eth).value();
  CHECK(
      plain.json ==
      R"({"type":"order","orders":[{"a":1,"b":true,"p":"100","s":"100","r":false,"t":{"limit":{"tif":"Gtc"}}}],)"
      R"("grouping":"na"})");
  const std::string mainnet = signed_body(plain, 0, std::nullopt, key(), true);
  CHECK(mainnet.find(R"("r":"0xd65369825a9df5d80099e513cce430311d7d26ddf477f5b3a33d2806b100d78e",)"
                     R"("s":"0x2b54116ff64054968aa237c20ca9ff68000f977c93289157748a3162b6ea940e","v":28)") !=
        std::string::npos);
  const std::string testnet = signed_body(plain, 0, std::nullopt, key(), false);
  CHECK(testnet.find(R"("r":"0x82b2ba28e76b3d761093aaded1b1cdad4960b3af30212b343fb2e6cdfa4e3d54",)"
                     R"("s":"0x6b53878fc99d26047f4d7e8c90eb98955a109f44209163f52d8dc4278cbbd9f5","v":27)") !=
        std::string::npos);
  VenueOrder named = order();
  named.client_id = "00000000-0000-0000-0000-000000000001";
  const std::string with_id = signed_body(order_action(named, eth).value(), 0, std::nullopt, key(), true);
  CHECK(with_id.find(R"("r":"0x41ae18e8239a56cacbc5dad94d45d0b747e5da11ad564077fcac71277a946e3",)"
                     R"("s":"0x3c61f667e747404fe7eea8f90ab0e76cc12ce60270438b2058324681a00116da","v":27)") !=
        std::string::npos);
}

TEST_CASE("sizes and prices are rounded to the asset's steps, never larger and never worse") {
  VenueOrder o = order();
  o.qty = d("1.23456");
  o.limit = d("1234.567");
  CHECK(fit(o, eth)->qty == d("1.2345"));
  CHECK(fit(o, eth)->limit == d("1234.5"));
  o.buy = false;
  CHECK(fit(o, eth)->limit == d("1234.6"));
  o.limit = d("123456.7");
  CHECK(fit(o, eth)->limit == d("123457"));
  o.limit = d("0.012345678");
  CHECK(fit(o, eth)->limit == d("0.02"));
  o.qty = d("0.00001");
  CHECK_FALSE(fit(o, eth));
}

TEST_CASE("a market order goes as an immediate limit at its worst price, or not at all") {
  VenueOrder o = order();
  o.kind = "market";
  CHECK_FALSE(fit(o, eth));
  o.limit_worst = d("101");
  CHECK(order_action(*fit(o, eth), eth)->json.find("\"Ioc\"") != std::string::npos);
}

TEST_CASE("the universe numbers its assets by place") {
  const auto meta =
      read_meta(R"({"universe":[{"name":"BTC","szDecimals":5},{"name":"ETH","szDecimals":4}]})").value();
  REQUIRE(meta.size() == 2);
  CHECK(meta[1].coin == coin_of("ETH-USDC-PERP"));
  CHECK(meta[1].number == 1);
}

TEST_CASE("an answer proves acceptance, refusal or nothing") {
  using Kind = PlaceAnswer::Kind;
  auto answer = [](const std::string& status) {
    return read_place(200,
                      R"({"status":"ok","response":{"type":"order","data":{"statuses":[)" + status + "]}}}");
  };
  CHECK(answer(R"({"resting":{"oid":77738308}})").venue_id == "77738308");
  CHECK(answer(R"({"filled":{"totalSz":"0.02","avgPx":"1891.4","oid":77747314}})").kind == Kind::accepted);
  CHECK(answer(R"({"error":"Order must have minimum value of $10."})").kind == Kind::refused);
  CHECK(answer(R"({"error":"Post only order would have immediately matched, bbo was 1@2"})").would_take);
  CHECK(read_place(200, R"({"status":"err","response":"User or API Wallet does not exist."})").kind ==
        Kind::refused);
  CHECK(read_place(429, "").kind == Kind::later);
  for (const char* nothing : {"", "{}", R"({"status":"ok"})"})
    CHECK(read_place(200, nothing).kind == Kind::unknown);
  CHECK(read_place(502, "").kind == Kind::unknown);
}

TEST_CASE("an order's status, its fills and its cancels are read") {
  const auto s =
      read_status(R"({"status":"order","order":{"order":{"coin":"ETH","oid":5,"sz":"0.5","origSz":"2"},)"
                  R"("status":"marginCanceled"}})")
          .value();
  CHECK(s.known);
  CHECK(s.state == "cancelled");
  CHECK(s.filled == d("1.5"));
  CHECK_FALSE(read_status(R"({"status":"unknownOid"})")->known);
  CHECK_FALSE(read_status(R"({"status":"order"})"));
  const auto fills = read_fills(R"([{"coin":"ETH","px":"1891.4","sz":"0.02","oid":5,"tid":9,"crossed":true,)"
                                R"("fee":"0.01","feeToken":"USDC","time":1700000000123}])")
                         .value();
  REQUIRE(fills.size() == 1);
  CHECK(fills[0].id == "9");
  CHECK_FALSE(fills[0].maker);
  CHECK(
      read_cancels(
          R"({"status":"ok","response":{"type":"cancel","data":{"statuses":["success",{"error":"gone"}]}}})")
          .value() == std::vector<std::string>{"", "gone"});
}

TEST_CASE("Hyperliquid's list of open orders says of each what has filled") {
  const auto open = read_open_orders(
      R"([{"coin":"ETH","side":"B","limitPx":"3000.1","sz":"0.5","oid":5,"timestamp":1724361546645,"origSz":"2"},)"
      R"({"coin":"BTC","side":"A","limitPx":"29792.0","sz":"5.0","oid":91490942,"timestamp":1681247412573,"origSz":"5.0",)"
      R"("cloid":"0x00000000000000000000000000000001","orderType":"Limit","isTrigger":false}])");
  REQUIRE(open);
  REQUIRE(open->size() == 2);
  CHECK((*open)[0].venue_id == "5");
  CHECK((*open)[0].state == "open");
  CHECK((*open)[0].filled.str() == "1.5");
  CHECK((*open)[1].venue_id == "91490942");
  CHECK((*open)[1].filled.is_zero());
  CHECK((*open)[1].client_id == "00000000-0000-0000-0000-000000000001");
  CHECK(read_open_orders("[]")->empty());
  CHECK_FALSE(read_open_orders(R"({"status":"err"})"));
  CHECK_FALSE(read_open_orders(R"([{"coin":"ETH","sz":"3","oid":5,"origSz":"2"}])"));  // more than there was
}

TEST_CASE("the channels of an address tell of orders and executions, and nothing else is taken for them") {
  const auto orders = read_user(
      R"({"channel":"orderUpdates","data":[{"order":{"coin":"ETH","side":"B","limitPx":"1891.4","sz":"0.01",)"
      R"("oid":5,"timestamp":1677777606040,"origSz":"0.02","cloid":"0x0123456789ab4def8123456789abcdef"},)"
      R"("status":"open","statusTimestamp":1677777606041}]})");
  REQUIRE(orders);
  REQUIRE(orders->orders.size() == 1);
  CHECK(orders->orders[0].client_id == "01234567-89ab-4def-8123-456789abcdef");
  CHECK(orders->orders[0].state == "open");
  CHECK(orders->orders[0].filled == Decimal::parse("0.01"));
  const auto fills = read_user(
      R"({"channel":"userFills","data":{"isSnapshot":true,"user":"0x1","fills":[{"coin":"ETH","px":"1891.4",)"
      R"("sz":"0.02","side":"A","time":1677777606040,"oid":5,"crossed":false,"fee":"0.01","tid":9,"feeToken":"USDC",)"
      R"("liquidation":{"liquidatedUser":"0xAb","markPx":"1","method":"market"}}]}})");
  REQUIRE(fills);
  CHECK(fills->snapshot);
  REQUIRE(fills->fills.size() == 1);
  CHECK(fills->fills[0].maker);
  CHECK_FALSE(fills->fills[0].buy);
  CHECK(fills->fills[0].liquidated == "0xAb");
  CHECK(fills->fills[0].client_id.empty());
  const auto greeting = read_user("Websocket connection established.");
  REQUIRE(greeting);
  CHECK(greeting->channel.empty());
  CHECK_FALSE(read_user(R"({"channel":"userFills","data":{"fills":[{"coin":"ETH"}]}})"));
  CHECK_FALSE(read_user(R"({"channel":"orderUpdates","data":[)"));
  CHECK(subscribe_message("userFills", "0x1") ==
        R"({"method":"subscribe","subscription":{"type":"userFills","user":"0x1"}})");
}

TEST_CASE("what is held is read without marks, and payments of funding with their signs") {
  // A short of 50.26905 that was sold at what it is worth: the account's value and that sum.
  const auto h = read_holdings(
      R"({"marginSummary":{"accountValue":"49.589238","totalNtlPos":"50.26905","totalRawUsd":"99.858288"},)"
      R"("assetPositions":[{"type":"oneWay","position":{"coin":"BTC","szi":"-0.0005"}}]})");
  REQUIRE(h);
  CHECK(h->net);
  CHECK(h->balances.at("USDC") == Decimal::parse("99.858288"));
  CHECK(h->positions.at("BTC-USDC-PERP") == Decimal::parse("-0.0005"));
  CHECK_FALSE(read_holdings("{}"));
  const auto paid = read_funding(
      R"([{"time":1681222254710,"hash":"0x0","delta":{"type":"funding","coin":"ETH","usdc":"-3.625312",)"
      R"("szi":"49.1477","fundingRate":"0.0000417"}}])");
  REQUIRE(paid);
  REQUIRE(paid->size() == 1);
  CHECK((*paid)[0].paid == Decimal::parse("3.625312"));
  CHECK((*paid)[0].at == 1681222254710000);
}
