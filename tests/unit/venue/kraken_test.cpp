#include <catch2/catch.hpp>

#include "rig.h"
#include "venue/crc32.h"
#include "venue/kraken/market.h"

using namespace tu;
using namespace tu::venue;

namespace {

struct Rig : CodecRig {
  explicit Rig(unsigned channels, std::vector<std::string> symbols = {"BTC-USD"})
      : CodecRig(kraken::market_codec({std::move(symbols), channels, ""})) {}
};

std::string levels(const std::vector<std::pair<std::string, std::string>>& rows) {
  std::string s = "[";
  for (const auto& [price, qty] : rows)
    s += (s.size() > 1 ? "," : "") + std::string("{\"price\":") + price + ",\"qty\":" + qty + "}";
  return s + "]";
}
std::string book(const std::string& type, const std::string& bids, const std::string& asks,
                 const std::string& sum) {
  return "{\"channel\":\"book\",\"type\":\"" + type +
         "\",\"data\":[{\"symbol\":\"BTC/USD\",\"bids\":" + bids + ",\"asks\":" + asks +
         ",\"checksum\":" + sum + ",\"timestamp\":\"2023-10-06T17:35:55.440295Z\"}]}";
}

}  // namespace

TEST_CASE("kraken: subscribes by channel with v2's names") {
  Rig r(quotes | trades | books | candles, {"BTC-USD", "DOGE-USDT"});
  CHECK(
      r.sink.sent ==
      Lines{
          R"({"method":"subscribe","params":{"channel":"ticker","symbol":["BTC/USD","DOGE/USDT"],"event_trigger":"bbo","snapshot":true},"req_id":1})",
          R"({"method":"subscribe","params":{"channel":"trade","symbol":["BTC/USD","DOGE/USDT"],"snapshot":true},"req_id":2})",
          R"({"method":"subscribe","params":{"channel":"book","symbol":["BTC/USD","DOGE/USDT"],"depth":100,"snapshot":true},"req_id":3})",
          R"({"method":"subscribe","params":{"channel":"ohlc","symbol":["BTC/USD","DOGE/USDT"],"interval":1,"snapshot":true},"req_id":4})"});
}

TEST_CASE("kraken: a ticker is a quote, with or without its time, and with an escaped slash") {
  Rig r(quotes);
  CHECK(
      r.frame(
          R"({"channel":"ticker","type":"snapshot","data":[{"symbol":"BTC\/USD","bid":105944.20,"bid_qty":2.5,)"
          R"("ask":105944.30,"ask_qty":3.2,"last":105899.40,"timestamp":"2022-12-25T09:30:59.123456Z"}]})") ==
      Lines{
          R"({"type":"quote","ts":1671960659123456,"venue":"kraken","symbol":"BTC-USD","bid":105944.2,"bid_size":2.5,"ask":105944.3,"ask_size":3.2})"});
  CHECK(
      r.frame(
          R"({"channel":"ticker","type":"update","data":[{"symbol":"BTC/USD","bid":1,"bid_qty":2,"ask":3,"ask_qty":4}]})") ==
      Lines{
          R"({"type":"quote","ts":7,"venue":"kraken","symbol":"BTC-USD","bid":1,"bid_size":2,"ask":3,"ask_size":4})"});
}

TEST_CASE("kraken: trades keep the taker's side; the first snapshot is history, a doubled trade is dropped") {
  Rig r(trades);
  const auto frame = [](const std::string& type, int id) {
    return R"({"channel":"trade","type":")" + type +
           R"(","data":[{"symbol":"BTC/USD","side":"sell","price":105910.50,)" +
           R"("qty":0.00012460,"ord_type":"market","trade_id":)" + std::to_string(id) +
           R"(,"timestamp":"2023-10-06T17:35:56.123456Z"}]})";
  };
  CHECK(r.frame(frame("snapshot", 8)).empty());
  CHECK(
      r.frame(frame("update", 9)) ==
      Lines{
          R"({"type":"trade","ts":1696613756123456,"venue":"kraken","symbol":"BTC-USD","price":105910.5,"size":0.0001246,"side":"sell","id":"9"})"});
  CHECK(r.frame(frame("update", 9)).empty());
  r.codec->opened(r.sink);
  CHECK(r.frame(frame("snapshot", 9)).empty());
  CHECK(r.frame(frame("snapshot", 10)).size() == 1);
}

TEST_CASE("kraken: the checksum of Kraken's documentation, and of the specification") {
  TextBook b;
  const std::vector<std::pair<std::string, std::string>>
      asks = {{"45285.2", "0.00100000"}, {"45286.4", "1.54571953"}, {"45286.6", "1.54571109"},
              {"45289.6", "1.54560911"}, {"45290.2", "0.15890660"}, {"45291.8", "1.54553491"},
              {"45294.7", "0.04454749"}, {"45296.1", "0.35380000"}, {"45297.5", "0.09945542"},
              {"45299.5", "0.18772827"}, {"45300.0", "1.00000000"}},
      bids = {{"45276.6", "0.15445238"}, {"45283.5", "0.10000000"}, {"45283.4", "1.54582015"},
              {"45282.1", "0.10000000"}, {"45281.0", "0.10000000"}, {"45280.3", "1.54592586"},
              {"45279.0", "0.07990000"}, {"45277.6", "0.03310103"}, {"45277.5", "0.30000000"},
              {"45277.3", "1.54602737"}};
  for (const auto& [price, qty] : asks) REQUIRE(b.set(false, price, qty));
  for (const auto& [price, qty] : bids) REQUIRE(b.set(true, price, qty));
  CHECK(kraken::checksum(b) == 3310070434u);
  TextBook two;
  two.set(false, "50000.2", "0.75000000");
  two.set(false, "50001.0", "2.00000000");
  two.set(true, "50000.1", "0.50000000");
  two.set(true, "50000.0", "1.25000000");
  CHECK(kraken::checksum(two) == 2548927741u);
}

