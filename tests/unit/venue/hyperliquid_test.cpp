#include <catch2/catch.hpp>

#include "rig.h"
#include "venue/hyperliquid/market.h"

using namespace tu;
using namespace tu::venue;

namespace {
CodecRig rig(unsigned channels) {
  return CodecRig(hyperliquid::market_codec({{"BTC-USDC-PERP"}, channels, ""}));
}
}  // namespace

TEST_CASE("hyperliquid: subscribes one by one") {
  CHECK(rig(quotes | trades | books | candles | funding).sent() ==
        Lines{R"({"method":"subscribe","subscription":{"type":"bbo","coin":"BTC"}})",
              R"({"method":"subscribe","subscription":{"type":"trades","coin":"BTC"}})",
              R"({"method":"subscribe","subscription":{"type":"l2Book","coin":"BTC"}})",
              R"({"method":"subscribe","subscription":{"type":"candle","coin":"BTC","interval":"1m"}})",
              R"({"method":"subscribe","subscription":{"type":"activeAssetCtx","coin":"BTC"}})"});
}

TEST_CASE("hyperliquid: a book is a snapshot each time; best prices may lack a side") {
  CodecRig r = rig(books | quotes);
  CHECK(
      r.frame(
          R"({"channel":"l2Book","data":{"coin":"BTC","levels":[[{"px":"84300.0","sz":"1.2","n":3}],[{"px":"84301.0","sz":"0.4","n":1}]],"time":1763683200123}})") ==
      Lines{
          R"({"type":"book","ts":1763683200123000,"venue":"hyperliquid","symbol":"BTC-USDC-PERP","snapshot":true,"bids":[[84300,1.2]],"asks":[[84301,0.4]]})"});
  CHECK(
      r.frame(
          R"({"channel":"bbo","data":{"coin":"BTC","time":1763683200123,"bbo":[{"px":"84300.0","sz":"1.2","n":3},{"px":"84301.0","sz":"0.4","n":1}]}})") ==
      Lines{
          R"({"type":"quote","ts":1763683200123000,"venue":"hyperliquid","symbol":"BTC-USDC-PERP","bid":84300,"bid_size":1.2,"ask":84301,"ask_size":0.4})"});
  CHECK(
      r.frame(
           R"({"channel":"bbo","data":{"coin":"BTC","time":1763683200123,"bbo":[null,{"px":"84301.0","sz":"0.4","n":1}]}})")
          .empty());
  CHECK(r.told().empty());
  CHECK(
      r.frame(
           R"({"channel":"l2Book","data":{"coin":"BTC","levels":[[{"px":"0","sz":"1.2","n":3}],[]],"time":1}})")
          .empty());
  CHECK(r.told() == Lines{"unusable: BTC-USDC-PERP: a level of the book is not usable",
                          "broken BTC-USDC-PERP: a level of the book is not usable"});
}

TEST_CASE("hyperliquid: A is an aggressor who sold; trades from before the session are history") {
  CodecRig r = rig(trades);
  const auto trade = [](const std::string& tid, const std::string& time) {
    return R"({"channel":"trades","data":[{"coin":"BTC","side":"A","px":"105056.0","sz":"0.00219","hash":"0x0","time":)" +
           time + R"(,"tid":)" + tid + R"(,"users":["0x1","0x2"]}]})";
  };
  constexpr TsUs now = 1737918847814799;
  CHECK(r.frame(trade("1", "1737918794873"), now).empty());
  CHECK(
      r.frame(trade("2", "1737918847500"), now) ==
      Lines{
          R"({"type":"trade","ts":1737918847500000,"venue":"hyperliquid","symbol":"BTC-USDC-PERP","price":105056,"size":0.00219,"side":"sell","id":"2"})"});
  CHECK(r.frame(trade("2", "1737918847500"), now).empty());
}

TEST_CASE("hyperliquid: candles, funding by the hour, pings, refusals") {
  CodecRig r = rig(candles | funding);
  r.sent();
  const auto candle = [](int t, const std::string& c) {
    return R"({"channel":"candle","data":{"t":)" + std::to_string(t) + ",\"T\":" + std::to_string(t + 59999) +
           R"(,"s":"BTC","i":"1m","o":"9","c":")" + c + R"(","h":"12","l":"8","v":"5","n":3}})";
  };
  CHECK(r.frame(candle(60000, "10")).empty());
  CHECK(r.frame(candle(60000, "11")).empty());
  CHECK(
      r.frame(candle(120000, "10")) ==
      Lines{
          R"({"type":"candle","ts":120000000,"venue":"hyperliquid","symbol":"BTC-USDC-PERP","tf":"1m","start":60000000,"open":9,"high":12,"low":8,"close":11,"volume":5,"trades":3})"});
  const std::string context =
      R"({"channel":"activeAssetCtx","data":{"coin":"BTC","ctx":{"funding":"0.0000125","openInterest":"1","oraclePx":"84300","markPx":"84301","midPx":"84300.5"}}})";
  CHECK(
      r.frame(context, 1'000'000) ==
      Lines{
          R"({"type":"funding","ts":1000000,"venue":"hyperliquid","symbol":"BTC-USDC-PERP","rate":0.0000125,"settled":false,"interval":"1h","mark":84301,"index":84300,"next":3600000000})"});
  CHECK(r.frame(context, 2'000'000).empty());
  r.codec->tick(26'000'000, r.sink);
  CHECK(r.sent() == Lines{R"({"method":"ping"})"});
  r.frame(R"({"channel":"pong"})");
  r.frame(
      R"({"channel":"subscriptionResponse","data":{"method":"subscribe","subscription":{"type":"bbo","coin":"BTC"}}})");
  r.frame(R"({"channel":"error","data":"Already subscribed"})");
  CHECK(r.told() == Lines{"warning: hyperliquid: Already subscribed"});
}

TEST_CASE("hyperliquid: prices by request are POSTs") {
  Recorder sink;
  auto codec = hyperliquid::price_codec({{"BTC-USDC-PERP"}, quotes, ""});
  codec->opened(sink);
  CHECK(sink.fetched == Lines{R"(0 /info {"type":"l2Book","coin":"BTC"})"});
  codec->answer(
      0, 200,
      R"({"coin":"BTC","levels":[[{"px":"10","sz":"1"}],[{"px":"11","sz":"2"}]],"time":1761786491067})", 9,
      sink);
  CHECK(
      sink.events ==
      Lines{
          R"({"type":"quote","ts":1761786491067000,"venue":"hyperliquid","symbol":"BTC-USDC-PERP","bid":10,"bid_size":1,"ask":11,"ask_size":2})"});
}
