#include "source/import.h"

#include <catch2/catch.hpp>

#include "files.h"
#include "source/foreign.h"

using namespace tu;
using namespace tu::source;
using V = std::vector<std::string>;

namespace {

// The events that import makes of a file, without session and end.
files::Run imported(const std::string& path, const ImportHints& hints = {}) {
  SourceOptions o;
  o.files = {path};
  o.lockstep = o.beats = false;
  o.import = hints;
  files::Run r = files::run(o);
  if (r.error.empty()) {
    r.lines.erase(r.lines.begin());
    r.lines.pop_back();
  }
  return r;
}
files::Run imported(files::Folder& dir, const std::string& name, const std::string& content, const ImportHints& hints = {}) {
  return imported(dir.put(name, content), hints);
}
ImportHints hints(const std::string& venue, const std::string& symbol = {}, const std::string& tf = {}) {
  ImportHints h;
  h.venue = venue, h.symbol = symbol, h.tf = tf;
  return h;
}

const std::string btc_candle =
    "{\"type\":\"candle\",\"ts\":1746372840000000,\"venue\":\"binance\",\"symbol\":\"BTC-USDT-PERP\",\"tf\":\"1m\",\"start\":"
    "1746372780000000,\"open\":95505.4,\"high\":95505.5,\"low\":95502.7,\"close\":95502.7,\"volume\":16.536}";

}  // namespace

