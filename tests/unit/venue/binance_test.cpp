#include <catch2/catch.hpp>

#include "rig.h"
#include "venue/binance/market.h"

using namespace tu;
using namespace tu::venue;
using binance::Part;

namespace {

struct Rig : CodecRig {
  explicit Rig(unsigned channels, binance::Kind kind = binance::Kind::spot,
               const std::string& symbol = "BTC-USDT", Part part = Part::all)
      : CodecRig(binance::market_codec({{symbol}, channels, ""}, {"binance", kind, part, ""})) {}
  Lines frame(const std::string& data, TsUs recv = 2'000'000) {
    return CodecRig::frame(R"({"stream":"x","data":)" + data + "}", recv);
  }
  Lines answer(const std::string& body, int status = 200, TsUs recv = 2'000'000, std::uint64_t tag = 0) {
    codec->answer(tag, status, body, recv, sink);
    return sink.take_events();
  }
};

std::string diff(int first, int last, const std::string& bids, int before = -1) {
  return R"({"e":"depthUpdate","E":1000,"s":"BTCUSDT","U":)" + std::to_string(first) +
         ",\"u\":" + std::to_string(last) + (before >= 0 ? ",\"pu\":" + std::to_string(before) : "") +
         ",\"b\":[" + bids + "],\"a\":[]}";
}
std::string snapshot(int id) {
  return R"({"lastUpdateId":)" + std::to_string(id) + R"(,"bids":[["10","1"]],"asks":[["11","2"]]})";
}
std::string update(int seq, const std::string& bids) {
  return R"({"type":"book","ts":1000000,"venue":"binance","symbol":"BTC-USDT","snapshot":false,"bids":[)" +
         bids + R"(],"asks":[],"seq":)" + std::to_string(seq) + "}";
}

}  // namespace

TEST_CASE("binance: subscribes to the streams of its part; of USD-M books and the rest are apart") {
  constexpr unsigned all = quotes | trades | books | candles | funding;
  CHECK(
      Rig(all).sink.sent ==
      Lines{
          R"({"method":"SUBSCRIBE","params":["btcusdt@bookTicker","btcusdt@depth@100ms","btcusdt@aggTrade","btcusdt@kline_1m"],"id":1})"});
  CHECK(Rig(all, binance::Kind::usdm, "BTC-USDT-PERP", Part::book).sink.sent ==
        Lines{R"({"method":"SUBSCRIBE","params":["btcusdt@bookTicker","btcusdt@depth@100ms"],"id":1})"});
  CHECK(
      Rig(all, binance::Kind::usdm, "BTC-USDT-PERP", Part::market).sink.sent ==
      Lines{
          R"({"method":"SUBSCRIBE","params":["btcusdt@aggTrade","btcusdt@kline_1m","btcusdt@markPrice@1s"],"id":1})"});
}

TEST_CASE(
    "binance: the snapshot of a book is asked for when its first difference has come, and joined by ids") {
  Rig r(books);
  CHECK(r.sink.fetched.empty());
  CHECK(r.frame(diff(1, 5, R"(["9","1"])")).empty());
  CHECK(r.sink.fetched == Lines{"0 /api/v3/depth?symbol=BTCUSDT&limit=1000"});
  CHECK(r.frame(diff(6, 8, R"(["9","2"])")).empty());
  CHECK(r.frame(diff(9, 12, R"(["9","3"])")).empty());
  CHECK(
      r.answer(snapshot(8)) ==
      Lines{
          R"({"type":"book","ts":2000000,"venue":"binance","symbol":"BTC-USDT","snapshot":true,"bids":[[10,1]],"asks":[[11,2]],"seq":8})",
          update(12, "[9,3]")});
  CHECK(r.frame(diff(13, 13, R"(["9","0.00000000"])")) == Lines{update(13, "[9,0]")});
  CHECK(r.frame(diff(13, 13, R"(["9","0"])")).empty());  // doubled
  CHECK(r.sink.fetched.size() == 1);
  CHECK(r.sink.told.empty());
}

