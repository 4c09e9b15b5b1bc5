#include <catch2/catch.hpp>

#include "imported.h"

using namespace tu;
using namespace tu::source;
using files::hints;
using files::imported;
using V = std::vector<std::string>;

namespace {

const std::string btc_candle =
    "{\"type\":\"candle\",\"ts\":1746372840000000,\"venue\":\"binance\",\"symbol\":\"BTC-USDT-PERP\",\"tf\":"
    "\"1m\",\"start\":"
    "1746372780000000,\"open\":95505.4,\"high\":95505.5,\"low\":95502.7,\"close\":95502.7,\"volume\":16.536}";

}  // namespace

TEST_CASE("a candle is stamped at its close, and its numbers keep their value in the shortest text") {
  files::Folder dir;
  files::Run r = imported(
      dir, "binance/perp/BTCUSDT-1m.csv",
      "date,open,high,low,close,volume\n1746372780000,95505.40,95505.5000,9.55027e4,95502.7,16.536000\n");
  CHECK(r.lines == V{btc_candle});
}

TEST_CASE("Binance klines of spot have no header, and since 2025 microseconds") {
  files::Folder dir;
  const std::string tail = ",16.536,%,1579268.1,240,8.2,783000.5,0\n";
  auto row = [&](const std::string& open, const std::string& close) {
    std::string t = tail;
    t.replace(t.find('%'), 1, close);
    return open + ",95505.4,95505.5,95502.7,95502.7" + t;
  };
  const std::string path = "data/spot/daily/klines/BTCUSDT/1m/BTCUSDT-1m-2025-05-04.csv";
  files::Run ms = imported(dir, path, row("1746372780000", "1746372839999"));
  files::Run us = imported(dir, path, row("1746372780000000", "1746372839999999"));
  REQUIRE(ms.lines.size() == 1);
  CHECK(ms.lines == us.lines);
  CHECK(ms.lines[0].find("\"symbol\":\"BTC-USDT\"") != std::string::npos);
  CHECK(ms.lines[0].find("\"ts\":1746372840000000") != std::string::npos);
  CHECK(ms.lines[0].ends_with(
      "\"volume\":16.536,\"trades\":240,\"quote_volume\":1579268.1,\"taker_buy\":8.2}"));
}

TEST_CASE("Binance klines with a header are of perpetuals; in COIN-M the base volume counts") {
  files::Folder dir;
  const std::string text =
      "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_"
      "volume,ignore\n"
      "1746372780000,95505.4,95505.5,95502.7,95502.7,16,1746372839999,0.5,240,8,0.25,0\n";
  files::Run r = imported(dir, "BTCUSDT-1m-2025-05-04.csv", text, hints("binance"));
  REQUIRE(r.lines.size() == 1);
  CHECK(r.lines[0].find("BTC-USDT-PERP") != std::string::npos);
  CHECK(r.lines[0].ends_with("\"volume\":16,\"trades\":240,\"quote_volume\":0.5,\"taker_buy\":8}"));
  r = imported(dir, "binance/futures/cm/BTCUSD_PERP-1m-2025-05-04.csv", text);
  REQUIRE(r.lines.size() == 1);
  CHECK(r.lines[0].find("BTC-USD-PERP") != std::string::npos);
  CHECK(r.lines[0].ends_with("\"volume\":0.5,\"trades\":240,\"taker_buy\":0.25}"));
}

TEST_CASE(
    "a USD-M name that expires is no perpetual, and a day behind the name of spot is none that expires") {
  files::Folder dir;
  const std::string row = "1746372780000,95505.4,95505.5,95502.7,95502.7,16,1746372839999,0.5,240,8,0.25,0\n";
  ImportHints h = hints("binance");
  h.market = "usdm";
  for (const char* name : {"BTCUSDT_250627-1m-2025-05-04.csv", "ethusdc_250627-1m.csv"})
    CHECK(imported(dir, name, row, h).error.find("a contract that expires") != std::string::npos);
  CHECK(imported(dir, "BTCUSDT_250627-1m.csv", row, hints("binance", "BTC-USDT-250627")).lines.size() == 1);
  CHECK(imported(dir, "futures/um/BTCUSDT_250627-1m.csv", row, hints("binance")).error.find("expires") !=
        std::string::npos);
  for (const char* name :
       {"BTCUSDT_2506277-1m.csv", "BTCUSDT_25062-1m.csv", "BTCUSDT-1m-2025-05-04_250627.csv"})
    CHECK(imported(dir, name, row, h).lines.size() == 1);
  h.market = "spot";
  CHECK(imported(dir, "BTCUSDT_250627-1m.csv", row, h).lines.size() == 1);
}

