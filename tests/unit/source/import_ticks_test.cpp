#include <catch2/catch.hpp>

#include "imported.h"

using namespace tu;
using namespace tu::source;
using files::imported;
using V = std::vector<std::string>;

TEST_CASE("LEAN's zips: bars are candles, quote bars the quote at their close, hours carry their date") {
  files::Folder dir;
  files::Run r = imported(
      dir, "crypto/coinbase/minute/btcusd/20180404_trade.zip",
      files::zip({{"20180404_btcusd_minute_trade.csv", "60000,132.01,132.05,131.95,132.03,49320\r\n"}}));
  CHECK(r.lines == V{"{\"type\":\"candle\",\"ts\":1522800120000000,\"venue\":\"coinbase\",\"symbol\":\"BTC-"
                     "USD\",\"tf\":\"1m\",\"start\":"
                     "1522800060000000,\"open\":132.01,\"high\":132.05,\"low\":131.95,\"close\":132.03,"
                     "\"volume\":49320}"});
  r = imported(dir, "crypto/coinbase/second/btcusd/20180404_quote.zip",
               files::zip({{"20180404_btcusd_second_quote.csv", "4000,1,2,1,2,7,3,4,3,3.5,8\n"}}));
  CHECK(r.lines == V{"{\"type\":\"quote\",\"ts\":1522800005000000,\"venue\":\"coinbase\",\"symbol\":\"BTC-"
                     "USD\",\"bid\":2,\"bid_size\":7,"
                     "\"ask\":3.5,\"ask_size\":8}"});
  r = imported(dir, "cryptofuture/binance/hour/adausdt_trade.zip",
               files::zip({{"adausdt_trade_perp.csv", "20221213 08:00,1,2,1,2,5\n"}}));
  REQUIRE(r.lines.size() == 1);
  CHECK(
      r.lines[0].starts_with("{\"type\":\"candle\",\"ts\":1670922000000000,\"venue\":\"binance\",\"symbol\":"
                             "\"ADA-USDT-PERP\",\"tf\":\"1h\""));
  r = imported(dir, "cryptofuture/bybit/margin_interest/btcusdt.csv", "20221213 08:00:00,-0.00004667\n");
  CHECK(r.lines == V{"{\"type\":\"funding\",\"ts\":1670918400000000,\"venue\":\"bybit\",\"symbol\":\"BTC-"
                     "USDT-PERP\",\"rate\":-0.00004667,"
                     "\"settled\":true,\"interval\":\"8h\"}"});
  CHECK(imported(dir, "cryptofuture/binance/minute/btcusd/20221213_trade.zip",
                 files::zip({{"20221213_btcusd_minute_trade_perp.csv", "0,1,1,1,1,5\n"}}))
            .error.find("in contracts") != std::string::npos);
}

TEST_CASE("Tardis trades, quotes and books keep both clocks") {
  files::Folder dir;
  CHECK(imported(dir, "t.csv",
                 "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n"
                 "binance-futures,BTCUSDT,1583020803145000,1583020803307160,x1,sell,8531.5,2\n")
            .lines == V{"{\"type\":\"trade\",\"ts\":1583020803145000,\"venue\":\"binance\",\"symbol\":\"BTC-"
                        "USDT-PERP\",\"price\":8531.5,"
                        "\"size\":2,\"side\":\"sell\",\"id\":\"x1\",\"recv\":1583020803307160}"});
  CHECK(imported(dir, "q.csv",
                 "exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount\n"
                 "coinbase,BTC-USD,1588291201099000,1588291201234268,5,8629.3,8629.2,8\n")
            .lines == V{"{\"type\":\"quote\",\"ts\":1588291201099000,\"venue\":\"coinbase\",\"symbol\":\"BTC-"
                        "USD\",\"bid\":8629.2,"
                        "\"bid_size\":8,\"ask\":8629.3,\"ask_size\":5,\"recv\":1588291201234268}"});
  CHECK(imported(dir, "s.csv",
                 "exchange,symbol,timestamp,local_timestamp,asks[0].price,asks[0].amount,bids[0].price,bids["
                 "0].amount,"
                 "asks[1].price,asks[1].amount,bids[1].price,bids[1].amount\n"
                 "binance,BTCUSDT,1598918403696000,1598918403810979,11,1,10,2,12,3,,\n")
            .lines == V{"{\"type\":\"book\",\"ts\":1598918403696000,\"venue\":\"binance\",\"symbol\":\"BTC-"
                        "USDT\",\"snapshot\":true,"
                        "\"bids\":[[10,2]],\"asks\":[[11,1],[12,3]],\"recv\":1598918403810979}"});
}

TEST_CASE("a file whose sizes count contracts of unknown worth is refused before its first row") {
  files::Folder dir;
  const std::string head = "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n";
  auto trade = [&](const std::string& whose) {
    return head + whose + ",1583020803145000,1583020803307160,x1,sell,100,3\n";
  };
  for (const char* whose :
       {"okex-swap,BTC-USDT-SWAP", "bitmex,XBTUSDT", "bitmex,ETHUSD", "gate-io-futures,BTC_USDT",
        "huobi-dm-linear-swap,BTC-USDT", "phemex,BTCUSD", "new-venue-futures,BTCUSDT"}) {
    INFO(whose);
    CHECK(imported(dir, "t.csv", trade(whose)).error.find("count contracts") != std::string::npos);
    ImportHints said;
    said.contract_size = "0.1";
    files::Run r = imported(dir, "t.csv", trade(whose), said);
    REQUIRE(r.lines.size() == 1);
    CHECK(r.lines[0].find("-PERP\",") != std::string::npos);
    CHECK(r.lines[0].find("\"size\":0.3,") != std::string::npos);
  }
  for (const char* whose : {"binance-futures,BTCUSDT", "deribit,BTC_USDC-PERPETUAL", "bybit,BTCUSDT",
                            "okex,BTC-USDT", "gate-io,BTC_USDT"}) {
    INFO(whose);
    files::Run r = imported(dir, "t.csv", trade(whose));
    REQUIRE(r.lines.size() == 1);
    CHECK(r.lines[0].find("\"size\":3,") != std::string::npos);
  }
}

