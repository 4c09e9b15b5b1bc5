// Keys of rules that stood on no candle.
#include "rig.h"
#include "stages/all.h"

using namespace tu;
using namespace tu::stages::testing;

namespace {

// What signal-agg says at the end about rules, after `candles` of 1m that have these notes.
std::string said(const std::string& buy, const std::string& notes, int candles = 60,
                 const std::string& late = "") {
  Rig rig(stages::signal_agg(), {{"--buy", buy}});
  for (int i = 1; i <= candles; ++i)
    rig.line(R"({"type":"candle","ts":)" + std::to_string(i * us_per_min) +
             R"(,"venue":"v","symbol":"BTC-USD","tf":"1m","start":)" + std::to_string((i - 1) * us_per_min) +
             R"(,"open":1,"high":1,"low":1,"close":1,"volume":1)" + notes + (i == candles ? late : "") + "}");
  rig.end();
  const std::string s = rig.stage().summary();
  const auto line = s.find('\n');
  return line == s.npos ? "" : s.substr(line + 1);
}

}  // namespace

TEST_CASE("a key of a rule that stood on no candle is named, with the nearest that did") {
  CHECK(
      said("close > bb_uper_20 and adx_14 > 25", R"(,"bb_upper_20":2,"adx_14":30)") ==
      "signal-agg: rule \"close > bb_uper_20 and adx_14 > 25\": bb_uper_20 was on none of 60 candles of 1m; "
      "did you mean bb_upper_20?");
  CHECK(said("clsoe > 1", "") ==
        "signal-agg: rule \"clsoe > 1\": clsoe was on none of 60 candles of 1m; did you mean close?");
  CHECK(said("adx_14 > abc", R"(,"adx_14":30)") ==
        "signal-agg: rule \"adx_14 > abc\": abc was on none of 60 candles of 1m");
}

TEST_CASE("each missing key has its line, and is named once") {
  CHECK(said("a > 1 and a < 3 and b > 1", "") ==
        "signal-agg: rule \"a > 1 and a < 3 and b > 1\": a was on none of 60 candles of 1m\n"
        "signal-agg: rule \"a > 1 and a < 3 and b > 1\": b was on none of 60 candles of 1m");
}

TEST_CASE("a key that came at the last candle was there") {
  CHECK(said("x > 1", "", 60, R"(,"x":2)").empty());
}

TEST_CASE("a key that came late is among those that are near") {
  CHECK(said("sma_51 > 1", "", 4, R"(,"sma_50":2)").ends_with("did you mean sma_50?"));
}

TEST_CASE("a word where the rule wants a number is no number, and the other way round") {
  CHECK(said("regime > 1", R"(,"regime":"UPTREND")") ==
        "signal-agg: rule \"regime > 1\": regime was a number on none of 60 candles of 1m");
  CHECK(said("x == UPTREND", R"(,"x":1)") ==
        "signal-agg: rule \"x == UPTREND\": x was a word on none of 60 candles of 1m");
  CHECK(said("regime == UPTREND", R"(,"regime":"RANGING")").empty());
}

TEST_CASE("a rule without keys misses none, nor one that saw no candle") {
  CHECK(said("always", "").empty());
  CHECK(said("high > low", "").empty());
  CHECK(said("x > 1", "", 0).empty());
}

TEST_CASE("where no candle of --on came signal-agg names those that did") {
  Rig rig(stages::signal_agg(), {{"--on", "5m"}});
  for (const char* tf : {"15m", "1m", "15m"})
    rig.line(std::string(R"({"type":"candle","ts":60,"venue":"v","symbol":"BTC-USD","tf":")") + tf +
             R"(","start":0,"open":1,"high":1,"low":1,"close":1,"volume":1})");
  rig.end();
  CHECK(rig.stage().summary() ==
        "signal-agg: 0 evaluated, 0 proposed, 0 blocked; no candle of 5m came, only of 15m, 1m");
}