TEST_CASE("binance: the first difference may overlap the snapshot, a later one may not leave a gap") {
  Rig r(books);
  r.frame(diff(5, 9, R"(["9","1"])"));
  CHECK(r.answer(snapshot(7)).size() == 2);
  CHECK(r.frame(diff(11, 12, R"(["9","2"])")).empty());
  CHECK(r.sink.told == Lines{"broken BTC-USDT: update 11 after 9"});
  CHECK(r.sink.fetched.size() == 2);
  CHECK(r.answer(snapshot(12)).size() == 1);
  CHECK(r.frame(diff(13, 14, R"(["9","2"])")).size() == 1);
}

TEST_CASE("binance: a snapshot older than what waits is asked for again, later") {
  Rig r(books);
  r.frame(diff(10, 12, R"(["9","1"])"));
  CHECK(r.answer(snapshot(8)).empty());
  CHECK(r.sink.fetched.size() == 1);
  r.codec->tick(2'999'999, r.sink);
  CHECK(r.sink.fetched.size() == 1);
  r.codec->tick(3'000'000, r.sink);
  CHECK(r.sink.fetched.size() == 2);
  CHECK(r.answer(snapshot(9)).size() == 2);
}

TEST_CASE("binance: a request that fails is told, and made again after one, two, four seconds") {
  Rig r(books);
  r.frame(diff(10, 12, R"(["9","1"])"));
  TsUs now = 2'000'000;
  for (const TsUs wait : {1, 2, 4}) {
    const std::size_t asked = r.sink.fetched.size();
    CHECK(r.answer(R"({"code":-1003,"msg":"Too many requests"})", 429, now).empty());
    r.codec->tick(now + wait * 1'000'000 - 1, r.sink);
    CHECK(r.sink.fetched.size() == asked);
    r.codec->tick(now += wait * 1'000'000, r.sink);
    CHECK(r.sink.fetched.size() == asked + 1);
  }
  CHECK(r.sink.told.size() == 3);
  CHECK(
      r.sink.told[0] ==
      R"(warning: binance: no snapshot of the book of BTCUSDT: status 429 {"code":-1003,"msg":"Too many requests"})");
}

TEST_CASE("binance: a difference of USD-M follows by pu, and the first one spans the snapshot") {
  Rig r(books, binance::Kind::usdm, "BTC-USDT-PERP");
  r.frame(diff(5, 9, R"(["9","1"])", 4));
  CHECK(r.sink.fetched == Lines{"0 /fapi/v1/depth?symbol=BTCUSDT&limit=1000"});
  r.frame(diff(15, 19, R"(["9","1"])", 9));
  CHECK(r.answer(snapshot(9)).size() == 3);
  CHECK(r.frame(diff(25, 30, R"(["9","2"])", 19)).size() == 1);
  CHECK(r.frame(diff(35, 40, R"(["9","2"])", 31)).empty());
  CHECK(r.sink.told == Lines{"broken BTC-USDT-PERP: update 35 after 30"});
}

TEST_CASE("binance: a level that cannot be used breaks the book") {
  Rig r(books);
  r.frame(diff(5, 9, R"(["9","1"])"));
  r.answer(snapshot(9));
  CHECK(r.frame(diff(10, 10, R"(["-9","1"])")).empty());
  CHECK(r.sink.told == Lines{"unusable: BTC-USDT: a level of the book is not usable",
                             "broken BTC-USDT: a level of the book is not usable"});
}

TEST_CASE("binance: the best bid and ask of spot carry no time: the newest of venue and receipt") {
  Rig r(quotes | trades);
  const std::string quote =
      R"({"u":400900217,"s":"BTCUSDT","b":"25.35190000","B":"31.21","a":"25.3652","A":"40.66"})";
  CHECK(
      r.frame(quote) ==
      Lines{
          R"({"type":"quote","ts":2000000,"venue":"binance","symbol":"BTC-USDT","bid":25.3519,"bid_size":31.21,"ask":25.3652,"ask_size":40.66})"});
  r.frame(
      R"({"e":"aggTrade","E":3000,"s":"BTCUSDT","a":1,"p":"1","q":"1","f":1,"l":1,"T":3000,"m":true,"M":true})");
  CHECK(r.frame(quote)[0].find("\"ts\":3000000") != std::string::npos);
}

