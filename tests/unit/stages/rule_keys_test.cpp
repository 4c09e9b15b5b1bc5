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

TEST_CASE("a word that its key never was is named, with the nearest of those that it was or can be") {
  CHECK(
      said("regime == UPTREMD", R"(,"regime":"RANGING")") ==
      "signal-agg: rule \"regime == UPTREMD\": regime was UPTREMD on none of 60 candles of 1m; did you mean "
      "UPTREND?");
  CHECK(said("state != COOL and HOT == state", R"(,"state":"WARM")", 60, R"(,"more":1)") ==
        "signal-agg: rule \"state != COOL and HOT == state\": state was COOL on none of 60 candles of 1m; it "
        "was WARM\n"
        "signal-agg: rule \"state != COOL and HOT == state\": state was HOT on none of 60 candles of 1m; it "
        "was WARM");
}

TEST_CASE("a word that came once was there, and one whose key never came is not named beside it") {
  CHECK(said("late == HOT", "", 60, R"(,"late":"HOT")").empty());
  CHECK(said("state == HOT", "") ==
        "signal-agg: rule \"state == HOT\": state was on none of 60 candles of 1m");
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

TEST_CASE("of the sources that a file names those that never spoke are told, and why") {
  Rig rig(stages::signal_agg(), {{"--on", "1m"},
                                 {"--sources",
                                  "[source.rsi]\nweight = 1\n"
                                  "[source.near]\nkind = \"rsi\"\nweight = 1\ntf = \"1m\"\n"
                                  "[source.label]\nkind = \"regime\"\nweight = 1\ntf = \"1m\"\n"
                                  "[source.off]\nkind = \"rsi\"\nweight = 0\n"
                                  "[source.heard]\nweight = 1\n[source.zscor]\nweight = 1\n"}});
  rig.line(R"({"type":"signal","ts":1,"symbol":"BTC-USD","source":"heard","side":"buy","confidence":1})");
  rig.line(R"({"type":"candle","ts":60000000,"venue":"v","symbol":"BTC-USD","tf":"1m","start":0,)"
           R"("open":1,"high":1,"low":1,"close":1,"volume":1,"regime":"RANGING","rsi_15":50})");
  rig.end();
  CHECK(rig.stage().summary() ==
        "signal-agg: 1 evaluated, 0 proposed, 1 blocked (coverage 1)\n"
        "signal-agg: source near: rsi_14 was on none of 1 candles of 1m; did you mean rsi_15?\n"
        "signal-agg: source rsi: no candle of 1h came\n"
        "signal-agg: source zscor: no signal of it came");
}

TEST_CASE("symbols and venues that were named and never came are told") {
  Rig rig(stages::signal_agg(), {{"--symbols", "BTCUSDT,BTC-USD"}, {"--venues", "kraken"}});
  for (const char* symbol : {"BTC-USD", "ETH-USD"})
    rig.line(std::string(R"({"type":"candle","ts":60000000,"venue":"v","symbol":")") + symbol +
             R"(","tf":"1m","start":0,"open":1,"high":1,"low":1,"close":1,"volume":1})");
  rig.end();
  CHECK(rig.stage().summary() ==
        "signal-agg: 0 evaluated, 0 proposed, 0 blocked; no candle of BTCUSDT came, which --symbols names; "
        "no candle of kraken came, which --venues names");
}
