#include "base/text.h"
#include "rig.h"
#include "stages/all.h"

using namespace tu;
using namespace tu::stages::testing;

namespace {

std::string bar(int i, double close, const std::string& symbol = "BTC-USD", TsUs length = us_per_min,
                const std::string& tf = "1m") {
  const auto n = [](double x) { return text::of_real(x); };
  return R"({"type":"candle","ts":)" + std::to_string((i + 1) * length) + R"(,"venue":"v","symbol":")" +
         symbol + R"(","tf":")" + tf + R"(","start":)" + std::to_string(i * length) + R"(,"open":)" +
         n(close) + R"(,"high":)" + n(close + 1) + R"(,"low":)" + n(close - 1) + R"(,"close":)" + n(close) +
         R"(,"volume":2})";
}

}  // namespace

TEST_CASE("an average stands on the line from the bar on that fills its window") {
  Rig rig(stages::indicators(), {{"--sma", "2,3"}});
  for (int i = 0; i < 3; ++i) rig.line(bar(i, 100 + i));
  REQUIRE(rig.lines.size() == 3);
  CHECK(rig.lines[0] == bar(0, 100));
  CHECK(value_of(rig.lines[1], "sma_2") == "100.5");
  CHECK(value_of(rig.lines[1], "sma_3").empty());
  CHECK(value_of(rig.lines[2], "sma_3") == "101");
}

TEST_CASE("each venue, symbol and timeframe has indicators of its own") {
  Rig rig(stages::indicators(), {{"--sma", "2"}});
  rig.line(bar(0, 100));
  rig.line(bar(0, 7, "ETH-USD"));
  rig.line(bar(0, 50, "BTC-USD", us_per_min, "60000t"));
  rig.line(bar(1, 102));
  rig.line(bar(1, 9, "ETH-USD"));
  CHECK(value_of(rig.lines[2], "sma_2").empty());
  CHECK(value_of(rig.lines[3], "sma_2") == "101");
  CHECK(value_of(rig.lines[4], "sma_2") == "8");
}

TEST_CASE("without options the default set is computed, with one only that") {
  Rig all(stages::indicators()), one(stages::indicators(), {{"--rsi", "14"}});
  for (int i = 0; i < 60; ++i) {
    all.line(bar(i, 100 + i % 3));
    one.line(bar(i, 100 + i % 3));
  }
  for (const char* key : {"sma_20", "sma_50", "rsi_14", "atr_14", "bb_mid_20", "bb_upper_20", "bb_lower_20",
                          "vwap", "volume_ratio_20"}) {
    CHECK_FALSE(value_of(all.lines.back(), key).empty());
  }
  CHECK_FALSE(value_of(one.lines.back(), "rsi_14").empty());
  CHECK(value_of(one.lines.back(), "sma_20").empty());
}

TEST_CASE("bands of another width than 2 carry it in their keys, and --as stands before every key") {
  Rig rig(stages::indicators(), {{"--bb", "2,2,2,2.5"}, {"--as", "x"}});
  for (int i = 0; i < 3; ++i) rig.line(bar(i, 100 + i));
  CHECK(value_of(rig.lines.back(), "x_bb_mid_2") == "101.5");
  CHECK(value_of(rig.lines.back(), "x_bb_upper_2") == "102.5");
  CHECK(value_of(rig.lines.back(), "x_bb_upper_2_2.5") == "102.75");
}

TEST_CASE("the bar that ends at midnight belongs to the day before") {
  Rig rig(stages::indicators(), {{"--vwap", "true"}});
  const int day = 24 * 60;
  rig.line(bar(day - 2, 100));
  rig.line(bar(day - 1, 200));
  rig.line(bar(day, 400));
  CHECK(value_of(rig.lines[1], "vwap") == "150");
  CHECK(value_of(rig.lines[2], "vwap") == "400");
}