TEST_CASE("binance: m says that the buyer was the maker, so the aggressor sold") {
  Rig r(trades);
  const auto trade = [](int id, const std::string& m) {
    return R"({"e":"aggTrade","E":1500,"s":"BTCUSDT","a":)" + std::to_string(id) +
           R"(,"p":"0.001","q":"100","f":100,"l":105,"T":1499,"m":)" + m + R"(,"M":true})";
  };
  CHECK(
      r.frame(trade(26129, "true")) ==
      Lines{
          R"({"type":"trade","ts":1500000,"venue":"binance","symbol":"BTC-USDT","price":0.001,"size":100,"side":"sell","id":"26129"})"});
  CHECK(r.frame(trade(26130, "false"))[0].find("\"side\":\"buy\"") != std::string::npos);
  CHECK(r.frame(trade(26130, "false")).empty());  // doubled
  CHECK(r.frame(trade(26131, "null")).empty());
  CHECK(r.sink.told == Lines{R"(unusable: "m" is "null", expected true or false)"});
}

TEST_CASE("binance: a kline is a candle when it is closed") {
  Rig r(candles);
  const auto kline = [](const std::string& x) {
    return R"({"e":"kline","E":1,"s":"BTCUSDT","k":{"t":60000,"T":119999,"s":"BTCUSDT","i":"1m","f":100,"L":200,"o":"9","c":"10","h":"12","l":"8","v":"1000","n":100,"x":)" +
           x + R"(,"q":"9500","V":"500","Q":"4700","B":"0"}})";
  };
  CHECK(r.frame(kline("false")).empty());
  CHECK(
      r.frame(kline("true")) ==
      Lines{
          R"({"type":"candle","ts":120000000,"venue":"binance","symbol":"BTC-USDT","tf":"1m","start":60000000,"open":9,"high":12,"low":8,"close":10,"volume":1000,"trades":100,"quote_volume":9500,"taker_buy":500})"});
}

TEST_CASE(
    "binance: mark prices carry the funding that comes; what was settled is asked for once it is past") {
  Rig r(funding, binance::Kind::usdm, "BTC-USDT-PERP");
  CHECK(r.sink.fetched == Lines{"2 /fapi/v1/fundingInfo"});
  r.answer(
      R"([{"symbol":"BTCUSDT","adjustedFundingRateCap":"0.03","fundingIntervalHours":4,"disclaimer":false}])",
      200, 0, 2);
  const auto mark = [](const std::string& next) {
    return R"({"e":"markPriceUpdate","E":1500,"s":"BTCUSDT","p":"11794.15","i":"11784.62","P":"11784.25","r":"0.00038167","T":)" +
           next + "}";
  };
  CHECK(
      r.frame(mark("5000")) ==
      Lines{
          R"({"type":"funding","ts":1500000,"venue":"binance","symbol":"BTC-USDT-PERP","rate":0.00038167,"settled":false,"interval":"4h","mark":11794.15,"index":11784.62,"next":5000000})"});
  r.frame(mark("9000"));
  CHECK(r.sink.fetched.back() == "1 /fapi/v1/fundingRate?symbol=BTCUSDT&limit=1");
  CHECK(
      r.answer(R"([{"symbol":"BTCUSDT","fundingRate":"0.0004","fundingTime":5000,"markPrice":"11790"}])", 200,
               0, 1) ==
      Lines{
          R"({"type":"funding","ts":5000000,"venue":"binance","symbol":"BTC-USDT-PERP","rate":0.0004,"settled":true,"interval":"4h","mark":11790})"});
}

