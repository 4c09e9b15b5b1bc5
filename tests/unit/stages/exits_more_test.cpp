// Exits beside stop, target, trail, time and signal: see exits_test.cpp for those.
#include "exits_rig.h"

using namespace tu;
using namespace tu::stages::testing;
using Options = Watcher::Options;

namespace {

// The same with lots of 0.1.
struct InLots : Watcher {
  explicit InLots(Options o, const std::string& side = "buy") : Watcher(with_venue(std::move(o)), side) {}
  static Options with_venue(Options o) {
    o.push_back({"--venue",
                 "[v]\nsource = \"made up\"\n[v.instruments.\"*-PERP\"]\ntick = \"0.01\"\nlot = "
                 "\"0.1\"\nmin_notional = \"1\"\nimr = \"10%\"\nmmr = \"5%\"\n"});
    return o;
  }
};

std::string refused(Options o) {
  Rig rig(stages::exits(), std::move(o));
  return rig.error;
}

}  // namespace

TEST_CASE("HIBERNATE leaves everything, whatever the rules; TURTLE nothing") {
  InLots w(Options{{"--stop", "0"}});
  w.say("posture", R"("rm":0.6,"posture":"TURTLE")");
  CHECK(w.at(100).empty());
  w.say("posture", R"("rm":0.1,"posture":"HIBERNATE")");
  CHECK(w.at(100) == "hibernate");
  CHECK(value_of(w.last, "intent") == "close");
}

TEST_CASE("the boost that falls from 1.25 to under 1.10 while the position is held leaves it, if asked") {
  for (const bool asked : {true, false}) {
    InLots w(asked ? Options{{"--stop", "0"}, {"--acb", "true"}} : Options{{"--stop", "0"}});
    w.say("factor", R"("boost":1.25,"beta":0.2)");
    CHECK(w.at(100).empty());
    w.say("factor", R"("boost":1.1,"beta":0.2)");
    CHECK(w.at(100).empty());
    w.say("factor", R"("boost":1.25,"beta":0.2)");
    CHECK(w.at(100).empty());
    w.say("factor", R"("boost":1.0999,"beta":0.2)");
    CHECK(w.at(100) == (asked ? "acb" : ""));
  }
}

TEST_CASE("a boost that a new day begins with has not fallen away within one") {
  InLots w(Options{{"--stop", "0"}, {"--acb", "true"}});
  w.say("factor", R"("boost":1.4,"beta":0.2)");
  CHECK(w.at(100).empty());
  w.ts += us_per_day;
  w.say("factor", R"("boost":1,"beta":0.2)");
  CHECK(w.at(100).empty());
}

TEST_CASE("a posture that nobody knows counts as the worst") {
  InLots w(Options{{"--stop", "0"}});
  w.say("posture", R"("rm":0.9,"posture":"FINE?")");
  CHECK(w.at(100) == "hibernate");
}

TEST_CASE("a stop of the volatility takes the width of the regime and is never loosened") {
  InLots w(Options{{"--stop", "0"}, {"--vol-stop", "UPTREND=3,*=2"}});
  CHECK(w.at(100, R"(,"atr_14":2,"regime":"UPTREND")").empty());             // 94
  CHECK(w.at(100, 96.5, 100, R"(,"atr_14":2,"regime":"RANGING")").empty());  // 96
  CHECK(w.at(100, 96.01, 100, R"(,"atr_14":9,"regime":"UPTREND")").empty());
  CHECK(w.at(100, 96, 100, R"(,"atr_14":9,"regime":"UPTREND")") == "vol_stop");
}

TEST_CASE("without a width for the regime there is no stop of the volatility") {
  InLots w(Options{{"--stop", "0"}, {"--vol-stop", "UPTREND=3"}});
  CHECK(w.at(100, 50, 100, R"(,"atr_14":2,"regime":"RANGING")").empty());
  CHECK(w.at(100, 50, 100, R"(,"atr_14":2)").empty());
}

TEST_CASE("a short's stop of the volatility lies above") {
  InLots w(Options{{"--stop", "0"}, {"--vol-stop", "2"}}, "sell");
  CHECK(w.at(103.99, 100, 100, R"(,"atr_14":2)").empty());
  CHECK(w.at(104, 100, 100, R"(,"atr_14":2)") == "vol_stop");
}

TEST_CASE("parts are closed once at each gain, in lots, also by a process that did not see the first") {
  const Options o{{"--stop", "0"}, {"--partial", "1%=50%,2%=24%"}};
  InLots w(o);
  CHECK(w.at(100.99).empty());
  CHECK(w.at(101) == "partial");
  CHECK(value_of(w.last, "qty") == "1");
  CHECK(value_of(w.last, "intent") == "reduce");
  w.fill("101");
  CHECK(w.at(101.5).empty());
  CHECK(w.at(102) == "partial");
  CHECK(value_of(w.last, "qty") == "0.4");  // 74% of 2 is 1.48, less 1, in lots of 0.1
  w.fill("102");
  CHECK(w.at(105).empty());
  Rig anew(stages::exits(), InLots::with_venue(o), {&w.ledger, nullptr});
  anew.line(
      R"({"type":"candle","ts":90000000000,"venue":"v","symbol":"BTC-USD-PERP","tf":"1m","start":89940000000,"open":105,"high":105,"low":105,"close":105,"volume":1})");
  anew.end();
  CHECK(anew.take("proposal").empty());
}

