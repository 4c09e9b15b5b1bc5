#include "study/script_check.h"

#include <catch2/catch.hpp>

using namespace tu;
using namespace tu::study;

namespace {

// "TOOL: text" of each, those that are not sure with "maybe " in front.
std::string found(const std::string& text) {
  run::ScriptRequest request;
  request.name = "s.sh";
  request.text = text;
  const auto script = run::read_script(request);
  REQUIRE(script);
  std::string all;
  for (const Finding& f : examine_fit(*script, "s.sh", [](std::string_view) { return std::nullopt; }))
    all += (f.level == Finding::Level::bad ? "" : "maybe ") + f.text + "\n";
  return all;
}

}  // namespace

TEST_CASE("a strategy of exits that nobody proposes under is found, with the name that there is") {
  CHECK(found("exits --strategy bbadxx | signal-agg --strategy bbadx\n") ==
        "s.sh:1: exits: --strategy bbadxx: no stage here proposes under that name, so it watches nobody; "
        "there is bbadx\n");
  CHECK(found("exits --strategy bbadx | signal-agg --strategy bbadx\n").empty());
  CHECK(found("exits | signal-agg --strategy bbadx\n").empty());
  CHECK(found("exits --strategy elsewhere | place-order --strategy elsewhere\n").empty());
}

TEST_CASE("the names of place-order and envelope are compared too; another program may propose") {
  CHECK(found("signal-agg --strategy a | place-order --strategy b\n") ==
        "s.sh:1: place-order: --strategy b: no stage here proposes under that name; there is a\n");
  CHECK(found("envelope --strategy b | signal-agg --strategy a\n").starts_with("s.sh:1: envelope: "));
  CHECK(found("exits --strategy b | ./mine.py | signal-agg --strategy a\n")
            .starts_with("maybe s.sh:1: exits: "));
}

TEST_CASE("a strategy whose positions no exits of the script watches is told") {
  CHECK(found("exits --strategy a | signal-agg --strategy a |\n signal-agg --strategy b\n") ==
        "maybe s.sh:2: signal-agg: --strategy b: no exits of this script watches its positions\n");
  CHECK(found("exits --strategy a | exits --strategy b | signal-agg --strategy a | signal-agg --strategy b\n")
            .empty());
}

TEST_CASE("a trail without its ATR in front is found before the run, with what to add") {
  CHECK(
      found("indicators --adx 14 | exits --on 5m --trail 3\n") ==
      "s.sh:1: exits: --trail reads atr_14 of candles of 5m, which no stage in front writes; add indicators "
      "--atr 14\n");
  CHECK(found("indicators --adx 14 | exits --stop 2%\n").empty());
  CHECK(found("indicators | exits --trail 3\n").empty());
  CHECK(found("indicators --atr 14 --as mine | exits --trail 3\n") != "");
  CHECK(found("exits --trail 3 | indicators --atr 14\n") != "");
  CHECK(found("./mine.py | exits --trail 3\n").starts_with("maybe "));
}

TEST_CASE("indicators in front of candles do not reach the bars that those make") {
  CHECK(found("candles --tf 1h | indicators | exits --trail 3 --trail-tf 1h\n").empty());
  CHECK(found("indicators | candles --tf 5m,1h | exits --trail 3 --trail-tf 1h\n") ==
        "s.sh:1: exits: --trail reads atr_14 of candles of 1h, which indicators cannot write: it stands "
        "before candles\n");
}

TEST_CASE("what size and rules need is looked for as well") {
  CHECK(found("indicators --volatility 288 | size --method volatility\n") ==
        "s.sh:1: size: --method volatility reads volatility_20 of candles, which no stage in front writes; "
        "add indicators --volatility 20\n");
  CHECK(found("indicators --volatility 288 | size --method volatility --vol-key volatility_288\n").empty());
  CHECK(
      found("indicators --bb 20,2 | signal-agg --buy 'close > bb_uper_20'\n") ==
      "s.sh:1: signal-agg: --buy reads bb_uper_20 of candles of 1m, which no stage in front writes; did you "
      "mean bb_upper_20?\n");
  CHECK(found("indicators | regime | signal-agg --buy 'rsi_14 < 30 and regime == UPTREND and close > vwap'\n")
            .empty());
  CHECK(found("book | signal-agg --buy 'book_imbalance > 0.1'\n").empty());
}

TEST_CASE("a word that a key can never be is found before the run, with the one that may be meant") {
  CHECK(found("regime | signal-agg --buy 'regime == UPTREMD and close > 1'\n") ==
        "s.sh:1: signal-agg: --buy reads whether regime is UPTREMD, which regime never writes; did you mean "
        "UPTREND?\n");
  CHECK(found("regime --as r | signal-agg --sell 'BULL != r'\n") ==
        "s.sh:1: signal-agg: --sell reads whether r is BULL, which regime never writes; it writes DOWNTREND, "
        "UPTREND, VOLATILE, RANGING\n");
  CHECK(found("indicators | regime | exits --vol-stop UPTREMD=3,RANGING=2\n") ==
        "s.sh:1: exits: --vol-stop reads whether regime is UPTREMD, which regime never writes; did you mean "
        "UPTREND?\n");
  CHECK(found("./mine.py | regime | signal-agg --buy 'regime == UPTREMD'\n").starts_with("maybe s.sh:1: "));
  CHECK(found("./mine.py | signal-agg --buy 'regime == BULL'\n").find("BULL") == std::string::npos);
  CHECK(found("regime | signal-agg --buy 'regime == UPTREND' --sell 'regime == VOLATILE'\n").empty());
}

TEST_CASE("an option that a stage would refuse is found") {
  CHECK(found("exits --stop two\n").starts_with("s.sh:1: exits: --stop \"two\": expected a rate"));
}

TEST_CASE("a timeframe that is decided on and that candles in front does not make is told") {
  CHECK(found("candles --tf 1h | indicators | exits --trail 2 --trail-tf 4h --on 7m\n") ==
        "maybe s.sh:1: exits: --on 7m: candles in front makes 1h; candles of 7m must come in the input\n"
        "maybe s.sh:1: exits: --trail-tf 4h: candles in front makes 1h; candles of 4h must come in the "
        "input\n");
  CHECK(found("candles --tf 1h | signal-agg --on 90m --buy 'close > 1'\n").starts_with("maybe s.sh:1: "));
  CHECK(found("candles --tf 1h,7m | indicators | exits --trail 2 --trail-tf 1h --on 7m\n").empty());
  CHECK(found("candles --tf 5m | exits --on 1m\n").empty());
  CHECK(found("exits --on 7m\n").empty());
  CHECK(found("./mine.py | candles --tf 1h | exits --on 7m\n").empty());
}