TEST_CASE("a candle is stamped at its close, and its numbers keep their value in the shortest text") {
  files::Folder dir;
  files::Run r = imported(dir, "binance/perp/BTCUSDT-1m.csv",
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
  CHECK(ms.lines[0].ends_with("\"volume\":16.536,\"trades\":240,\"quote_volume\":1579268.1,\"taker_buy\":8.2}"));
}

TEST_CASE("Binance klines with a header are of perpetuals; in COIN-M the base volume counts") {
  files::Folder dir;
  const std::string text =
      "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore\n"
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

TEST_CASE("a month's bar closes with the month") {
  files::Folder dir;
  files::Run r = imported(dir, "binance-spot/BTCUSDT-1mo-2024.csv", "open_time,open,high,low,close,volume\n1706745600000,1,2,1,2,3\n");
  REQUIRE(r.lines.size() == 1);
  CHECK(r.lines[0].find("\"ts\":1709251200000000") != std::string::npos);  // 2024-03-01
}

TEST_CASE("Binance trades and aggTrades, with and without a header") {
  files::Folder dir;
  const std::string expected =
      "{\"type\":\"trade\",\"ts\":1723161255342000,\"venue\":\"binance\",\"symbol\":\"BTC-USDT\",\"price\":61837.63,\"size\":0.02,"
      "\"side\":\"sell\",\"id\":\"3735683259\"}";
  CHECK(imported(dir, "BTCUSDT-trades-2024-08-08.csv", "3735683259,61837.63000000,0.02000000,1236.7,1723161255342,True,True\n").lines ==
        V{expected});
  CHECK(imported(dir, "BTCUSDT-aggTrades-2024-08-08.csv", "3735683259,61837.63,0.02,1,2,1723161255342,True,True\n").lines ==
        V{expected});
  files::Run r = imported(dir, "BTCUSDT-trades-2024-08-08.csv",
                          "id,price,qty,quote_qty,time,is_buyer_maker\n7,61800.3,0.199,1,1723161256344,false\n", hints("binance"));
  CHECK(r.lines == V{"{\"type\":\"trade\",\"ts\":1723161256344000,\"venue\":\"binance\",\"symbol\":\"BTC-USDT-PERP\",\"price\":61800.3,"
                     "\"size\":0.199,\"side\":\"buy\",\"id\":\"7\"}"});
  r = imported(dir, "um/BTCUSDT-aggTrades.csv",
               "agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker\n9,5,2,1,1,1723161256344,true\n",
               hints("binance"));
  CHECK(r.lines == V{"{\"type\":\"trade\",\"ts\":1723161256344000,\"venue\":\"binance\",\"symbol\":\"BTC-USDT-PERP\",\"price\":5,"
                     "\"size\":2,\"side\":\"sell\",\"id\":\"9\"}"});
}

TEST_CASE("contracts of inverse perpetuals become base units, by the column that counts them or by the price") {
  files::Folder dir;
  files::Run r = imported(dir, "binance/cm/BTCUSD_PERP-trades.csv",
                          "id,price,qty,base_qty,time,is_buyer_maker\n1,50000,100,0.2,1723161256344,true\n");
  REQUIRE(r.lines.size() == 1);
  CHECK(r.lines[0].find("\"size\":0.2,") != std::string::npos);
  r = imported(dir, "binance/cm/BTCUSD_PERP-aggTrades.csv",
               "agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker\n1,50000,100,1,1,1723161256344,true\n");
  REQUIRE(r.lines.size() == 1);
  CHECK(r.lines[0].find("\"size\":0.2,") != std::string::npos);
}

TEST_CASE("Freqtrade's JSON candles and trades, spot and perpetual by name") {
  files::Folder dir;
  files::Run r = imported(dir, "binance/BTC_USDT_USDT-1m-futures.json",
                          "[[1746372780000,95505.4,95505.5,95502.7,95502.7,16.536],\n[1746372840000,1,2,1,2,null]]");
  CHECK(r.lines == V{btc_candle});
  REQUIRE(r.said.size() == 1);  // null is no volume
  CHECK(r.said[0].find(".json:2: \"volume\" is \"\", expected a number") != std::string::npos);
  r = imported(dir, "binance/XRP_ETH-trades.json", "[[1570752011620,\"13519807\",null,\"sell\",0.00141342,23.0,0.03250866]]");
  CHECK(r.lines == V{"{\"type\":\"trade\",\"ts\":1570752011620000,\"venue\":\"binance\",\"symbol\":\"XRP-ETH\",\"price\":0.00141342,"
                     "\"size\":23,\"side\":\"sell\",\"id\":\"13519807\"}"});
}

TEST_CASE("LEAN's zips: bars are candles, quote bars the quote at their close, hours carry their date") {
  files::Folder dir;
  files::Run r = imported(dir, "crypto/coinbase/minute/btcusd/20180404_trade.zip",
                          files::zip({{"20180404_btcusd_minute_trade.csv", "60000,132.01,132.05,131.95,132.03,49320\r\n"}}));
  CHECK(r.lines == V{"{\"type\":\"candle\",\"ts\":1522800120000000,\"venue\":\"coinbase\",\"symbol\":\"BTC-USD\",\"tf\":\"1m\",\"start\":"
                     "1522800060000000,\"open\":132.01,\"high\":132.05,\"low\":131.95,\"close\":132.03,\"volume\":49320}"});
  r = imported(dir, "crypto/coinbase/second/btcusd/20180404_quote.zip",
               files::zip({{"20180404_btcusd_second_quote.csv", "4000,1,2,1,2,7,3,4,3,3.5,8\n"}}));
  CHECK(r.lines == V{"{\"type\":\"quote\",\"ts\":1522800005000000,\"venue\":\"coinbase\",\"symbol\":\"BTC-USD\",\"bid\":2,\"bid_size\":7,"
                     "\"ask\":3.5,\"ask_size\":8}"});
  r = imported(dir, "cryptofuture/binance/hour/adausdt_trade.zip", files::zip({{"adausdt_trade_perp.csv", "20221213 08:00,1,2,1,2,5\n"}}));
  REQUIRE(r.lines.size() == 1);
  CHECK(r.lines[0].starts_with("{\"type\":\"candle\",\"ts\":1670922000000000,\"venue\":\"binance\",\"symbol\":\"ADA-USDT-PERP\",\"tf\":\"1h\""));
  r = imported(dir, "cryptofuture/bybit/margin_interest/btcusdt.csv", "20221213 08:00:00,-0.00004667\n");
  CHECK(r.lines == V{"{\"type\":\"funding\",\"ts\":1670918400000000,\"venue\":\"bybit\",\"symbol\":\"BTC-USDT-PERP\",\"rate\":-0.00004667,"
                     "\"settled\":true,\"interval\":\"8h\"}"});
  CHECK(imported(dir, "cryptofuture/binance/minute/btcusd/20221213_trade.zip",
                 files::zip({{"20221213_btcusd_minute_trade_perp.csv", "0,1,1,1,1,5\n"}})).error.find("in contracts") != std::string::npos);
}

TEST_CASE("Tardis trades, quotes and books keep both clocks") {
  files::Folder dir;
  CHECK(imported(dir, "t.csv", "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n"
                               "binance-futures,BTCUSDT,1583020803145000,1583020803307160,x1,sell,8531.5,2\n")
            .lines == V{"{\"type\":\"trade\",\"ts\":1583020803145000,\"venue\":\"binance\",\"symbol\":\"BTC-USDT-PERP\",\"price\":8531.5,"
                        "\"size\":2,\"side\":\"sell\",\"id\":\"x1\",\"recv\":1583020803307160}"});
  CHECK(imported(dir, "q.csv", "exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount\n"
                               "coinbase,BTC-USD,1588291201099000,1588291201234268,5,8629.3,8629.2,8\n")
            .lines == V{"{\"type\":\"quote\",\"ts\":1588291201099000,\"venue\":\"coinbase\",\"symbol\":\"BTC-USD\",\"bid\":8629.2,"
                        "\"bid_size\":8,\"ask\":8629.3,\"ask_size\":5,\"recv\":1588291201234268}"});
  CHECK(imported(dir, "s.csv", "exchange,symbol,timestamp,local_timestamp,asks[0].price,asks[0].amount,bids[0].price,bids[0].amount,"
                               "asks[1].price,asks[1].amount,bids[1].price,bids[1].amount\n"
                               "binance,BTCUSDT,1598918403696000,1598918403810979,11,1,10,2,12,3,,\n")
            .lines == V{"{\"type\":\"book\",\"ts\":1598918403696000,\"venue\":\"binance\",\"symbol\":\"BTC-USDT\",\"snapshot\":true,"
                        "\"bids\":[[10,2]],\"asks\":[[11,1],[12,3]],\"recv\":1598918403810979}"});
}

TEST_CASE("levels of one Tardis message become one book event") {
  files::Folder dir;
  files::Run r = imported(dir, "l2.csv", "exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount\n"
                                         "coinbase,BTC-USD,1000000000000000,1000000000000009,true,ask,11,1\n"
                                         "coinbase,BTC-USD,1000000000000000,1000000000000009,true,bid,10,2\n"
                                         "coinbase,BTC-USD,1000000000000500,1000000000000600,false,bid,10,0\n");
  CHECK(r.lines == V{"{\"type\":\"book\",\"ts\":1000000000000000,\"venue\":\"coinbase\",\"symbol\":\"BTC-USD\",\"snapshot\":true,"
                     "\"bids\":[[10,2]],\"asks\":[[11,1]],\"recv\":1000000000000009}",
                     "{\"type\":\"book\",\"ts\":1000000000000500,\"venue\":\"coinbase\",\"symbol\":\"BTC-USD\",\"snapshot\":false,"
                     "\"bids\":[[10,0]],\"asks\":[],\"recv\":1000000000000600}"});
}

TEST_CASE("raw frames become books, quotes and trades at the venue's time; spot's quotes take the newest time seen") {
  files::Folder dir;
  const std::string depth =
      "1723161253937085768 {\"stream\":\"btcusdt@depth@100ms\",\"data\":{\"e\":\"depthUpdate\",\"E\":1723161255208,\"s\":\"BTCUSDT\","
      "\"U\":1,\"u\":5,\"b\":[[\"61737.63000000\",\"0.00000000\"]],\"a\":[]}}\n";
  const std::string quote =
      "1723161254024619568 {\"stream\":\"btcusdt@bookTicker\",\"data\":{\"u\":6,\"s\":\"BTCUSDT\",\"b\":\"10.50\",\"B\":\"1\",\"a\":\"11\","
      "\"A\":\"2.0\"}}\n";
  const std::string snapshot = "1723161254206652067 {\"lastUpdateId\":9,\"bids\":[[\"10\",\"1\"]],\"asks\":[[\"11\",\"2\"]]}\n";
  files::Run r = imported(dir, "spot_btcusdt.ndj", depth + quote + snapshot);
  CHECK(r.lines == V{"{\"type\":\"book\",\"ts\":1723161255208000,\"venue\":\"binance\",\"symbol\":\"BTC-USDT\",\"snapshot\":false,"
                     "\"bids\":[[61737.63,0]],\"asks\":[],\"seq\":5,\"recv\":1723161253937085}",
                     "{\"type\":\"quote\",\"ts\":1723161255208000,\"venue\":\"binance\",\"symbol\":\"BTC-USDT\",\"bid\":10.5,\"bid_size\":1,"
                     "\"ask\":11,\"ask_size\":2,\"recv\":1723161254024619}",
                     "{\"type\":\"book\",\"ts\":1723161255208000,\"venue\":\"binance\",\"symbol\":\"BTC-USDT\",\"snapshot\":true,"
                     "\"bids\":[[10,1]],\"asks\":[[11,2]],\"seq\":9,\"recv\":1723161254206652}"});
  r = imported(dir, "x.ndj",
               "1723161256419684465 {\"stream\":\"btcusd_perp@trade\",\"data\":{\"e\":\"trade\",\"E\":1723161257687,\"T\":1723161257679,"
               "\"s\":\"BTCUSD_PERP\",\"ps\":\"BTCUSD\",\"t\":8,\"p\":\"50000\",\"q\":\"4\",\"X\":\"MARKET\",\"m\":false}}\n"
               "1723161256419684466 {\"stream\":\"btcusd_perp@trade\",\"data\":{\"E\":1723161257687,\"s\":\"BTCUSD_PERP\","
               "\"ps\":\"BTCUSD\",\"t\":9,\"p\":\"0\",\"q\":\"0\",\"X\":\"NA\",\"m\":false}}\n"
               "1723161256419684467 {\"stream\":\"btcusd_perp@trade\",\"data\":{\"E\":172316\n");
  CHECK(r.lines == V{"{\"type\":\"trade\",\"ts\":1723161257687000,\"venue\":\"binance\",\"symbol\":\"BTC-USD-PERP\",\"price\":50000,"
                     "\"size\":0.008,\"side\":\"buy\",\"id\":\"8\",\"recv\":1723161256419684}"});
  REQUIRE(r.said.size() == 1);
  CHECK(r.said[0].find("x.ndj:3: the frame is not one whole JSON object") != std::string::npos);
}

TEST_CASE("funding: the interval follows the rows, percent is moved in the text") {
  files::Folder dir;
  auto row = [](long long ms, const std::string& rate, const std::string& interval) {
    return "{\"type\":\"funding\",\"ts\":" + std::to_string(ms * 1000) + ",\"venue\":\"binance\",\"symbol\":\"BTC-USDT-PERP\",\"rate\":" +
           rate + ",\"settled\":true,\"interval\":\"" + interval + "\"}";
  };
  files::Run r = imported(dir, "BTCUSDT-funding.csv", "date,open,high,low,close,volume\n1568102400000,0.0001,0,0,0,0\n"
                                                      "1568131200000,-0.00002904,0,0,0,0\n1568145600000,0,0,0,0,0\n",
                          hints("binance"));
  CHECK(r.lines == V{row(1568102400000, "0.0001", "8h"), row(1568131200000, "-0.00002904", "8h"), row(1568145600000, "0", "4h")});
  r = imported(dir, "BTCUSDT-fundingRate-2024-01.csv", "calc_time,funding_interval_hours,last_funding_rate\n1704067200000,4,0.00037409\n",
               hints("binance"));
  CHECK(r.lines == V{row(1704067200000, "0.00037409", "4h")});
  ImportHints percent = hints("binance", "BTC-USDT-PERP");
  const std::string pairs = "[[1667491200005,0.006940000000000001],[1667520000000,0.01]]";
  CHECK(imported(dir, "funding_rate_btc.json", pairs, percent).error.find("--rate-unit") != std::string::npos);
  percent.rate_unit = "percent";
  CHECK(imported(dir, "funding_rate_btc.json", pairs, percent).lines ==
        V{row(1667491200005, "0.0000694", "8h"), row(1667520000000, "0.0001", "8h")});
}

TEST_CASE("a daily index is known when its day is over, and --delay comes on top") {
  files::Folder dir;
  files::Run r = imported(dir, "f.csv", "date,fng\n2018-02-01,30\n2018-02-02,15\n");
  CHECK(r.lines == V{"{\"type\":\"metric\",\"ts\":1517529600000000,\"name\":\"fear_greed\",\"value\":30,\"asof\":1517443200000000}",
                     "{\"type\":\"metric\",\"ts\":1517616000000000,\"name\":\"fear_greed\",\"value\":15,\"asof\":1517529600000000}"});
  ImportHints late;
  late.delay = us_per_hour;
  CHECK(imported(dir, "f.csv", "date,fng\n2018-02-01,30\n", late).lines ==
        V{"{\"type\":\"metric\",\"ts\":1517533200000000,\"name\":\"fear_greed\",\"value\":30,\"asof\":1517443200000000}"});
  r = imported(dir, "dvol_btc.json", "[ [1667692800000, 56.76],\n [1667779200000, 59.48] ]");
  CHECK(r.lines[0] == "{\"type\":\"metric\",\"ts\":1667779200000000,\"name\":\"dvol\",\"value\":56.76,\"asof\":1667692800000000}");
  r = imported(dir, "fng.json", "{\"name\":\"Fear and Greed Index\",\"data\":[{\"value\":\"40\",\"value_classification\":\"Fear\","
                                "\"timestamp\":\"1551157200\"},{\"value\":\"47\",\"value_classification\":\"Neutral\",\"timestamp\":\"1551070800\"}]}",
               [] { ImportHints h; h.format = "index-json"; return h; }());
  REQUIRE(r.lines.size() == 2);  // the newest came first in the file
  CHECK(r.lines[0] == "{\"type\":\"metric\",\"ts\":1551157200000000,\"name\":\"fear_greed\",\"value\":47,\"asof\":1551070800000000}");
}

TEST_CASE("any CSV is read by naming its columns, by name or by number") {
  files::Folder dir;
  ImportHints h = hints("x", "A-B", "1h");
  h.columns = "ts=When,open=O,high=H,low=L,close=C,volume=V";
  CHECK(imported(dir, "a.csv", "V,C,L,H,O,When\n7,2,1,3,1.5,2024-01-01T01:00:00Z\n", h).lines ==
        V{"{\"type\":\"candle\",\"ts\":1704070800000000,\"venue\":\"x\",\"symbol\":\"A-B\",\"tf\":\"1h\",\"start\":1704067200000000,"
          "\"open\":1.5,\"high\":3,\"low\":1,\"close\":2,\"volume\":7}"});
  h.columns = "ts=1,price=2,size=3";
  h.type = "trade";
  h.time_unit = "s";
  CHECK(imported(dir, "b.csv", "1672620536.25,90.070000,1.10000000\n", h).lines ==
        V{"{\"type\":\"trade\",\"ts\":1672620536250000,\"venue\":\"x\",\"symbol\":\"A-B\",\"price\":90.07,\"size\":1.1}"});
  h.columns = "ts=1,price=2";
  CHECK(imported(dir, "b.csv", "1,2\n", h).error.find("--columns lacks \"size\", which a trade needs") != std::string::npos);
  h.columns = "ts=1,price=Preis,size=3";
  CHECK(imported(dir, "b.csv", "a,b,c\n", h).error.find("the column \"Preis\", which the header lacks") != std::string::npos);
}

TEST_CASE("unusable rows are named with file, line, value and expectation, and kept") {
  files::Folder dir;
  files::Run r = imported(dir, "binance-perp/BTCUSDT-1m.csv",
                          "date,open,high,low,close,volume\nyesterday,1,1,1,1,1\n1746372780000,-1,1,1,1,1\n"
                          "1746372780000,5,4,1,2,1\n1746372780000,1,1,1,1\n1746372780000,1,1,1,1,nan\n");
  CHECK(r.lines.empty());
  CHECK(r.status == Exit::bad_data);
  REQUIRE(r.said.size() == 5);
  CHECK(r.said[0].ends_with("BTCUSDT-1m.csv:2: \"start\" is \"yesterday\", expected a time (seconds, milliseconds, microseconds, or a date)"));
  CHECK(r.said[1].ends_with(":3: \"open\" is \"-1\", expected a price above 0"));
  CHECK(r.said[2].ends_with(":4: \"high\" is 4 and \"low\" is 1, expected them around open 5 and close 2"));
  CHECK(r.said[3].ends_with(":5: the row has 5 columns, expected 6"));
  CHECK(r.said[4].ends_with(":6: \"volume\" is \"nan\", expected a number"));
  CHECK(r.bad[1] == "1746372780000,-1,1,1,1,1");
}

TEST_CASE("what the path does not say is asked for") {
  files::Folder dir;
  const std::string text = "date,open,high,low,close,volume\n1746372780000,1,1,1,1,1\n";
  CHECK(imported(dir, "BTCUSDT-1m.csv", text).error.find("--venue-name") != std::string::npos);
  CHECK(imported(dir, "binance/BTCUSDT-1m.csv", text).error.find("--market spot, usdm or coinm") != std::string::npos);
  CHECK(imported(dir, "binance-spot/candles.csv", text).error.find("--symbol-name") != std::string::npos);
  CHECK(imported(dir, "binance-spot/BTCUSDT.csv", text).error.find("--tf") != std::string::npos);
  ImportHints h;
  h.format = "nonsense";
  CHECK(imported(dir, "x", text, h).error.find("format \"nonsense\" is not known") != std::string::npos);
}

TEST_CASE("symbols of venues become ours") {
  struct { const char *foreign, *market, *ours; } cases[] = {
      {"BTCUSDT", "spot", "BTC-USDT"},        {"btcusdt", "usdm", "BTC-USDT-PERP"}, {"BTC/USDT:USDT", "", "BTC-USDT-PERP"},
      {"BTC_USDT_USDT", "", "BTC-USDT-PERP"}, {"BTCUSD_PERP", "coinm", "BTC-USD-PERP"}, {"BTC-PERPETUAL", "", "BTC-USD-PERP"},
      {"XBTUSD", "usdm", "BTC-USD-PERP"},     {"USDTUSD", "spot", "USDT-USD"},      {"USDCUSDT", "spot", "USDC-USDT"},
      {"BNBUSD_PERP", "", "BNB-USD-PERP"},    {"BNBBUSD", "spot", "BNB-BUSD"},      {"DOTUSD", "spot", "DOT-USD"},
      {"ETHBTC", "spot", "ETH-BTC"},          {"1000PEPEUSDT", "usdm", "1000PEPE-USDT-PERP"}, {"BTC-USDT-SWAP", "", "BTC-USDT-PERP"},
      {"BTCFDUSD", "spot", "BTC-FDUSD"},      {"ETH-USD", "spot", "ETH-USD"}};
  for (const auto& c : cases) {
    INFO(c.foreign);
    CHECK(symbol_from(c.foreign, c.market).value_or("(none)") == c.ours);
  }
  for (const char* none : {"USDT", "hello", "", "BTC", "20180404"}) CHECK_FALSE(symbol_from(none, "spot"));
}

TEST_CASE("times in every unit and spelling in use, and none that is not a time") {
  const TsUs t = 1677628800000000;  // 2023-03-01
  for (const char* text : {"1677628800", "1677628800000", "1677628800000000", "1677628800000000000", "2023-03-01", "20230301",
                           "2023-03-01 00:00:00+00:00", "2023-03-01T00:00:00Z", "20230301 00:00", "2023-03-01 00:00:00.000+00",
                           "2023-03-01T01:00:00+01:00", "2023-02-28 19:00:00-05:00", "1677628800.0"}) {
    INFO(text);
    REQUIRE(to_time("t", text).ok());
    CHECK(*to_time("t", text) == t);
  }
  CHECK(*to_time("t", "1500", "ms") == 1'500'000);
  CHECK(*to_time("t", "2021-01-08 00:00:00.31+00") == from_civil(2021, 1, 8) + 310'000);
  for (const char* text : {"", "x", "2023-02-29", "2023-13-01", "2023-03-01 24:00:00", "12:00", "2023-03-01 10:00:00 o'clock"}) {
    INFO(text);
    CHECK_FALSE(to_time("t", text).ok());
  }
}

TEST_CASE("every line of every example is canonical: written by the codec it is the same") {
  std::filesystem::path data = "examples/data";
  for (int up = 0; up < 4 && !std::filesystem::exists(data); ++up) data = ".." / data;
  if (!std::filesystem::exists(data)) {
    WARN("examples/data is not there: skipped");
    return;
  }
  struct { const char* path; std::size_t events; } examples[] = {
      {"binance-perp-1m-2025-05/BTCUSDT-1m.csv.gz", 43199},           {"binance-ticks-2024-08-08/spot_btcusdt.ndj.gz", 712},
      {"binance-ticks-2024-08-08/usdm_btcusdt.ndj.gz", 913},          {"fear-greed.csv", 2931},
      {"lean/crypto/coinbase/minute/btcusd/20180404_trade.zip", 1007}, {"lean/crypto/coinbase/minute/btcusd/20180404_quote.zip", 1437}};
  for (const auto& example : examples) {
    INFO(example.path);
    files::Run r = imported((data / example.path).string());
    CHECK(r.error == "");
    CHECK(r.lines.size() == example.events);
    CHECK(r.status == Exit::ok);
    wire::Decoder decoder;
    Arena arena;
    std::string why;
    std::size_t different = 0;
    for (const std::string& line : r.lines) {
      arena.reset();
      Event* e = nullptr;
      if (decoder.decode(line, arena, e, why) != wire::Verdict::good || wire::encode_canonical(*e) != line) ++different;
    }
    CHECK(different == 0);
  }
}