TEST_CASE("a gain that jumps over both marks closes both parts at once") {
  InLots w(Options{{"--stop", "0"}, {"--partial", "1%=50%,2%=25%"}});
  CHECK(w.at(103) == "partial");
  CHECK(value_of(w.last, "qty") == "1.5");
}

TEST_CASE("a loser goes when another symbol ranks higher by so much; a winner stays") {
  InLots w(Options{{"--stop", "0"}, {"--opportunity", "0.5"}});
  const auto rank = [&](const std::string& symbol, const std::string& score) {
    w.say("rank", R"("venue":"v","symbol":")" + symbol + R"(","score":)" + score +
                      R"(,"action":"long","position":1)");
  };
  rank("BTC-USD-PERP", "0.2");
  rank("ETH-USD-PERP", "0.69");
  CHECK(w.at(99).empty());
  rank("ETH-USD-PERP", "0.7");
  CHECK(w.at(101).empty());
  rank("ETH-USD-PERP", "0.7");
  CHECK(w.at(99) == "opportunity");
  CHECK(w.last.find("ETH-USD-PERP scores 0.7, this 0.2") != std::string::npos);
}

TEST_CASE("the eigenvalue engine's exits decide on the close, in their own order") {
  const Options o{{"--method", "dolphin"}, {"--target", "0.95%"}, {"--stop", "100%"}, {"--hold", "3m"}};
  SECTION("the target by the close, not by the low") {
    InLots w(o, "sell");
    CHECK(w.at(100, 98, 99.06).empty());
    CHECK(w.at(99.05) == "target");
  }
  SECTION("after the hold in bars") {
    InLots w(o, "sell");
    CHECK(w.at(100).empty());
    CHECK(w.at(100).empty());
    CHECK(w.at(100) == "time");
  }
  SECTION("a cascade halves the hold and widens the target") {
    InLots w(o, "sell");
    w.say("metric", R"("name":"book_cascades","value":1)");
    CHECK(w.at(99) == "time");  // 3 x 0.5 bars
  }
  SECTION("stress brings a stop of a tenth and a nearer target") {
    InLots w(o, "sell");
    w.say("metric", R"("name":"book_regime","value":1)");
    CHECK(w.at(99.44).empty());
    w.say("metric", R"("name":"book_regime","value":1)");
    CHECK(w.at(99.43) == "target");
    InLots v(o, "sell");
    v.say("metric", R"("name":"book_regime","value":1)");
    CHECK(v.at(110) == "stop");
  }
  SECTION(
      "a divergence that has turned against the position for three bars, if asked; one bar back begins "
      "anew") {
    Options turning = o;
    turning.back() = {"--hold", "1h"};
    turning.emplace_back("--turn", "0.02");
    InLots w(turning, "sell");
    const auto bar = [&](double vel_div) {
      w.say("eigen", R"("tf":"1m","members":4,"vel_div":)" + text::of_real(vel_div));
      return w.at(100);
    };
    for (const double v : {0.02, 0.03, 0.019, 0.02, 0.05}) CHECK(bar(v).empty());
    CHECK(bar(0.02) == "turn");
  }
  SECTION("an old figure of the book changes nothing") {
    InLots w({{"--method", "dolphin"}, {"--target", "0.95%"}, {"--stop", "100%"}, {"--hold", "1h"}}, "sell");
    w.say("metric", R"("name":"book_regime","value":1)");
    w.ts += minute;
    CHECK(w.at(110).empty());
  }
}

TEST_CASE("what does not go together is refused with the reason") {
  CHECK(refused({{"--vol-stop", "UPTREND"}}).find("\"UPTREND\"") != std::string::npos);
  CHECK(refused({{"--vol-stop", "2,*=3"}}).find("comes twice") != std::string::npos);
  CHECK(refused({{"--partial", "1%"}}).find("GAIN=PART") != std::string::npos);
  CHECK(refused({{"--partial", "2%=50%,1%=20%"}}).find("after a smaller gain") != std::string::npos);
  CHECK(refused({{"--partial", "1%=50%,2%=50%"}}).find("nothing is left") != std::string::npos);
  CHECK(refused({{"--partial", "1%=50%"}, {"--resting", "true"}}).find("--resting") != std::string::npos);
  CHECK(refused({{"--turn", "0.02"}}).find("--method dolphin") != std::string::npos);
  CHECK(refused({{"--method", "dolphin"}}).find("--target and --hold") != std::string::npos);
  CHECK(refused({{"--method", "dolphin"}, {"--target", "1%"}, {"--hold", "1h"}, {"--trail", "2"}})
            .find("its own order") != std::string::npos);
}
