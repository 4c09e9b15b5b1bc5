#include "source/funding.h"

#include <catch2/catch.hpp>

#include "imported.h"

using namespace tu;
using namespace tu::source;
using files::hints;
using files::imported;
using V = std::vector<std::string>;

TEST_CASE("funding: the interval follows the rows, percent is moved in the text") {
  files::Folder dir;
  auto row = [](long long ms, const std::string& rate, const std::string& interval) {
    return "{\"type\":\"funding\",\"ts\":" + std::to_string(ms * 1000) +
           ",\"venue\":\"binance\",\"symbol\":\"BTC-USDT-PERP\",\"rate\":" + rate +
           ",\"settled\":true,\"interval\":\"" + interval + "\"}";
  };
  files::Run r = imported(dir, "BTCUSDT-funding.csv",
                          "date,open,high,low,close,volume\n1568102400000,0.0001,0,0,0,0\n"
                          "1568131200000,-0.00002904,0,0,0,0\n1568145600000,0,0,0,0,0\n",
                          hints("binance"));
  CHECK(r.lines == V{row(1568102400000, "0.0001", "8h"), row(1568131200000, "-0.00002904", "8h"),
                     row(1568145600000, "0", "4h")});
  r = imported(dir, "BTCUSDT-fundingRate-2024-01.csv",
               "calc_time,funding_interval_hours,last_funding_rate\n1704067200000,4,0.00037409\n",
               hints("binance"));
  CHECK(r.lines == V{row(1704067200000, "0.00037409", "4h")});
  ImportHints percent = hints("binance", "BTC-USDT-PERP");
  const std::string pairs = "[[1667491200005,0.006940000000000001],[1667520000000,0.01]]";
  CHECK(imported(dir, "funding_rate_btc.json", pairs, percent).error.find("--rate-unit") !=
        std::string::npos);
  percent.rate_unit = "percent";
  CHECK(imported(dir, "funding_rate_btc.json", pairs, percent).lines ==
        V{row(1667491200005, "0.0000694", "8h"), row(1667520000000, "0.0001", "8h")});
}

TEST_CASE(
    "funding rates whose unit no documented name fixes are asked for, and rates that no venue charges") {
  files::Folder dir;
  auto rows = [](const std::string& header, const std::string& rate) {
    return header + "\n1746057600000," + rate + "\n1746086400000," + rate + "\n1746115200000," + rate + "\n";
  };
  ImportHints columns = hints("binance", "BTC-USDT-PERP");
  columns.columns = "ts=1,rate=2", columns.type = "funding", columns.tf = "8h";
  ImportHints named = columns;
  named.columns = "ts=t,rate=r";
  const std::string none;
  CHECK(imported(dir, "f.csv", rows("t,r", "0.0001"), named)
            .error.find("The column \"r\" does not say; give --rate-unit") != none.npos);
  CHECK(imported(dir, "f.csv", "1746057600000,0.0001\n", columns).error.find("--rate-unit") != none.npos);
  CHECK(imported(dir, "BTCUSDT-funding.csv", rows("time,rate", "0.0001"), hints("binance"))
            .error.find("The column \"rate\"") != none.npos);
  const std::string name = "BTCUSDT-fundingRate.csv";
  CHECK(imported(dir, name, rows("calc_time,last_funding_rate", "0.0001"), hints("binance")).lines.size() ==
        3);
  CHECK(imported(dir, name, rows("calc_time,last_funding_rate", "-0.01"), hints("binance"))
            .error.find("its rates are in the middle 0.01") != none.npos);
  CHECK(imported(dir, "BTCUSDT-funding.json",
                 "[{\"fundingTime\":1,\"fundingRate\":\"0.01\"},{\"fundingTime\":2,\"fundingRate\":\"0.01\"},"
                 "{\"fundingTime\":3,\"fundingRate\":\"0.01\"}]",
                 hints("binance"))
            .error.find("--rate-unit") != none.npos);
  ImportHints fraction = hints("binance");
  fraction.rate_unit = "fraction";
  CHECK(imported(dir, name, rows("calc_time,last_funding_rate", "-0.01"), fraction).lines.size() == 3);
  files::Run r = imported(
      dir, name, rows("calc_time,last_funding_rate", "0.0001") + "1746144000000,0.02\n1746172800000,0.06\n",
      hints("binance"));
  CHECK(r.lines.size() == 4);  // 2% was charged in hard days, 6% never
  REQUIRE(r.said.size() >= 1);
  CHECK(r.said[0].find(":6: \"rate\" is 0.06, expected at most 0.05") != none.npos);
}

TEST_CASE("the first funding rate of any CSV has the interval to the next, without --tf") {
  files::Folder dir;
  ImportHints h = hints("binance", "BTC-USDT-PERP");
  h.columns = "ts=1,rate=2", h.type = "funding", h.rate_unit = "fraction";
  files::Run r =
      imported(dir, "f.csv", "1746057600000,0.0001\n1746072000000,0.0001\n1746086400000,0.0002\n", h);
  REQUIRE(r.lines.size() == 3);
  for (const std::string& line : r.lines) CHECK(line.find("\"interval\":\"4h\"") != std::string::npos);
  r = imported(dir, "f.csv", "1746057600000,0.0001\n", h);
  CHECK(r.lines.empty());
  REQUIRE(r.said.size() == 1);
  CHECK(r.said[0].find(":1: the funding interval is not known") != std::string::npos);
}