TEST_CASE("levels of one Tardis message become one book event") {
  files::Folder dir;
  files::Run r = imported(dir, "l2.csv",
                          "exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount\n"
                          "coinbase,BTC-USD,1000000000000000,1000000000000009,true,ask,11,1\n"
                          "coinbase,BTC-USD,1000000000000000,1000000000000009,true,bid,10,2\n"
                          "coinbase,BTC-USD,1000000000000500,1000000000000600,false,bid,10,0\n");
  CHECK(r.lines == V{"{\"type\":\"book\",\"ts\":1000000000000000,\"venue\":\"coinbase\",\"symbol\":\"BTC-"
                     "USD\",\"snapshot\":true,"
                     "\"bids\":[[10,2]],\"asks\":[[11,1]],\"recv\":1000000000000009}",
                     "{\"type\":\"book\",\"ts\":1000000000000500,\"venue\":\"coinbase\",\"symbol\":\"BTC-"
                     "USD\",\"snapshot\":false,"
                     "\"bids\":[[10,0]],\"asks\":[],\"recv\":1000000000000600}"});
}

TEST_CASE(
    "raw frames become books, quotes and trades at the venue's time; spot's quotes take the newest time "
    "seen") {
  files::Folder dir;
  const std::string depth =
      "1723161253937085768 "
      "{\"stream\":\"btcusdt@depth@100ms\",\"data\":{\"e\":\"depthUpdate\",\"E\":1723161255208,\"s\":"
      "\"BTCUSDT\","
      "\"U\":1,\"u\":5,\"b\":[[\"61737.63000000\",\"0.00000000\"]],\"a\":[]}}\n";
  const std::string quote =
      "1723161254024619568 "
      "{\"stream\":\"btcusdt@bookTicker\",\"data\":{\"u\":6,\"s\":\"BTCUSDT\",\"b\":\"10.50\",\"B\":\"1\","
      "\"a\":\"11\","
      "\"A\":\"2.0\"}}\n";
  const std::string snapshot =
      "1723161254206652067 {\"lastUpdateId\":9,\"bids\":[[\"10\",\"1\"]],\"asks\":[[\"11\",\"2\"]]}\n";
  files::Run r = imported(dir, "spot_btcusdt.ndj", depth + quote + snapshot);
  CHECK(r.lines == V{"{\"type\":\"book\",\"ts\":1723161255208000,\"venue\":\"binance\",\"symbol\":\"BTC-"
                     "USDT\",\"snapshot\":false,"
                     "\"bids\":[[61737.63,0]],\"asks\":[],\"seq\":5,\"prev\":0,\"recv\":1723161253937085}",
                     "{\"type\":\"quote\",\"ts\":1723161255208000,\"venue\":\"binance\",\"symbol\":\"BTC-"
                     "USDT\",\"bid\":10.5,\"bid_size\":1,"
                     "\"ask\":11,\"ask_size\":2,\"recv\":1723161254024619}",
                     "{\"type\":\"book\",\"ts\":1723161255208000,\"venue\":\"binance\",\"symbol\":\"BTC-"
                     "USDT\",\"snapshot\":true,"
                     "\"bids\":[[10,1]],\"asks\":[[11,2]],\"seq\":9,\"recv\":1723161254206652}"});
  r = imported(
      dir, "x.ndj",
      "1723161256419684465 "
      "{\"stream\":\"btcusd_perp@trade\",\"data\":{\"e\":\"trade\",\"E\":1723161257687,\"T\":1723161257679,"
      "\"s\":\"BTCUSD_PERP\",\"ps\":\"BTCUSD\",\"t\":8,\"p\":\"50000\",\"q\":\"4\",\"X\":\"MARKET\",\"m\":"
      "false}}\n"
      "1723161256419684466 "
      "{\"stream\":\"btcusd_perp@trade\",\"data\":{\"E\":1723161257687,\"s\":\"BTCUSD_PERP\","
      "\"ps\":\"BTCUSD\",\"t\":9,\"p\":\"0\",\"q\":\"0\",\"X\":\"NA\",\"m\":false}}\n"
      "1723161256419684467 {\"stream\":\"btcusd_perp@trade\",\"data\":{\"E\":172316\n");
  CHECK(r.lines == V{"{\"type\":\"trade\",\"ts\":1723161257687000,\"venue\":\"binance\",\"symbol\":\"BTC-USD-"
                     "PERP\",\"price\":50000,"
                     "\"size\":0.008,\"side\":\"buy\",\"id\":\"8\",\"recv\":1723161256419684}"});
  REQUIRE(r.said.size() == 1);
  CHECK(r.said[0].find("x.ndj:3: the frame is not one whole JSON object") != std::string::npos);
}
