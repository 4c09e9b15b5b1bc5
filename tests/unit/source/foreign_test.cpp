#include "source/foreign.h"

#include <catch2/catch.hpp>
#include <cstdlib>

#include "base/random.h"
#include "imported.h"
using namespace tu;
using namespace tu::source;
using files::hints;
using files::imported;
using V = std::vector<std::string>;

TEST_CASE("any CSV is read by naming its columns, by name or by number") {
  files::Folder dir;
  ImportHints h = hints("x", "A-B", "1h");
  h.columns = "ts=When,open=O,high=H,low=L,close=C,volume=V";
  CHECK(imported(dir, "a.csv", "V,C,L,H,O,When\n7,2,1,3,1.5,2024-01-01T01:00:00Z\n", h).lines ==
        V{"{\"type\":\"candle\",\"ts\":1704070800000000,\"venue\":\"x\",\"symbol\":\"A-B\",\"tf\":\"1h\","
          "\"start\":1704067200000000,"
          "\"open\":1.5,\"high\":3,\"low\":1,\"close\":2,\"volume\":7}"});
  h.columns = "ts=1,price=2,size=3";
  h.type = "trade";
  h.time_unit = "s";
  CHECK(imported(dir, "b.csv", "1672620536.25,90.070000,1.10000000\n", h).lines ==
        V{"{\"type\":\"trade\",\"ts\":1672620536250000,\"venue\":\"x\",\"symbol\":\"A-B\",\"price\":90.07,"
          "\"size\":1.1}"});
  h.columns = "ts=1,price=2";
  CHECK(imported(dir, "b.csv", "1,2\n", h).error.find("--columns lacks \"size\", which a trade needs") !=
        std::string::npos);
  h.columns = "ts=1,price=Preis,size=3";
  CHECK(imported(dir, "b.csv", "a,b,c\n", h).error.find("the column \"Preis\", which the header lacks") !=
        std::string::npos);
}

TEST_CASE("unusable rows are named with file, line, value and expectation, and kept") {
  files::Folder dir;
  files::Run r = imported(dir, "binance-perp/BTCUSDT-1m.csv",
                          "date,open,high,low,close,volume\nyesterday,1,1,1,1,1\n1746372780000,-1,1,1,1,1\n"
                          "1746372780000,5,4,1,2,1\n1746372780000,1,1,1,1\n1746372780000,1,1,1,1,nan\n");
  CHECK(r.lines.empty());
  CHECK(r.status == Exit::bad_data);
  REQUIRE(r.said.size() == 5);
  CHECK(
      r.said[0].ends_with("BTCUSDT-1m.csv:2: \"start\" is \"yesterday\", expected a time (seconds, "
                          "milliseconds, microseconds, or a date)"));
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
  CHECK(imported(dir, "binance/BTCUSDT-1m.csv", text).error.find("--market spot, usdm or coinm") !=
        std::string::npos);
  CHECK(imported(dir, "binance-spot/candles.csv", text).error.find("--symbol-name") != std::string::npos);
  CHECK(imported(dir, "binance-spot/BTCUSDT.csv", text).error.find("--tf") != std::string::npos);
  ImportHints h;
  h.format = "nonsense";
  CHECK(imported(dir, "x", text, h).error.find("format \"nonsense\" is not known") != std::string::npos);
}

TEST_CASE("symbols of venues become ours") {
  struct {
    const char *foreign, *market, *ours;
  } cases[] = {{"BTCUSDT", "spot", "BTC-USDT"},
               {"btcusdt", "usdm", "BTC-USDT-PERP"},
               {"BTC/USDT:USDT", "", "BTC-USDT-PERP"},
               {"BTC_USDT_USDT", "", "BTC-USDT-PERP"},
               {"BTCUSD_PERP", "coinm", "BTC-USD-PERP"},
               {"BTC-PERPETUAL", "", "BTC-USD-PERP"},
               {"BTC_USDC-PERPETUAL", "", "BTC-USDC-PERP"},
               {"XBTUSD", "usdm", "BTC-USD-PERP"},
               {"USDTUSD", "spot", "USDT-USD"},
               {"USDCUSDT", "spot", "USDC-USDT"},
               {"BNBUSD_PERP", "", "BNB-USD-PERP"},
               {"BNBBUSD", "spot", "BNB-BUSD"},
               {"DOTUSD", "spot", "DOT-USD"},
               {"ETHBTC", "spot", "ETH-BTC"},
               {"1000PEPEUSDT", "usdm", "1000PEPE-USDT-PERP"},
               {"BTC-USDT-SWAP", "", "BTC-USDT-PERP"},
               {"BTCFDUSD", "spot", "BTC-FDUSD"},
               {"ETH-USD", "spot", "ETH-USD"}};
  for (const auto& c : cases) {
    INFO(c.foreign);
    CHECK(symbol_from(c.foreign, c.market).value_or("(none)") == c.ours);
  }
  for (const char* none : {"USDT", "hello", "", "BTC", "20180404"}) CHECK_FALSE(symbol_from(none, "spot"));
}

TEST_CASE("a number of a file is the nearest double to its text, and is written so that it reads back") {
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    const std::uint64_t digits = random_bits(1, 2, 2 * i) % 1'000'000'000'000'000'000,
                        shape = random_bits(1, 2, 2 * i + 1);
    std::string text = std::to_string(digits >> (shape % 50));
    const std::size_t places = shape / 50 % 12;
    if (places >= text.size()) text.insert(0, places - text.size() + 1, '0');
    text.insert(text.size() - places, places ? "." : "");
    Result<double> x = to_number("x", text);
    REQUIRE(x.ok());
    CHECK(*x == std::strtod(text.c_str(), nullptr));
    CHECK(text::to_real(text::of_real(*x)) == *x);
  }
}

TEST_CASE("times in every unit and spelling in use, and none that is not a time") {
  const TsUs t = 1677628800000000;  // 2023-03-01
  for (const char* text :
       {"1677628800", "1677628800000", "1677628800000000", "1677628800000000000", "2023-03-01", "20230301",
        "2023-03-01 00:00:00+00:00", "2023-03-01T00:00:00Z", "20230301 00:00", "2023-03-01 00:00:00.000+00",
        "2023-03-01T01:00:00+01:00", "2023-02-28 19:00:00-05:00", "1677628800.0"}) {
    INFO(text);
    REQUIRE(to_time("t", text).ok());
    CHECK(*to_time("t", text) == t);
  }
  CHECK(*to_time("t", "1500", "ms") == 1'500'000);
  CHECK(*to_time("t", "2021-01-08 00:00:00.31+00") == from_civil(2021, 1, 8) + 310'000);
  for (const char* text :
       {"", "x", "2023-02-29", "2023-13-01", "2023-03-01 24:00:00", "12:00", "2023-03-01 10:00:00 o'clock"}) {
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
  struct {
    const char* path;
    std::size_t events;
  } examples[] = {{"binance-perp-1m-2025-05/BTCUSDT-1m.csv.gz", 43199},
                  {"binance-ticks-2024-08-08/spot_btcusdt.ndj.gz", 712},
                  {"binance-ticks-2024-08-08/usdm_btcusdt.ndj.gz", 913},
                  {"fear-greed.csv", 2931},
                  {"lean/crypto/coinbase/minute/btcusd/20180404_trade.zip", 1007},
                  {"lean/crypto/coinbase/minute/btcusd/20180404_quote.zip", 1437}};
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
      if (decoder.decode(line, arena, e, why) != wire::Verdict::good || wire::encode_canonical(*e) != line)
        ++different;
    }
    CHECK(different == 0);
  }
}