TEST_CASE("a COIN-M name says its market; one that expires is no perpetual") {
  files::Folder dir;
  const std::string row = "1746372780000,95505.4,95505.5,95502.7,95502.7,16,1746372839999,0.5,240,8,0.25,0\n";
  const std::string coins = "\"volume\":0.5,\"trades\":240,\"taker_buy\":0.25}";
  files::Run r = imported(dir, "BTCUSD_PERP-1m-2025-05-04.csv", row);
  REQUIRE(r.lines.size() == 1);
  CHECK(r.lines[0].find("BTC-USD-PERP") != std::string::npos);
  CHECK(r.lines[0].ends_with(coins));
  CHECK(imported(dir, "futures/BTCUSD_250627-1m.csv", row).error.find("--symbol-name") != std::string::npos);
  r = imported(dir, "BTCUSD_250627-1m.csv", row, hints("binance", "BTC-USD-250627"));
  REQUIRE(r.lines.size() == 1);
  CHECK(r.lines[0].ends_with(coins));
  r = imported(dir, "BTCUSD_250627-trades-2025-05-04.csv", "1,50000,100,0.2,1746372839999,true\n",
               hints("binance", "BTC-USD-250627"));
  REQUIRE(r.lines.size() == 1);
  CHECK(r.lines[0].find("\"size\":0.2,") != std::string::npos);
  CHECK(imported(dir, "binance/BTCUSD_PERP-1m.csv",
                 "open_time,open,high,low,close,volume\n1746372780000,1,1,1,1,16\n")
            .error.find("counts contracts") != std::string::npos);
  ImportHints usdm = hints("binance");
  usdm.market = "usdm";
  CHECK(imported(dir, "BTCUSD_PERP-1m.csv", row, usdm).error.find("COIN-M") != std::string::npos);
  r = imported(
      dir, "okx/BTCUSD_PERP-1m.csv",
      "open_time,open,high,low,close,volume,quote_volume\n" + std::string("1746372780000,1,1,1,1,16,0.5\n"));
  REQUIRE(r.lines.size() == 1);  // the names of other venues say nothing of Binance's markets
  CHECK(r.lines[0].find("\"volume\":16,") != std::string::npos);
}

TEST_CASE("Binance files without a header are known with a byte order mark, and in seconds") {
  files::Folder dir;
  const std::string path = "binance-spot/BTCUSDT-1m-2025-05-04.csv";
  auto row = [](const std::string& open, const std::string& close) {
    return open + ",1,2,1,2,16," + close + ",24,240,8,12,0\n";
  };
  files::Run plain = imported(dir, path, row("1746372780000", "1746372839999"));
  REQUIRE(plain.lines.size() == 1);
  CHECK(imported(dir, path, "\xef\xbb\xbf" + row("1746372780000", "1746372839999")).lines == plain.lines);
  CHECK(imported(dir, path, row("1746372780", "1746372839")).lines == plain.lines);
  CHECK(imported(dir, "BTCUSDT-trades.csv",
                 "\xef\xbb\xbf"
                 "1,50000,100,0.2,1746372839,true,true\n")
            .lines.size() == 1);
}

TEST_CASE("a month's bar closes with the month") {
  files::Folder dir;
  files::Run r = imported(dir, "binance-spot/BTCUSDT-1mo-2024.csv",
                          "open_time,open,high,low,close,volume\n1706745600000,1,2,1,2,3\n");
  REQUIRE(r.lines.size() == 1);
  CHECK(r.lines[0].find("\"ts\":1709251200000000") != std::string::npos);  // 2024-03-01
}

TEST_CASE("Binance trades and aggTrades, with and without a header") {
  files::Folder dir;
  const std::string expected =
      "{\"type\":\"trade\",\"ts\":1723161255342000,\"venue\":\"binance\",\"symbol\":\"BTC-USDT\",\"price\":"
      "61837.63,\"size\":0.02,"
      "\"side\":\"sell\",\"id\":\"3735683259\"}";
  CHECK(imported(dir, "BTCUSDT-trades-2024-08-08.csv",
                 "3735683259,61837.63000000,0.02000000,1236.7,1723161255342,True,True\n")
            .lines == V{expected});
  CHECK(imported(dir, "BTCUSDT-aggTrades-2024-08-08.csv",
                 "3735683259,61837.63,0.02,1,2,1723161255342,True,True\n")
            .lines == V{expected});
  files::Run r =
      imported(dir, "BTCUSDT-trades-2024-08-08.csv",
               "id,price,qty,quote_qty,time,is_buyer_maker\n7,61800.3,0.199,1,1723161256344,false\n",
               hints("binance"));
  CHECK(r.lines == V{"{\"type\":\"trade\",\"ts\":1723161256344000,\"venue\":\"binance\",\"symbol\":\"BTC-"
                     "USDT-PERP\",\"price\":61800.3,"
                     "\"size\":0.199,\"side\":\"buy\",\"id\":\"7\"}"});
  r = imported(dir, "um/BTCUSDT-aggTrades.csv",
               "agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker\n9,5,2,"
               "1,1,1723161256344,true\n",
               hints("binance"));
  CHECK(r.lines == V{"{\"type\":\"trade\",\"ts\":1723161256344000,\"venue\":\"binance\",\"symbol\":\"BTC-"
                     "USDT-PERP\",\"price\":5,"
                     "\"size\":2,\"side\":\"sell\",\"id\":\"9\"}"});
}

