#include <catch2/catch.hpp>

#include "rig.h"
#include "venue/coinbase/market.h"

using namespace tu;
using namespace tu::venue;

namespace {

struct Rig : CodecRig {
  explicit Rig(unsigned channels, std::vector<std::string> symbols = {"BTC-USD"})
      : CodecRig(coinbase::market_codec({std::move(symbols), channels, ""})) {}
};

std::string message(int sequence, const std::string& channel, const std::string& events,
                    const std::string& timestamp = "2026-11-21T01:00:00.250731Z") {
  return "{\"channel\":\"" + channel + "\",\"client_id\":\"\",\"timestamp\":\"" + timestamp +
         "\",\"sequence_num\":" + std::to_string(sequence) + ",\"events\":[" + events + "]}";
}
std::string trade(const std::string& id, const std::string& side = "SELL",
                  const std::string& price = "84300.01") {
  return R"({"trade_id":")" + id + R"(","product_id":"BTC-USD","price":")" + price +
         R"(","size":"0.0015","side":")" + side + R"(","time":"2026-11-21T01:00:00.)" + id + R"(Z"})";
}
std::string level2(const std::string& type, const std::string& updates) {
  return R"({"type":")" + type + R"(","product_id":"BTC-USD","updates":[)" + updates + "]}";
}
std::string level(const std::string& side, const std::string& price, const std::string& size) {
  return R"({"side":")" + side + R"(","event_time":"1970-01-01T00:00:00Z","price_level":")" + price +
         R"(","new_quantity":")" + size + R"("})";
}

}  // namespace

TEST_CASE("coinbase: subscribes to heartbeats and to each channel for all products") {
  Rig r(quotes | trades | books | candles, {"BTC-USD", "ETH-USD"});
  CHECK(r.sink.sent ==
        Lines{R"({"type":"subscribe","channel":"heartbeats","product_ids":["BTC-USD","ETH-USD"]})",
              R"({"type":"subscribe","channel":"ticker","product_ids":["BTC-USD","ETH-USD"]})",
              R"({"type":"subscribe","channel":"market_trades","product_ids":["BTC-USD","ETH-USD"]})",
              R"({"type":"subscribe","channel":"level2","product_ids":["BTC-USD","ETH-USD"]})",
              R"({"type":"subscribe","channel":"candles","product_ids":["BTC-USD","ETH-USD"]})"});
}

TEST_CASE("coinbase: a ticker is a quote at the envelope's time") {
  Rig r(quotes);
  const std::string ticker =
      R"({"type":"snapshot","tickers":[{"type":"ticker","product_id":"BTC-USD","price":"68900.50",)"
      R"("best_bid":"68900.00","best_bid_quantity":"1.50000000","best_ask":"68901.00","best_ask_quantity":"0.5"}]})";
  CHECK(r.frame(message(0, "ticker", ticker)) ==
        Lines{R"({"type":"quote","ts":1795222800250731,"venue":"coinbase","symbol":"BTC-USD","bid":68900,)"
              R"("bid_size":1.5,"ask":68901,"ask_size":0.5})"});
}

TEST_CASE("coinbase: a ticker with an empty side is no quote, nonsense is told") {
  Rig r(quotes);
  const auto ticker = [](const std::string& bid) {
    return R"({"type":"update","tickers":[{"product_id":"BTC-USD","best_bid":")" + bid +
           R"(","best_bid_quantity":"1","best_ask":"2","best_ask_quantity":"1"}]})";
  };
  CHECK(r.frame(message(0, "ticker", ticker(""))).empty());
  CHECK(r.frame(message(1, "ticker", ticker("0"))).empty());
  CHECK(r.sink.told.empty());
  CHECK(r.frame(message(2, "ticker", ticker("-1"))).empty());
  CHECK(r.frame(message(3, "ticker", ticker("1e999"))).empty());
  CHECK(r.sink.told == Lines{R"(unusable: BTC-USD: bid is "-1", expected a price above 0)",
                             R"(unusable: BTC-USD: bid is "1e999", expected a price above 0)"});
}

TEST_CASE("coinbase: the side of a trade is turned from the maker's to the aggressor's, the oldest first") {
  Rig r(trades);
  CHECK(
      r.frame(message(0, "market_trades",
                      R"({"type":"update","trades":[)" + trade("2", "BUY") + "," + trade("1") + "]}")) ==
      Lines{R"({"type":"trade","ts":1795222800100000,"venue":"coinbase","symbol":"BTC-USD","price":84300.01,)"
            R"("size":0.0015,"side":"buy","id":"1"})",
            R"({"type":"trade","ts":1795222800200000,"venue":"coinbase","symbol":"BTC-USD","price":84300.01,)"
            R"("size":0.0015,"side":"sell","id":"2"})"});
}

TEST_CASE("coinbase: trades of the first snapshot are history, those of a later one may have been missed") {
  Rig r(trades);
  const auto snapshot = [](const std::string& list) {
    return R"({"type":"snapshot","trades":[)" + list + "]}";
  };
  CHECK(r.frame(message(0, "market_trades", snapshot(trade("2") + "," + trade("1")))).empty());
  r.codec->opened(r.sink);
  const Lines missed =
      r.frame(message(0, "market_trades", snapshot(trade("4") + "," + trade("3") + "," + trade("2"))));
  REQUIRE(missed.size() == 2);
  CHECK(missed[0].find(R"("id":"3")") != std::string::npos);
  CHECK(missed[1].find(R"("id":"4")") != std::string::npos);
}

