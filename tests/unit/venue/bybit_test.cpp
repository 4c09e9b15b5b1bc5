#include <catch2/catch.hpp>

#include "rig.h"
#include "venue/bybit/market.h"

using namespace tu;
using namespace tu::venue;

namespace {

CodecRig rig(unsigned channels, const std::string& symbol = "BTC-USDT") {
  return CodecRig(bybit::market_codec({{symbol}, channels, ""}));
}
std::string book(const std::string& topic, const std::string& type, int update, const std::string& bids,
                 const std::string& asks) {
  return R"({"topic":")" + topic + R"(.BTCUSDT","type":")" + type +
         R"(","ts":1709891679000,"data":{"s":"BTCUSDT","b":[)" + bids + "],\"a\":[" + asks +
         "],\"u\":" + std::to_string(update) + ",\"seq\":9}}";
}

}  // namespace

TEST_CASE("bybit: best prices come from the book of depth one, for spot tickers have none") {
  CodecRig r = rig(quotes | trades | books | candles | funding);
  CHECK(
      r.sent() ==
      Lines{
          R"({"op":"subscribe","args":["orderbook.1.BTCUSDT","orderbook.200.BTCUSDT","publicTrade.BTCUSDT","kline.1.BTCUSDT"]})"});
  CHECK(
      r.frame(book("orderbook.1", "snapshot", 5, R"(["27450.00","0.500"])", R"(["27451.00","0.750"])")) ==
      Lines{
          R"({"type":"quote","ts":1709891679000000,"venue":"bybit","symbol":"BTC-USDT","bid":27450,"bid_size":0.5,"ask":27451,"ask_size":0.75})"});
  // a delta of one side, as a fixture shows it
  CHECK(r.frame(book("orderbook.1", "delta", 6, R"(["27450.00","0.400"])", ""))[0].find("\"bid_size\":0.4") !=
        std::string::npos);
}

TEST_CASE("bybit: a book follows u; a jump asks for it anew, u 1 or a snapshot begin it anew") {
  CodecRig r = rig(books);
  r.sent();
  CHECK(r.frame(book("orderbook.200", "delta", 1000, R"(["9","1"])", "")).empty());
  CHECK(r.frame(book("orderbook.200", "snapshot", 10, R"(["9","1"])", R"(["10","1"])")).size() == 1);
  CHECK(
      r.frame(book("orderbook.200", "delta", 11, R"(["9","0"])", "")) ==
      Lines{
          R"({"type":"book","ts":1709891679000000,"venue":"bybit","symbol":"BTC-USDT","snapshot":false,"bids":[[9,0]],"asks":[],"seq":11})"});
  CHECK(r.frame(book("orderbook.200", "delta", 11, R"(["9","5"])", "")).empty());  // doubled
  CHECK(r.told().empty());
  CHECK(r.frame(book("orderbook.200", "delta", 13, R"(["9","5"])", "")).empty());
  CHECK(r.told() == Lines{"broken BTC-USDT: update 13 after 11"});
  CHECK(r.sent() == Lines{R"({"op":"unsubscribe","args":["orderbook.200.BTCUSDT"]})",
                          R"({"op":"subscribe","args":["orderbook.200.BTCUSDT"]})"});
  CHECK(r.frame(book("orderbook.200", "delta", 1, R"(["8","5"])", ""))[0].find("\"snapshot\":true") !=
        std::string::npos);
  CHECK(r.frame(book("orderbook.200", "delta", 2, R"(["8","x"])", "")).empty());
  CHECK(r.told() == Lines{"broken BTC-USDT: a level of the book is not usable"});
}

TEST_CASE("bybit: trades by the taker's side, once; block trades are beside the book") {
  CodecRig r = rig(trades, "BTC-USDT-PERP");
  const auto trade = [](const std::string& id, const std::string& block) {
    return R"({"topic":"publicTrade.BTCUSDT","type":"snapshot","ts":1709891679005,"data":[{"T":1709891679000,"s":"BTCUSDT","S":"Sell","v":"0.010","p":"27451.00","i":")" +
           id + R"(","BT":)" + block + "}]}";
  };
  CHECK(
      r.frame(trade("9dc75fca-4bdd", "false")) ==
      Lines{
          R"({"type":"trade","ts":1709891679000000,"venue":"bybit","symbol":"BTC-USDT-PERP","price":27451,"size":0.01,"side":"sell","id":"9dc75fca-4bdd"})"});
  CHECK(r.frame(trade("9dc75fca-4bdd", "false")).empty());
  CHECK(r.frame(trade("x", "true")).empty());
}

TEST_CASE("bybit: a linear ticker says what changed; funding is told when it changes") {
  CodecRig r = rig(funding, "BTC-USDT-PERP");
  const auto ticker = [](const std::string& type, const std::string& data) {
    return R"({"topic":"tickers.BTCUSDT","type":")" + type + R"(","data":{"symbol":"BTCUSDT",)" + data +
           R"(},"cs":1,"ts":1673272861686})";
  };
  CHECK(
      r.frame(ticker(
          "snapshot",
          R"("lastPrice":"17216.00","markPrice":"17217.33","indexPrice":"17227.36","nextFundingTime":"1673280000000","fundingRate":"-0.000212","fundingIntervalHour":"4")")) ==
      Lines{
          R"({"type":"funding","ts":1673272861686000,"venue":"bybit","symbol":"BTC-USDT-PERP","rate":-0.000212,"settled":false,"interval":"4h","mark":17217.33,"index":17227.36,"next":1673280000000000})"});
  CHECK(r.frame(ticker("delta", R"("lastPrice":"17217")")).empty());
  CHECK(r.frame(ticker("delta", R"("markPrice":"17218")"))[0].find("\"rate\":-0.000212,") !=
        std::string::npos);
}

TEST_CASE("bybit: candles when confirmed, pings every 20 seconds, refusals told") {
  CodecRig r = rig(candles);
  r.sent();
  const auto kline = [](const std::string& confirm) {
    return R"({"topic":"kline.1.BTCUSDT","data":[{"start":60000,"end":119999,"interval":"1","open":"9","close":"10","high":"12","low":"8","volume":"2.081","turnover":"20","confirm":)" +
           confirm + R"(,"timestamp":1}],"ts":1,"type":"snapshot"})";
  };
  CHECK(r.frame(kline("false")).empty());
  CHECK(
      r.frame(kline("true")) ==
      Lines{
          R"({"type":"candle","ts":120000000,"venue":"bybit","symbol":"BTC-USDT","tf":"1m","start":60000000,"open":9,"high":12,"low":8,"close":10,"volume":2.081,"quote_volume":20})"});
  r.codec->tick(20'000'000, r.sink);
  r.codec->tick(39'000'000, r.sink);
  CHECK(r.sent() == Lines{R"({"op":"ping"})"});
  r.frame(R"({"success":true,"ret_msg":"pong","conn_id":"x","op":"ping"})");
  r.frame(R"({"success":false,"ret_msg":"error:handler not found,topic:x","conn_id":"x","op":"subscribe"})");
  CHECK(r.told() == Lines{"warning: bybit: error:handler not found,topic:x"});
}