TEST_CASE(
    "contracts of inverse perpetuals become base units, by the column that counts them or by the price") {
  files::Folder dir;
  files::Run r = imported(dir, "binance/cm/BTCUSD_PERP-trades.csv",
                          "id,price,qty,base_qty,time,is_buyer_maker\n1,50000,100,0.2,1723161256344,true\n");
  REQUIRE(r.lines.size() == 1);
  CHECK(r.lines[0].find("\"size\":0.2,") != std::string::npos);
  r = imported(dir, "binance/cm/BTCUSD_PERP-aggTrades.csv",
               "agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker\n1,"
               "50000,100,1,1,1723161256344,true\n");
  REQUIRE(r.lines.size() == 1);
  CHECK(r.lines[0].find("\"size\":0.2,") != std::string::npos);
}

TEST_CASE("Freqtrade's JSON candles and trades, spot and perpetual by name") {
  files::Folder dir;
  files::Run r =
      imported(dir, "binance/BTC_USDT_USDT-1m-futures.json",
               "[[1746372780000,95505.4,95505.5,95502.7,95502.7,16.536],\n[1746372840000,1,2,1,2,null]]");
  CHECK(r.lines == V{btc_candle});
  REQUIRE(r.said.size() == 1);  // null is no volume
  CHECK(r.said[0].find(".json:2: \"volume\" is \"\", expected a number") != std::string::npos);
  r = imported(dir, "binance/XRP_ETH-trades.json",
               "[[1570752011620,\"13519807\",null,\"sell\",0.00141342,23.0,0.03250866]]");
  CHECK(r.lines == V{"{\"type\":\"trade\",\"ts\":1570752011620000,\"venue\":\"binance\",\"symbol\":\"XRP-"
                     "ETH\",\"price\":0.00141342,"
                     "\"size\":23,\"side\":\"sell\",\"id\":\"13519807\"}"});
}

TEST_CASE("a daily index is known when its day is over, and --delay comes on top") {
  files::Folder dir;
  files::Run r = imported(dir, "f.csv", "date,fng\n2018-02-01,30\n2018-02-02,15\n");
  CHECK(r.lines == V{"{\"type\":\"metric\",\"ts\":1517529600000000,\"name\":\"fear_greed\",\"value\":30,"
                     "\"asof\":1517443200000000}",
                     "{\"type\":\"metric\",\"ts\":1517616000000000,\"name\":\"fear_greed\",\"value\":15,"
                     "\"asof\":1517529600000000}"});
  ImportHints late;
  late.delay = us_per_hour;
  CHECK(imported(dir, "f.csv", "date,fng\n2018-02-01,30\n", late).lines ==
        V{"{\"type\":\"metric\",\"ts\":1517533200000000,\"name\":\"fear_greed\",\"value\":30,\"asof\":"
          "1517443200000000}"});
  r = imported(dir, "dvol_btc.json", "[ [1667692800000, 56.76],\n [1667779200000, 59.48] ]");
  CHECK(r.lines[0] ==
        "{\"type\":\"metric\",\"ts\":1667779200000000,\"name\":\"dvol\",\"value\":56.76,\"asof\":"
        "1667692800000000}");
  r = imported(
      dir, "fng.json",
      "{\"name\":\"Fear and Greed Index\",\"data\":[{\"value\":\"40\",\"value_classification\":\"Fear\","
      "\"timestamp\":\"1551157200\"},{\"value\":\"47\",\"value_classification\":\"Neutral\",\"timestamp\":"
      "\"1551070800\"}]}",
      [] {
        ImportHints h;
        h.format = "index-json";
        return h;
      }());
  REQUIRE(r.lines.size() == 2);  // the newest came first in the file
  CHECK(r.lines[0] ==
        "{\"type\":\"metric\",\"ts\":1551157200000000,\"name\":\"fear_greed\",\"value\":47,\"asof\":"
        "1551070800000000}");
}
