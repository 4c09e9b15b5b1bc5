#include "base/text.h"
#include "rig.h"
#include "stages/all.h"
#include "stages/timeframe.h"

using namespace tu;
using namespace tu::stages::testing;

namespace {

constexpr TsUs minute = us_per_min;

std::string trade(TsUs ts, const std::string& price, const std::string& size, const std::string& side = "buy",
                  const std::string& symbol = "BTC-USD") {
  return R"({"type":"trade","ts":)" + std::to_string(ts) + R"(,"venue":"v","symbol":")" + symbol +
         R"(","price":)" + price + R"(,"size":)" + size + R"(,"side":")" + side + "\"}";
}
std::string candle(TsUs start, TsUs length, const std::string& tf, double o, double h, double l, double c) {
  const auto n = [](double x) { return text::of_real(x); };
  return R"({"type":"candle","ts":)" + std::to_string(start + length) +
         R"(,"venue":"v","symbol":"BTC-USD","tf":")" + tf + R"(","start":)" + std::to_string(start) +
         R"(,"open":)" + n(o) + R"(,"high":)" + n(h) + R"(,"low":)" + n(l) + R"(,"close":)" + n(c) +
         R"(,"volume":2})";
}
std::string beat(TsUs ts) {
  return R"({"type":"beat","ts":)" + std::to_string(ts) + "}";
}

}  // namespace

TEST_CASE("a time bar stands before the event that closes it, with its end as ts") {
  Rig rig(stages::candles());
  rig.line(trade(5, "100", "1"));
  rig.line(trade(10, "110", "2", "sell"));
  rig.line(trade(minute - 1, "90", "3"));
  REQUIRE(rig.take("candle").empty());
  rig.line(trade(minute, "95", "1"));
  REQUIRE(rig.lines.size() == 2);
  CHECK(
      rig.lines[0] ==
      R"({"type":"candle","ts":60000000,"venue":"v","symbol":"BTC-USD","tf":"1m","start":0,"open":100,"high":110,)"
      R"("low":90,"close":90,"volume":6,"trades":3,"quote_volume":590,"taker_buy":4})");
  CHECK(value_of(rig.lines[1], "type") == "trade");
}

TEST_CASE("a beat or another symbol's event closes a bar too") {
  Rig rig(stages::candles());
  rig.line(trade(5, "100", "1"));
  rig.line(beat(minute));
  CHECK(rig.take("candle").size() == 1);
  rig.line(trade(minute + 5, "100", "1"));
  rig.line(trade(2 * minute + 7, "1", "1", "buy", "ETH-USD"));
  const auto bars = rig.take("candle");
  REQUIRE(bars.size() == 1);
  CHECK(value_of(bars[0], "symbol") == "BTC-USD");
  CHECK(value_of(bars[0], "ts") == "120000000");
}

TEST_CASE("times without trades make no bars, and the bar in which the input ends is not made") {
  Rig rig(stages::candles());
  rig.line(trade(5, "100", "1"));
  rig.line(trade(10 * minute, "100", "1"));
  CHECK(rig.take("candle").size() == 1);
  rig.end();
  CHECK(rig.take("candle").empty());
}

TEST_CASE("bars that end together stand in order of their names") {
  Rig rig(stages::candles(), {{"--tf", "1m,2m"}});
  rig.line(trade(5, "3", "1", "buy", "Z-USD"));
  rig.line(trade(6, "3", "1", "buy", "A-USD"));
  rig.line(beat(2 * minute));
  const auto bars = rig.take("candle");
  REQUIRE(bars.size() == 4);
  CHECK(value_of(bars[0], "symbol") + value_of(bars[0], "tf") == "A-USD1m");
  CHECK(value_of(bars[1], "symbol") + value_of(bars[1], "tf") == "Z-USD1m");
  CHECK(value_of(bars[2], "symbol") + value_of(bars[2], "tf") == "A-USD2m");
  CHECK(value_of(bars[3], "symbol") + value_of(bars[3], "tf") == "Z-USD2m");
}