TEST_CASE("kraken: a book is followed as long as its checksum agrees") {
  Rig r(books);
  const std::string bids = levels({{"50000.1", "0.50000000"}, {"50000.0", "1.25000000"}}),
                    asks = levels({{"50000.2", "0.75000000"}, {"50001.0", "2.00000000"}});
  CHECK(
      r.frame(book("snapshot", bids, asks, "2548927741")) ==
      Lines{
          R"({"type":"book","ts":1696613755440295,"venue":"kraken","symbol":"BTC-USD","snapshot":true,"bids":[[50000.1,0.5],[50000,1.25]],"asks":[[50000.2,0.75],[50001,2]]})"});
  r.sink.sent.clear();
  CHECK(r.frame(book("update", levels({{"50000.1", "0.50000001"}}), "[]", "1")).empty());
  REQUIRE(r.sink.told.size() == 1);
  CHECK(r.sink.told[0].starts_with("broken BTC-USD: checksum is "));
  CHECK(
      r.sink.sent ==
      Lines{
          R"({"method":"unsubscribe","params":{"channel":"book","symbol":["BTC/USD"],"depth":100},"req_id":2})",
          R"({"method":"subscribe","params":{"channel":"book","symbol":["BTC/USD"],"depth":100,"snapshot":true},"req_id":3})"});
  CHECK(r.frame(book("update", levels({{"50000.1", "1"}}), "[]", "1")).empty());  // of the old book
  CHECK(r.frame(book("snapshot", bids, asks, "2548927741")).size() == 1);
}

TEST_CASE("kraken: levels that fall out of the subscribed depth are removed in words") {
  Rig r(books);
  std::vector<std::pair<std::string, std::string>> rows;
  TextBook same;
  for (int i = 0; i < 100; ++i) {
    rows.emplace_back(std::to_string(1000 - i) + ".0", "1.0");
    same.set(true, rows.back().first, rows.back().second);
  }
  REQUIRE(r.frame(book("snapshot", levels(rows), "[]", std::to_string(kraken::checksum(same)))).size() == 1);
  same.set(true, "1001.0", "2.0");
  CHECK(
      r.frame(book("update", levels({{"1001.0", "2.0"}}), "[]", std::to_string(kraken::checksum(same)))) ==
      Lines{
          R"({"type":"book","ts":1696613755440295,"venue":"kraken","symbol":"BTC-USD","snapshot":false,"bids":[[1001,2],[901,0]],"asks":[]})"});
}

TEST_CASE("kraken: a candle is finished when a later one begins") {
  Rig r(candles);
  const auto frame = [](const std::string& begin, const std::string& close) {
    return R"({"channel":"ohlc","type":"update","data":[{"symbol":"BTC/USD","open":9,"high":12,"low":8,"close":)" +
           close + R"(,"trades":3,"volume":2.5,"vwap":9,"interval_begin":")" + begin + R"(","interval":1}]})";
  };
  CHECK(r.frame(frame("2023-10-04T16:24:00.000000000Z", "9")).empty());
  CHECK(r.frame(frame("2023-10-04T16:24:00.000000000Z", "10")).empty());
  CHECK(
      r.frame(frame("2023-10-04T16:25:00.000000000Z", "11")) ==
      Lines{
          R"({"type":"candle","ts":1696436700000000,"venue":"kraken","symbol":"BTC-USD","tf":"1m","start":1696436640000000,"open":9,"high":12,"low":8,"close":10,"volume":2.5,"trades":3})"});
}

TEST_CASE("kraken: refusals and a system that is not online are told; heartbeats and pongs are nothing") {
  Rig r(quotes);
  r.frame(
      R"({"error":"Currency pair not supported NO/PE","method":"subscribe","success":false,"symbol":"NO/PE"})");
  r.frame(R"({"channel":"status","type":"update","data":[{"system":"cancel_only","api_version":"v2"}]})");
  r.frame(R"({"channel":"status","type":"update","data":[{"system":"online","api_version":"v2"}]})");
  r.frame(R"({"channel":"heartbeat"})");
  r.frame(R"({"method":"pong","req_id":42})");
  CHECK(r.sink.told == Lines{"warning: kraken: Currency pair not supported NO/PE",
                             "warning: kraken: the system is cancel_only"});
  CHECK(r.frame("{\"channel\":\"ticker\"").empty());
  CHECK(r.sink.told.size() == 3);
}

TEST_CASE("kraken: prices by request, with the names of REST") {
  Recorder sink;
  auto codec = kraken::price_codec({{"BTC-USD", "DOGE-USDT"}, quotes, ""});
  codec->opened(sink);
  CHECK(sink.fetched == Lines{"0 /0/public/Ticker?pair=XBTUSD", "1 /0/public/Ticker?pair=XDGUSDT"});
  codec->answer(
      0, 200,
      R"({"error":[],"result":{"XXBTZUSD":{"a":["84301.10000","1","1.000"],"b":["84301.0","1","2.5"],"c":["84301.0","0.01"]}}})",
      9, sink);
  CHECK(
      sink.events ==
      Lines{
          R"({"type":"quote","ts":9,"venue":"kraken","symbol":"BTC-USD","bid":84301,"bid_size":2.5,"ask":84301.1,"ask_size":1})"});
  codec->answer(1, 200, R"({"error":["EQuery:Unknown asset pair"]})", 9, sink);
  codec->answer(1, 0, "127.0.0.1: no answer", 9, sink);
  CHECK(sink.told.size() == 2);
}
