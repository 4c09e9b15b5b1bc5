#include <catch2/catch.hpp>

#include "rig.h"
#include "venue/okx/market.h"

using namespace tu;
using namespace tu::venue;

namespace {

CodecRig rig(unsigned channels, const std::string& symbol = "BTC-USDT", okx::Part part = okx::Part::all) {
  return CodecRig(okx::market_codec({{symbol}, channels, ""}, part));
}
std::string push(const std::string& channel, const std::string& data, const std::string& action = "",
                 const std::string& instrument = "BTC-USDT") {
  return R"({"arg":{"channel":")" + channel + R"(","instId":")" + instrument + "\"}" +
         (action.empty() ? "" : ",\"action\":\"" + action + "\"") + ",\"data\":[" + data + "]}";
}
std::string book(const std::string& bids, const std::string& asks, const std::string& rest) {
  return "{\"asks\":[" + asks + "],\"bids\":[" + bids + "],\"ts\":\"1597026383085\"," + rest + "}";
}
const std::string two_bids = R"(["50000.1","0.5","0","1"],["50000","1.25","0","2"])";
const std::string two_asks = R"(["50000.2","0.75","0","1"],["50001","2","0","1"])";

}  // namespace

TEST_CASE("okx: subscribes with the venue's names; candles live on another path") {
  constexpr unsigned all = quotes | trades | books | candles | funding;
  CHECK(
      rig(all, "BTC-USDT", okx::Part::main).sent() ==
      Lines{
          R"({"op":"subscribe","args":[{"channel":"tickers","instId":"BTC-USDT"},{"channel":"trades","instId":"BTC-USDT"},{"channel":"books","instId":"BTC-USDT"}]})"});
  CHECK(rig(all, "BTC-USDT", okx::Part::candles).sent() ==
        Lines{R"({"op":"subscribe","args":[{"channel":"candle1m","instId":"BTC-USDT"}]})"});
  CHECK(okx::bar_of("4h") == "4H");
  CHECK(okx::bar_of("1d") == "1Dutc");
}

TEST_CASE("okx: sizes of perpetuals are in contracts, so nothing is subscribed before their size is known") {
  CodecRig r = rig(quotes | trades, "BTC-USDT-PERP", okx::Part::main);
  CHECK(r.sent().empty());
  CHECK(r.sink.fetched == Lines{"0 /api/v5/public/instruments?instType=SWAP&instId=BTC-USDT-SWAP"});
  r.answer(R"({"code":"50011","msg":"Too Many Requests","data":[]})", 0, 429);
  CHECK(r.told().size() == 1);
  r.codec->tick(1, r.sink);
  r.codec->tick(5'000'001, r.sink);
  CHECK(r.sink.fetched.size() == 2);
  r.answer(
      R"({"code":"0","msg":"","data":[{"instId":"BTC-USDT-SWAP","ctVal":"0.01","ctMult":"1","ctValCcy":"BTC"}]})");
  CHECK(r.sent().size() == 1);
  CHECK(
      r.frame(push(
          "trades",
          R"({"instId":"BTC-USDT-SWAP","tradeId":"9","px":"42219.9","sz":"12","side":"sell","ts":"1630048897897"})",
          "", "BTC-USDT-SWAP")) ==
      Lines{
          R"({"type":"trade","ts":1630048897897000,"venue":"okx","symbol":"BTC-USDT-PERP","price":42219.9,"size":0.12,"side":"sell","id":"9"})"});
}

TEST_CASE("okx: tickers are quotes, trades keep the taker's side, once") {
  CodecRig r = rig(quotes | trades);
  CHECK(
      r.frame(push(
          "tickers",
          R"({"instId":"BTC-USDT","last":"9999.99","askPx":"9999.99","askSz":"11","bidPx":"8888.88","bidSz":"5","ts":"1597026383085"})")) ==
      Lines{
          R"({"type":"quote","ts":1597026383085000,"venue":"okx","symbol":"BTC-USDT","bid":8888.88,"bid_size":5,"ask":9999.99,"ask_size":11})"});
  const std::string trade = push(
      "trades",
      R"({"instId":"BTC-USDT","tradeId":"130639474","px":"42219.9","sz":"0.12060306","side":"buy","ts":"1630048897897","count":"3"})");
  CHECK(
      r.frame(trade) ==
      Lines{
          R"({"type":"trade","ts":1630048897897000,"venue":"okx","symbol":"BTC-USDT","price":42219.9,"size":0.12060306,"side":"buy","id":"130639474"})"});
  CHECK(r.frame(trade).empty());
}

TEST_CASE("okx: the checksum of the specification") {
  TextBook two;
  two.set(true, "50000.1", "0.5"), two.set(true, "50000", "1.25"), two.set(false, "50000.2", "0.75"),
      two.set(false, "50001", "2");
  CHECK(okx::checksum(two) == 1159678783);
}