TEST_CASE("a bar of trades follows the trade that fills it") {
  Rig rig(stages::candles(), {{"--tf", "2t,5v,1000d"}});
  rig.line(trade(5, "100", "1"));
  rig.line(trade(7, "101", "1"));
  REQUIRE(rig.lines.size() == 3);
  CHECK(value_of(rig.lines[2], "tf") == "2t");
  CHECK(value_of(rig.lines[2], "ts") == "7");
  CHECK(value_of(rig.lines[2], "start") == "5");
  rig.lines.clear();
  rig.line(trade(9, "100", "3"));
  const auto bars = rig.take("candle");
  REQUIRE(bars.size() == 1);
  CHECK(value_of(bars[0], "tf") == "5v");
  rig.line(trade(11, "100", "5"));
  CHECK(rig.take("candle").size() == 3);  // 2t, 5v, and 1001 of notional
}

TEST_CASE("a bar of smaller candles follows the one that ends with it") {
  Rig rig(stages::candles(), {{"--tf", "3m"}});
  rig.line(candle(0, minute, "1m", 10, 12, 9, 11));
  rig.line(candle(minute, minute, "1m", 11, 15, 11, 14));
  CHECK(rig.take("candle").size() == 2);
  rig.line(candle(2 * minute, minute, "1m", 14, 14, 8, 9));
  rig.end();
  REQUIRE(rig.lines.size() == 2);
  CHECK(
      rig.lines[1] ==
      R"({"type":"candle","ts":180000000,"venue":"v","symbol":"BTC-USD","tf":"3m","start":0,"open":10,"high":15,)"
      R"("low":8,"close":9,"volume":6})");
}

TEST_CASE("a bar whose last candle is missing is finished by the first later event, not at its end") {
  Rig rig(stages::candles(), {{"--tf", "3m"}});
  rig.line(candle(0, minute, "1m", 10, 12, 9, 11));
  rig.line(beat(3 * minute));
  CHECK(rig.take("candle").size() == 1);
  rig.line(beat(3 * minute + 1));
  const auto bars = rig.take("candle");
  REQUIRE(bars.size() == 1);
  CHECK(value_of(bars[0], "ts") == "180000000");
}

TEST_CASE("the bar inside which the candles begin is not made") {
  Rig rig(stages::candles(), {{"--tf", "3m"}});
  for (int i = 1; i < 6; ++i) rig.line(candle(i * minute, minute, "1m", 10, 12, 9, 11));
  std::vector<std::string> bars;
  for (const auto& s : rig.lines)
    if (value_of(s, "tf") == "3m") bars.push_back(s);
  REQUIRE(bars.size() == 1);
  CHECK(value_of(bars[0], "start") == "180000000");
}

TEST_CASE("a timeframe that the stream has itself is not made again") {
  Rig rig(stages::candles());
  for (int i = 0; i < 5; ++i) rig.line(candle(i * minute, minute, "1m", 10, 12, 9, 11));
  CHECK(rig.take("candle").size() == 5);
}

TEST_CASE(
    "a bar that the stream brings in the same instant is not made once more, in whatever order they stand") {
  for (const bool first : {true, false}) {
    Rig rig(stages::candles(), {{"--tf", "5m"}});
    for (int i = 0; i < 10; ++i) {
      const std::string own = candle((i - 4) * minute, 5 * minute, "5m", 1, 2, 1, 2);
      if (i % 5 == 4 && first) rig.line(own);
      rig.line(candle(i * minute, minute, "1m", 1, 2, 1, 2));
      if (i % 5 == 4 && !first) rig.line(own);
    }
    rig.end();
    CHECK(rig.take("candle").size() == 12);
    CHECK(rig.stage().summary() ==
          "candles: 2 bars of these timeframes came in the input, and were not made again");
  }
}