TEST_CASE(
    "binance: what the venue refuses is told; its warning that it goes down asks for a new connection") {
  Rig r(quotes);
  r.codec->frame(R"({"result":null,"id":1})", 0, r.sink);
  CHECK(r.sink.told.empty());
  r.codec->frame(R"({"error":{"code":2,"msg":"Invalid request: unknown stream"},"id":1})", 0, r.sink);
  r.frame(R"({"e":"serverShutdown","E":1})");
  for (const char* text : {"", "nope", "[", "{\"stream\":1"}) r.codec->frame(text, 0, r.sink);
  CHECK(r.sink.told.size() == 6);
  CHECK(r.sink.told[0] == "warning: binance: Invalid request: unknown stream");
  CHECK(r.sink.told[1] == "reconnect: the venue says that it goes down");
}

TEST_CASE("binance: symbols as the venue writes them") {
  CHECK(binance::native_symbol("BTC-USDT") == "BTCUSDT");
  CHECK(binance::native_symbol("BTC-USDT-PERP") == "BTCUSDT");
  CHECK(binance::native_symbol("BTC-USD-PERP") == "BTCUSD_PERP");
}

namespace {

std::string agg(int id) {
  return R"({"e":"aggTrade","E":1000,"s":"BTCUSDT","a":)" + std::to_string(id) +
         R"(,"p":"10","q":"1","m":false})";
}
std::string row(int id) {
  return R"({"a":)" + std::to_string(id) + R"(,"p":"10","q":"1","f":1,"l":1,"T":900,"m":true})";
}
// Numbers of trades, and reasons of gaps, in order.
Lines short_of(const Lines& events) {
  Lines out;
  for (const std::string& e : events) {
    const bool gap = e.find("\"type\":\"gap\"") != e.npos;
    const std::string key = gap ? "\"reason\":\"" : "\"id\":\"";
    const std::size_t at = e.find(key) + key.size();
    out.push_back(e.substr(at, e.find('"', at) - at));
  }
  return out;
}

}  // namespace

TEST_CASE(
    "binance: trades that a cut lost are asked for and stand where they were; others wait behind them") {
  Rig r(trades);
  CHECK(short_of(r.frame(agg(1))) == Lines{"1"});
  r.codec->opened(r.sink);
  CHECK(r.frame(agg(4)).empty());
  CHECK(r.frame(agg(5)).empty());
  CHECK(r.sink.fetched == Lines{"3 /api/v3/aggTrades?symbol=BTCUSDT&fromId=2&limit=1000"});
  CHECK(r.answer("[" + row(2) + "]", 200, 2'000'000, 3).size() == 1);  // a page; the rest is asked for
  CHECK(r.sink.fetched.back() == "3 /api/v3/aggTrades?symbol=BTCUSDT&fromId=3&limit=1000");
  CHECK(short_of(r.answer("[" + row(3) + "," + row(4) + "]", 200, 2'000'000, 3)) == Lines{"3", "4", "5"});
  CHECK(short_of(r.frame(agg(6))) == Lines{"6"});
}

TEST_CASE("binance: lost trades that cannot be had are told as a gap, and what waited goes on") {
  Rig r(trades);
  r.frame(agg(1));
  CHECK(r.frame(agg(4)).empty());
  CHECK(short_of(r.answer("busy", 429, 2'000'000, 3)) ==
        Lines{"trades 2 to 3 were lost and could not be had", "4"});
  CHECK(short_of(r.frame(agg(5))) == Lines{"5"});
}

TEST_CASE("binance: lost trades whose question was cut off are asked for again") {
  Rig r(trades);
  r.frame(agg(1));
  r.frame(agg(3));
  r.codec->opened(r.sink);
  CHECK(r.frame(agg(4)).empty());
  CHECK(r.sink.fetched.size() == 2);
  CHECK(short_of(r.answer("[" + row(2) + "]", 200, 2'000'000, 3)) == Lines{"2", "3", "4"});
}
