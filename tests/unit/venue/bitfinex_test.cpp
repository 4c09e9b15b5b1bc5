#include <catch2/catch.hpp>

#include "rig.h"
#include "venue/bitfinex/market.h"

using namespace tu;
using namespace tu::venue;

namespace {

CodecRig rig(unsigned channels, const std::string& symbol = "BTC-USD") {
  return CodecRig(bitfinex::market_codec({{symbol}, channels, ""}));
}
std::string subscribed(const std::string& channel, int number, const std::string& name = "tBTCUSD") {
  return R"({"event":"subscribed","channel":")" + channel + R"(","chanId":)" + std::to_string(number) +
         (channel == "candles" ? R"(,"key":"trade:1m:)" : R"(,"symbol":")") + name + "\"}";
}

}  // namespace

TEST_CASE("bitfinex: symbols as the venue writes them") {
  CHECK(bitfinex::native_symbol("BTC-USD") == "tBTCUSD");
  CHECK(bitfinex::native_symbol("BTC-USDT") == "tBTCUST");
  CHECK(bitfinex::native_symbol("DOGE-USD") == "tDOGE:USD");
  CHECK(bitfinex::native_symbol("BTC-USDT-PERP") == "tBTCF0:USTF0");
}

TEST_CASE("bitfinex: what a message is about is the number that was given at subscribing") {
  CodecRig r = rig(quotes | trades | books | candles);
  CHECK(
      r.sent() ==
      Lines{
          R"({"event":"conf","flags":196608})",
          R"({"event":"subscribe","channel":"ticker","symbol":"tBTCUSD"})",
          R"({"event":"subscribe","channel":"trades","symbol":"tBTCUSD"})",
          R"({"event":"subscribe","channel":"book","symbol":"tBTCUSD","prec":"P0","freq":"F0","len":"100"})",
          R"({"event":"subscribe","channel":"candles","key":"trade:1m:tBTCUSD"})"});
  CHECK(r.frame("[2217,[84300,12.4,84301,9.8,301,0.0036,84300.5,1450.2,84900,83500]]").empty());
  r.frame(subscribed("ticker", 2217));
  CHECK(
      r.frame("[2217,[84300,12.4,84301,9.8,301,0.0036,84300.5,1450.2,84900,83500]]") ==
      Lines{
          R"({"type":"quote","ts":7,"venue":"bitfinex","symbol":"BTC-USD","bid":84300,"bid_size":12.4,"ask":84301,"ask_size":9.8})"});
  CHECK(r.frame("[2217,\"hb\"]").empty());
  CHECK(r.told().empty());
}

TEST_CASE("bitfinex: the sign of a trade is its side; te and tu are one; the first list is history") {
  CodecRig r = rig(trades);
  r.frame(subscribed("trades", 5));
  CHECK(r.frame("[5,[[2,1618665870436,1,10],[1,1618665870435,-1,10]],1]").empty());
  CHECK(
      r.frame("[5,\"te\",[3,1618665870437,-0.018485,282780],2]") ==
      Lines{
          R"({"type":"trade","ts":1618665870437000,"venue":"bitfinex","symbol":"BTC-USD","price":282780,"size":0.018485,"side":"sell","id":"3"})"});
  CHECK(r.frame("[5,\"tu\",[3,1618665870437,-0.018485,282780],3]").empty());
  CHECK(r.frame("[5,\"te\",[4,1618665870438,2,282780],4]")[0].find("\"side\":\"buy\"") != std::string::npos);
}

TEST_CASE("bitfinex: a book by price, count and amount, checked by the venue's sum") {
  CodecRig r = rig(books);
  r.sent();
  r.frame(subscribed("book", 8));
  CHECK(
      r.frame("[8,[[100.5,1,1.25],[100,2,2],[101,1,-0.5],[102.25,1,-3]],1]") ==
      Lines{
          R"({"type":"book","ts":7,"venue":"bitfinex","symbol":"BTC-USD","snapshot":true,"bids":[[100.5,1.25],[100,2]],"asks":[[101,0.5],[102.25,3]]})"});
  CHECK(r.frame("[8,\"cs\",-613074129,2]").empty());
  CHECK(r.told().empty());
  CHECK(
      r.frame("[8,[101,0,-1],3]") ==
      Lines{
          R"({"type":"book","ts":7,"venue":"bitfinex","symbol":"BTC-USD","snapshot":false,"bids":[],"asks":[[101,0]]})"});
  r.frame("[8,\"cs\",-613074129,4]");
  REQUIRE(r.told().size() == 1);
  CHECK(
      r.sent() ==
      Lines{
          R"({"event":"unsubscribe","chanId":8})",
          R"({"event":"subscribe","channel":"book","symbol":"tBTCUSD","prec":"P0","freq":"F0","len":"100"})"});
  CHECK(r.frame("[8,[100,1,1],5]").empty());
  r.frame(subscribed("book", 9));
  CHECK(r.frame("[9,[[100.5,1,1.25]],6]").size() == 1);
}

TEST_CASE("bitfinex: numbered messages that jump ask for a new connection; doubled ones are dropped") {
  CodecRig r = rig(books);
  r.frame(subscribed("book", 8));
  CHECK(r.frame("[8,[[100.5,1,1.25]],1]").size() == 1);
  CHECK(r.frame("[8,[100,1,1],2]").size() == 1);
  CHECK(r.frame("[8,[100,1,1],2]").empty());
  CHECK(r.frame("[8,\"hb\",5]").empty());
  CHECK(r.told() == Lines{"broken BTC-USD: lost 2 messages before number 5",
                          "reconnect: lost 2 messages before number 5"});
}

TEST_CASE("bitfinex: a candle has its close before its high, and is finished by the next one") {
  CodecRig r = rig(candles);
  r.frame(subscribed("candles", 3));
  CHECK(r.frame("[3,[[120000,9,10,12,8,5],[60000,1,1,1,1,1]]]").empty());
  CHECK(r.frame("[3,[120000,9,11,12,8,6]]").empty());
  CHECK(
      r.frame("[3,[180000,11,11,11,11,1]]") ==
      Lines{
          R"({"type":"candle","ts":180000000,"venue":"bitfinex","symbol":"BTC-USD","tf":"1m","start":120000000,"open":9,"high":12,"low":8,"close":11,"volume":6})"});
}

TEST_CASE("bitfinex: what the venue says about itself") {
  CodecRig r = rig(quotes);
  r.frame(R"({"event":"info","version":2,"serverId":"x","platform":{"status":1}})");
  CHECK(r.told().empty());
  r.frame(R"({"event":"error","msg":"symbol: invalid","code":10300,"symbol":"tXXX"})");
  r.frame(R"({"event":"info","code":20060,"msg":"x"})");
  r.frame(R"({"event":"info","code":20051,"msg":"x"})");
  r.frame("[1");
  r.frame("[\"x\",1]");
  CHECK(r.told() == Lines{"warning: bitfinex: symbol: invalid tXXX", "warning: bitfinex: maintenance",
                          "reconnect: the venue asks for a new connection",
                          "unusable: the frame is not JSON: [1",
                          "unusable: a frame without channel: [\"x\",1]"});
}