TEST_CASE("a bar of trades is not made where the stream brings it") {
  Rig rig(stages::candles(), {{"--tf", "1m"}});
  rig.line(trade(5, "100", "1"));
  rig.line(candle(0, minute, "1m", 100, 100, 100, 100));
  rig.line(trade(minute + 5, "100", "1"));
  rig.line(trade(2 * minute + 5, "100", "1"));
  rig.end();
  CHECK(rig.take("candle").size() == 1);
}

TEST_CASE("nothing is told of a timeframe that the input has and that nothing smaller could make") {
  Rig rig(stages::candles(), {{"--tf", "1m"}});
  for (int i = 0; i < 5; ++i) rig.line(candle(i * minute, minute, "1m", 10, 12, 9, 11));
  rig.end();
  CHECK(rig.stage().summary().empty());
}

TEST_CASE("the first bars of an instant stand at its end, in order of their names") {
  Rig rig(stages::candles(), {{"--tf", "2m"}});
  const auto bar = [](int i, const std::string& symbol) {
    std::string line = candle(i * minute, minute, "1m", 1, 2, 1, 2);
    return line.replace(line.find("BTC-USD"), 7, symbol);
  };
  for (int i = 0; i < 2; ++i)
    for (const char* symbol : {"ETH-USD", "BTC-USD"}) rig.line(bar(i, symbol));
  rig.end();
  const auto bars = rig.take("candle");
  REQUIRE(bars.size() == 6);
  CHECK(value_of(bars[4], "tf") + value_of(bars[4], "symbol") == "2mBTC-USD");
  CHECK(value_of(bars[5], "tf") + value_of(bars[5], "symbol") == "2mETH-USD");
}

TEST_CASE("bars of quotes use the middle and carry the last bid and ask; trades take over") {
  Rig rig(stages::candles());
  const auto quote = [](TsUs ts, int bid, int ask) {
    return R"({"type":"quote","ts":)" + std::to_string(ts) + R"(,"venue":"v","symbol":"BTC-USD","bid":)" +
           std::to_string(bid) + R"(,"bid_size":1,"ask":)" + std::to_string(ask) + R"(,"ask_size":1})";
  };
  rig.line(quote(1, 99, 101));
  rig.line(quote(2, 101, 105));
  rig.line(beat(minute));
  auto bars = rig.take("candle");
  REQUIRE(bars.size() == 1);
  CHECK(bars[0] == R"({"type":"candle","ts":60000000,"venue":"v","symbol":"BTC-USD","tf":"1m","start":0,)"
                   R"("open":100,"high":103,"low":100,"close":103,"volume":0,"bid":101,"ask":105})");
  rig.line(quote(minute + 1, 99, 101));
  rig.line(trade(minute + 2, "50", "1"));
  rig.line(quote(minute + 3, 99, 101));
  rig.line(beat(2 * minute));
  bars = rig.take("candle");
  REQUIRE(bars.size() == 1);
  CHECK(value_of(bars[0], "high") == "50");
  CHECK(value_of(bars[0], "bid") == "99");
}

TEST_CASE("weeks begin on Mondays and a timeframe that is none is refused") {
  CHECK(stages::bar_start(from_civil(2025, 5, 7), 7 * us_per_day) == from_civil(2025, 5, 5));
  CHECK(stages::bar_start(-1, us_per_min) == -us_per_min);
  CHECK(stages::parse_timeframe("1d")->by == stages::Timeframe::By::time);
  CHECK(stages::parse_timeframe("367d")->by == stages::Timeframe::By::notional);
  CHECK_FALSE(stages::parse_timeframe("5"));
  CHECK_FALSE(stages::parse_timeframe("0m"));
  CHECK_FALSE(stages::parse_timeframe("1.5t"));
  Rig rig(stages::candles(), {{"--tf", "5m,abc"}});
  CHECK(rig.error.find("\"abc\"") != std::string::npos);
}
