// What the rules of exits read from candles, and what is said when it is not there.
#include "exits_rig.h"

using namespace tu;
using namespace tu::stages::testing;
using Options = Watcher::Options;

namespace {

// What was complained of, as "STATUS message", "" for nothing.
std::string complaint(Watcher& w) {
  std::string all;
  for (const Out::Complaint& c : w.rig.out().complaints())
    all += std::to_string(static_cast<int>(c.status)) + " " + c.message;
  return all;
}
void pass(Watcher& w, int candles, const std::string& notes = "") {
  for (int i = 0; i < candles; ++i) CHECK(w.at(100, notes).empty());
}
std::string summary(const Watcher& w) {
  return w.rig.stage().summary();
}

}  // namespace

TEST_CASE("a trail whose ATR is not on the candles is complained of once its window has passed") {
  Watcher w(Options{{"--stop", "0"}, {"--trail", "3"}});
  pass(w, 15);
  CHECK(complaint(w).empty());
  pass(w, 2);
  CHECK(complaint(w) ==
        "78 --trail cannot stop a loss in BTC-USD-PERP at v: none of 16 candles of 1m had atr_14; put "
        "`indicators --atr 14` in front of exits");
  CHECK(summary(w) == "exits: 17 looks at positions (17 without atr_14 of 1m: no --trail), 0 proposed");
}

TEST_CASE("an ATR that warms up is no matter of complaint; the looks without it are counted") {
  Watcher w(Options{{"--stop", "0"}, {"--trail", "3"}});
  pass(w, 14);
  pass(w, 30, R"(,"atr_14":1)");
  CHECK(complaint(w).empty());
  CHECK(summary(w) == "exits: 44 looks at positions (14 without atr_14 of 1m: no --trail), 0 proposed");
}

TEST_CASE("an ATR of another length is none") {
  Watcher w(Options{{"--stop", "0"}, {"--vol-stop", "2"}, {"--trail", "3"}});
  pass(w, 16, R"(,"atr_10":1)");
  CHECK(complaint(w).starts_with("78 --trail and --vol-stop cannot stop a loss"));
}

TEST_CASE("a trail on a timeframe that never comes is complained of after fifteen of its lengths") {
  Watcher w(Options{{"--stop", "0"}, {"--trail", "3"}, {"--trail-tf", "5m"}});
  pass(w, 75, R"(,"atr_14":1)");
  CHECK(complaint(w).empty());
  pass(w, 1);
  CHECK(complaint(w) ==
        "78 --trail cannot stop a loss in BTC-USD-PERP at v: no candle of 5m came within 76m; put "
        "`candles --tf 5m | indicators --atr 14` in front of exits");
}

TEST_CASE("without a trail no ATR is missed, nor while no position is held") {
  Watcher fixed(Options{{"--stop", "2%"}});
  pass(fixed, 20);
  CHECK(complaint(fixed).empty());
  CHECK(summary(fixed) == "exits: 20 looks at positions, 0 proposed");
  Watcher other(Options{{"--trail", "3"}, {"--strategy", "t"}});
  pass(other, 20);
  CHECK(complaint(other).empty());
}

TEST_CASE("widths by regime need a regime on the candle, unless one is for any") {
  Watcher w(Options{{"--stop", "0"}, {"--vol-stop", "UPTREND=3"}});
  pass(w, 1000, R"(,"atr_14":1)");
  CHECK(complaint(w).empty());
  pass(w, 1, R"(,"atr_14":1)");
  CHECK(complaint(w) ==
        "78 --vol-stop cannot stop a loss in BTC-USD-PERP at v: none of 1001 candles of 1m had regime; put "
        "`regime` in front of exits");
  CHECK(summary(w) ==
        "exits: 1001 looks at positions (1001 without regime of 1m: no --vol-stop), 0 proposed");
  Watcher any(Options{{"--stop", "0"}, {"--vol-stop", "UPTREND=3,*=2"}});
  pass(any, 1, R"(,"atr_14":1)");
  CHECK(summary(any) == "exits: 1 looks at positions, 0 proposed");
}

TEST_CASE("who watches nobody names the strategies whose positions it saw") {
  Watcher w(Options{{"--strategy", "typo"}});
  pass(w, 2);
  CHECK(summary(w) ==
        "exits: 0 looks at positions, 0 proposed\n"
        "exits: nobody of --strategy typo held a position, and those of s were not watched here");
  Watcher own(Options{{"--strategy", "s"}});
  pass(own, 1);
  CHECK(summary(own) == "exits: 1 looks at positions, 0 proposed");
}

TEST_CASE("where no candle of --on came the summary names those that did") {
  Watcher w(Options{{"--on", "5m"}});
  pass(w, 2);
  CHECK(summary(w) == "exits: 0 looks at positions, 0 proposed; no candle of 5m came, only of 1m");
}

TEST_CASE(
    "a position that waits for candles which nobody makes is complained of after three of their lengths") {
  Watcher w(Options{{"--on", "5m"}});
  pass(w, 16);
  CHECK(complaint(w).empty());
  pass(w, 3);
  CHECK(complaint(w) ==
        "78 nobody watches BTC-USD-PERP at v; no candle of 5m came, only of 1m; put `candles --tf 5m` in "
        "front of exits, or name one of these as --on");
  Watcher other(Options{{"--on", "5m"}, {"--strategy", "t"}});
  pass(other, 30);
  CHECK(complaint(other).empty());
  Watcher soon(Options{{"--on", "1h"}});
  pass(soon, 100);
  CHECK(complaint(soon).empty());
}

TEST_CASE("a width for a word that the stage regime never writes is refused where that stage is in front") {
  const auto begin = [](const std::string& list, const std::string& via) {
    Watcher w(Options{{"--stop", "0"}, {"--vol-stop", list}});
    w.rig.line(R"({"type":"session","ts":0,"id":"x","mode":"replay","source":"t","pace":"max","via":[)" +
               via + "]}");
    return w.rig.out().stopped() ? w.rig.out().error().message : "";
  };
  const std::string regime = R"("indicators:01","regime:02")";
  CHECK(begin("UPTRND=0.5", regime) ==
        "--vol-stop: \"UPTRND\" is no regime that the stage regime writes; did you mean UPTREND?");
  CHECK(begin("CALM=0.5,*=2", regime).ends_with("expected DOWNTREND, UPTREND, VOLATILE, RANGING"));
  CHECK(begin("UPTREND=0.5,*=2", regime).empty());
  CHECK(begin("CALM=0.5", R"("indicators:01")").empty());  // another program may write it
}

TEST_CASE(
    "widths of which none was for a regime that came have stopped no loss, and the run does not end well") {
  const auto run = [](const std::string& list, const std::string& word) {
    Watcher w(Options{{"--stop", "0"}, {"--vol-stop", list}});
    pass(w, 3, R"(,"atr_14":1,"regime":")" + word + "\"");
    w.rig.end();
    return complaint(w);
  };
  CHECK(run("UPTRND=0.5", "RANGING") ==
        "78 --vol-stop could stop no loss: the regime was never UPTRND; it was RANGING");
  CHECK(run("CALM=0.5", "CALM").empty());
  CHECK(run("UPTREND=0.5", "RANGING").empty());  // it may come another day
  CHECK(run("UPTRND=0.5,*=2", "RANGING").empty());
}