TEST_CASE(
    "coinbase: a jump of sequence_num breaks the books, which are asked for anew and dropped until then") {
  Rig r(trades | books);
  CHECK(r.frame(message(5, "l2_data",
                        level2("snapshot", level("bid", "100", "1") + "," + level("offer", "101", "2")))) ==
        Lines{R"({"type":"book","ts":1795222800250731,"venue":"coinbase","symbol":"BTC-USD","snapshot":true,)"
              R"("bids":[[100,1]],"asks":[[101,2]],"seq":5})"});
  CHECK(
      r.frame(message(6, "l2_data", level2("update", level("offer", "101.00", "0")))) ==
      Lines{R"({"type":"book","ts":1795222800250731,"venue":"coinbase","symbol":"BTC-USD","snapshot":false,)"
            R"("bids":[],"asks":[[101,0]],"seq":6})"});
  r.sink.sent.clear();
  CHECK(r.frame(message(9, "l2_data", level2("update", level("bid", "99", "1")))).empty());
  CHECK(r.sink.told == Lines{"broken BTC-USD: lost 2 messages before sequence_num 9"});
  CHECK(r.sink.sent == Lines{R"({"type":"unsubscribe","channel":"level2","product_ids":["BTC-USD"]})",
                             R"({"type":"subscribe","channel":"level2","product_ids":["BTC-USD"]})",
                             R"({"type":"unsubscribe","channel":"market_trades","product_ids":["BTC-USD"]})",
                             R"({"type":"subscribe","channel":"market_trades","product_ids":["BTC-USD"]})"});
  CHECK(r.frame(message(10, "l2_data", level2("snapshot", level("bid", "98", "1")))).size() == 1);
  CHECK(r.frame(message(11, "l2_data", level2("update", level("bid", "97", "1")))).size() == 1);
}

TEST_CASE("coinbase: a doubled or late message gives only the trades that were not seen") {
  Rig r(trades | books);
  r.frame(message(0, "l2_data", level2("snapshot", level("bid", "100", "1"))));
  const std::string one = message(1, "market_trades", R"({"type":"update","trades":[)" + trade("1") + "]}");
  CHECK(r.frame(one).size() == 1);
  CHECK(r.frame(one).empty());
  CHECK(r.frame(message(3, "market_trades", R"({"type":"update","trades":[)" + trade("3") + "]}")).size() ==
        1);
  CHECK(r.frame(message(2, "market_trades", R"({"type":"update","trades":[)" + trade("2") + "]}")).size() ==
        1);
  CHECK(r.frame(message(2, "l2_data", level2("snapshot", level("bid", "5", "1")))).empty());
}

TEST_CASE("coinbase: a book with a level that cannot be used is broken, not guessed") {
  Rig r(books);
  CHECK(r.frame(message(0, "l2_data", level2("snapshot", level("bid", "100", "x")))).empty());
  CHECK(r.sink.told == Lines{"unusable: BTC-USD: a level of the book is not usable",
                             "broken BTC-USD: a level of the book is not usable"});
  CHECK(r.frame(message(1, "l2_data", level2("update", level("bid", "100", "1")))).empty());
}

TEST_CASE("coinbase: a snapshot that does not come is asked for by a new connection") {
  Rig r(books);
  r.codec->tick(1'000'000, r.sink);
  r.codec->tick(16'000'000, r.sink);
  CHECK(r.sink.told.empty());
  r.codec->tick(16'000'001, r.sink);
  CHECK(r.sink.told == Lines{"reconnect: a book's snapshot did not come within 15s"});
}

TEST_CASE("coinbase: a candle is finished when the next one begins; what came before is history") {
  Rig r(candles);
  const auto candle = [](int start, const std::string& close) {
    return R"({"start":")" + std::to_string(start) + R"(","high":"12","low":"8","open":"9","close":")" +
           close + R"(","volume":"42.15","product_id":"BTC-USD"})";
  };
  const auto event = [](const std::string& type, const std::string& list) {
    return R"({"type":")" + type + R"(","candles":[)" + list + "]}";
  };
  CHECK(
      r.frame(message(0, "candles", event("snapshot", candle(600, "10") + "," + candle(300, "9")))).empty());
  CHECK(r.frame(message(1, "candles", event("update", candle(600, "11")))).empty());
  CHECK(
      r.frame(message(2, "candles", event("update", candle(900, "10") + "," + candle(600, "11.5")))) ==
      Lines{
          R"({"type":"candle","ts":900000000,"venue":"coinbase","symbol":"BTC-USD","tf":"5m","start":600000000,)"
          R"("open":9,"high":12,"low":8,"close":11.5,"volume":42.15})"});
}

TEST_CASE("coinbase: frames that are no JSON, or of no channel, are told and make nothing") {
  Rig r(quotes | trades);
  for (const char* text : {"", "hello", "{\"channel\":\"ticker\"", "[1]", "{}", "{\"sequence_num\":0}"})
    CHECK(r.frame(text).empty());
  CHECK(r.sink.told.size() == 6);
  CHECK(r.frame(R"({"type":"error","message":"authentication failure"})").empty());
  CHECK(r.sink.told.back() == "warning: coinbase: authentication failure");
}