TEST_CASE("okx: books follow prevSeqId and the checksum; what breaks them asks for them anew") {
  CodecRig r = rig(books);
  r.sent();
  CHECK(r.frame(push("books", book(two_bids, two_asks, R"("checksum":1159678783,"prevSeqId":-1,"seqId":10)"),
                     "snapshot"))
            .size() == 1);
  CHECK(
      r.frame(
          push("books", book(R"(["49999","1","0","1"])", "", R"("prevSeqId":10,"seqId":12)"), "update")) ==
      Lines{
          R"({"type":"book","ts":1597026383085000,"venue":"okx","symbol":"BTC-USDT","snapshot":false,"bids":[[49999,1]],"asks":[],"seq":12})"});
  CHECK(r.frame(push("books", book("", "", R"("prevSeqId":12,"seqId":12)"), "update"))
            .empty());  // nothing happened
  CHECK(r.frame(push("books", book(R"(["49999","0","0","0"])", "", R"("prevSeqId":12,"seqId":3)"), "update"))
            .size() == 1);  // reset
  CHECK(r.told().empty());
  CHECK(r.frame(push("books", book(R"(["49998","1","0","1"])", "", R"("prevSeqId":5,"seqId":6)"), "update"))
            .empty());
  CHECK(r.told() == Lines{"broken BTC-USDT: update after 5 follows 3"});
  CHECK(r.sent() == Lines{R"({"op":"unsubscribe","args":[{"channel":"books","instId":"BTC-USDT"}]})",
                          R"({"op":"subscribe","args":[{"channel":"books","instId":"BTC-USDT"}]})"});
  CHECK(r.frame(push("books", book(R"(["49998","1","0","1"])", "", R"("prevSeqId":6,"seqId":7)"), "update"))
            .empty());
  CHECK(r.frame(
             push("books", book(two_bids, two_asks, R"("checksum":1,"prevSeqId":-1,"seqId":10)"), "snapshot"))
            .empty());
  CHECK(r.told() == Lines{"broken BTC-USDT: checksum is 1159678783, expected 1"});
}

TEST_CASE("okx: funding that comes, and the one that was settled when its time is past") {
  CodecRig r = rig(funding, "BTC-USDT-PERP", okx::Part::main);
  const auto row = [](const std::string& at, const std::string& next) {
    return push(
        "funding-rate",
        R"({"instId":"BTC-USDT-SWAP","fundingRate":"0.0001","nextFundingRate":"","settFundingRate":"0.0002","settState":"settled","fundingTime":")" +
            at + R"(","nextFundingTime":")" + next + R"(","ts":"1000"})",
        "", "BTC-USDT-SWAP");
  };
  CHECK(
      r.frame(row("28800000", "57600000")) ==
      Lines{
          R"({"type":"funding","ts":1000000,"venue":"okx","symbol":"BTC-USDT-PERP","rate":0.0001,"settled":false,"interval":"8h","next":28800000000})"});
  const Lines two = r.frame(row("57600000", "86400000"));
  REQUIRE(two.size() == 2);
  CHECK(
      two[0] ==
      R"({"type":"funding","ts":28800000000,"venue":"okx","symbol":"BTC-USDT-PERP","rate":0.0002,"settled":true,"interval":"8h"})");
}

TEST_CASE("okx: a candle counts when it is confirmed") {
  CodecRig r = rig(candles);
  CHECK(r.frame(push("candle1m", R"(["60000","9","12","8","10","45","529","529","0"])")).empty());
  CHECK(
      r.frame(push("candle1m", R"(["60000","9","12","8","10","45","400","529.5","1"])")) ==
      Lines{
          R"({"type":"candle","ts":120000000,"venue":"okx","symbol":"BTC-USDT","tf":"1m","start":60000000,"open":9,"high":12,"low":8,"close":10,"volume":45,"quote_volume":529.5})"});
}

TEST_CASE(
    "okx: its ping is bare text, sent when it is quiet; refusals are told; a notice asks for a new "
    "connection") {
  CodecRig r = rig(quotes);
  r.sent();
  r.codec->tick(1'000'000, r.sink);
  r.frame("pong", 2'000'000);
  r.codec->tick(21'999'999, r.sink);
  CHECK(r.sent().empty());
  r.codec->tick(22'000'000, r.sink);
  CHECK(r.sent() == Lines{"ping"});
  CHECK(r.told().empty());
  r.frame(R"({"event":"error","code":"60012","msg":"Invalid request","connId":"a4d3ae55"})");
  r.frame(R"({"event":"notice","code":"64008","msg":"The connection will soon be closed","connId":"a"})");
  r.frame("pang");
  CHECK(r.told() == Lines{"warning: okx: Invalid request",
                          "reconnect: the venue says: The connection will soon be closed",
                          "unusable: the frame is not JSON: pang"});
}