TEST_CASE("volatility is annual for bars of time and absent for bars of trades") {
  Rig rig(stages::indicators(), {{"--volatility", "2"}});
  for (int i = 0; i < 5; ++i) {
    rig.line(bar(i, 100 + i * i));
    rig.line(bar(i, 100 + i * i, "BTC-USD", us_per_min, "100t"));
  }
  CHECK_FALSE(value_of(rig.lines[8], "volatility_2").empty());
  CHECK(value_of(rig.lines[9], "volatility_2").empty());
}

TEST_CASE("a key that is there already stays and is reported") {
  Rig rig(stages::indicators(), {{"--sma", "1"}});
  std::string line = bar(0, 100);
  line.insert(line.size() - 1, R"(,"sma_1":5)");
  rig.line(line);
  CHECK(rig.lines[0] == line);
  REQUIRE(rig.out().complaints().size() == 1);
  CHECK(rig.out().complaints()[0].status == Exit::bad_data);
}

TEST_CASE("lengths of no bars, the same length twice and half a pair of bands are refused") {
  CHECK(Rig(stages::indicators(), {{"--sma", "0"}}).error == "--sma is 0, expected 1 to 100000 bars");
  CHECK(Rig(stages::indicators(), {{"--rsi", "5,5"}}).error == "--rsi has 5 twice, expected each once");
  CHECK(Rig(stages::indicators(), {{"--bb", "20"}}).error ==
        "--bb has 1 numbers, expected pairs such as 20,2");
  CHECK_FALSE(Rig(stages::indicators(), {{"--bb", "20.5,2"}}).error.empty());
}

TEST_CASE("the regime is labelled once the slow window is full, under another key with --as") {
  Rig plain(stages::regime()), renamed(stages::regime(), {{"--as", "mood"}});
  for (int i = 0; i < 50; ++i) {
    plain.line(bar(i, 100 + 2 * i));
    renamed.line(bar(i, 100 + 2 * i));
  }
  CHECK(value_of(plain.lines[48], "regime").empty());
  CHECK(value_of(plain.lines[49], "regime") == "UPTREND");
  CHECK(value_of(renamed.lines[49], "mood") == "UPTREND");
  CHECK(value_of(renamed.lines[49], "regime").empty());
}

TEST_CASE("the limits of volatility are those of hourly bars, scaled to the bar's length") {
  // True range 2 of 100: calm for an hour, wild for a minute.
  Rig minute(stages::regime()), hour(stages::regime());
  for (int i = 0; i < 50; ++i) {
    minute.line(bar(i, 100));
    hour.line(bar(i, 100, "BTC-USD", us_per_hour, "1h"));
  }
  CHECK(value_of(minute.lines.back(), "regime") == "VOLATILE");
  CHECK(value_of(hour.lines.back(), "regime") == "RANGING");
}

TEST_CASE("a fast average that is not faster is refused") {
  CHECK(Rig(stages::regime(), {{"--fast", "50"}}).error ==
        "--fast is 50, expected fewer bars than --slow 50");
}

TEST_CASE("indicators asked for together give the bytes that each gives alone") {
  const std::vector<std::pair<std::string, std::string>> asked = {
      {"--sma", "20,50,7"}, {"--ema", "12,26,5"},       {"--rsi", "14,3"},        {"--atr", "14,9"},
      {"--bb", "20,2,9,3"}, {"--vwap-window", "20,11"}, {"--volume-ratio", "20"}, {"--adx", "14,6"}};
  Rig together(stages::indicators(), asked);
  std::vector<std::unique_ptr<Rig>> alone;
  for (const auto& option : asked)
    alone.push_back(std::make_unique<Rig>(stages::indicators(),
                                          std::vector<std::pair<std::string, std::string>>{option}));
  for (int i = 0; i < 300; ++i) {
    const std::string line = bar(i, 100 + i * i % 37 * 0.25);
    together.line(line);
    // The keys stand in the order of the options: one run's notes behind the other's.
    std::string expected = line.substr(0, line.size() - 1);
    for (auto& rig : alone) {
      rig->line(line);
      const std::string& noted = rig->lines.back();
      expected += noted.substr(line.size() - 1, noted.size() - line.size());
    }
    REQUIRE(together.lines.back() == expected + "}");
  }
}
