#include "exits_rig.h"

using namespace tu;
using namespace tu::stages::testing;
using Options = Watcher::Options;

TEST_CASE("the stop fires at its level, from the actual average fill, not a tick before") {
  Watcher w(Options{{"--stop", "2%"}});
  CHECK(w.at(101, 98.01, 100).empty());
  CHECK(w.at(101, 98, 100) == "stop");
  CHECK(value_of(w.last, "id") == "s/BTC-USD-PERP@" + std::to_string(w.ts) + "#x1");
  CHECK(value_of(w.last, "side") == "sell");
  CHECK(value_of(w.last, "intent") == "close");
  CHECK(value_of(w.last, "qty") == "2");
  CHECK(value_of(w.last, "kind") == "market");
  CHECK(value_of(w.last, "reduce_only") == "true");
  CHECK(w.last.find(R"("cause":["v/BTC-USD-PERP/candle:1m@)") != std::string::npos);
}

TEST_CASE("a short is stopped above and takes its profit below") {
  Watcher w(Options{{"--stop", "2%"}, {"--target", "3%"}}, "sell");
  CHECK(w.at(101.99, 97.01, 100).empty());
  CHECK(w.at(102, 100, 100) == "stop");
  CHECK(value_of(w.last, "side") == "buy");
  CHECK(w.at(100, 97, 98) == "target");
}

TEST_CASE("stop comes before target in one candle, and 0 switches a rule off") {
  Watcher w(Options{{"--stop", "2%"}, {"--target", "3%"}});
  CHECK(w.at(103, 98, 100) == "stop");
  Watcher t(Options{{"--stop", "0"}, {"--target", "3%"}});
  CHECK(t.at(102.99, 50, 100).empty());
  CHECK(t.at(103, 50, 100) == "target");
}

TEST_CASE("no target is taken from the candle in which the position was opened") {
  Watcher w(Options{{"--target", "3%"}});
  w.ts = start - minute + 1;  // the candle began before the entry
  CHECK(w.at(110, 100, 100).empty());
  CHECK(w.at(110, 100, 100) == "target");
}

TEST_CASE("the trail follows the highest close and is never loosened") {
  Watcher w(Options{{"--stop", "0"}, {"--trail", "2"}});
  const auto atr = [](double x) { return R"(,"atr_14":)" + text::of_real(x); };
  CHECK(w.at(100, atr(1)).empty());           // 98
  CHECK(w.at(120, 95, 104, atr(1)).empty());  // 102: highs and lows do not count, closes do
  CHECK(w.at(102.01, atr(5)).empty());        // a wider range would loosen it: it stays at 102
  CHECK(w.at(102, atr(5)) == "trail");
  Watcher s(Options{{"--stop", "0"}, {"--trail", "2"}}, "sell");
  CHECK(s.at(96, atr(1)).empty());
  CHECK(s.at(97.99, atr(1)).empty());
  CHECK(s.at(98, atr(1)) == "trail");
}

TEST_CASE("the trail begins anew with a new position") {
  Watcher w(Options{{"--stop", "0"}, {"--trail", "2"}});
  CHECK(w.at(110, R"(,"atr_14":1)").empty());
  w.order("x", "sell", "2", "close", "market", R"(,"reduce_only":true)");
  w.ledger.row(R"({"type":"fill","ts":)" + std::to_string(w.ts) +
               R"(,"venue":"v","symbol":"BTC-USD-PERP","id":"x","fill_id":"x/1",)"
               R"("side":"sell","price":110,"qty":2,"fee":0,"fee_currency":"USD","liquidity":"taker"})");
  CHECK(w.at(100).empty());
  w.order("h2", "buy", "1", "open", "market", "");
  w.ledger.row(R"({"type":"fill","ts":)" + std::to_string(w.ts) +
               R"(,"venue":"v","symbol":"BTC-USD-PERP","id":"h2","fill_id":"h2/1",)"
               R"("side":"buy","price":100,"qty":1,"fee":0,"fee_currency":"USD","liquidity":"taker"})");
  CHECK(w.at(99).empty());  // 98 of the new one; the old one's was 108
}

TEST_CASE("time and the opposite signal come last") {
  Watcher w(Options{{"--hold", "10m"}, {"--signal", "true"}});
  const auto signal = [&](const std::string& side, const std::string& confidence) {
    w.rig.line(R"({"type":"signal","ts":)" + std::to_string(w.ts + 1) +
               R"(,"symbol":"BTC-USD-PERP","source":"m","side":")" + side + R"(","confidence":)" +
               confidence + "}");
  };
  signal("sell", "0.64");
  CHECK(w.at(100).empty());
  signal("buy", "1");
  CHECK(w.at(100).empty());
  signal("sell", "0.65");
  CHECK(w.at(100) == "signal");
  CHECK(w.at(100).empty());
  w.ts = start + 9 * minute - 1;
  CHECK(w.at(100).empty());
  w.ts = start + 9 * minute;
  CHECK(w.at(100) == "time");
}

TEST_CASE("a flat halt leaves at once, from the ledger or from the stream") {
  Watcher w(Options{});
  w.ledger.row(R"({"type":"halt","ts":5,"kind":"entries","reason":"r"})");
  CHECK(w.at(100).empty());
  w.ledger.row(R"({"type":"halt","ts":6,"kind":"flat","reason":"r"})");
  CHECK(w.at(100) == "halt");
}

TEST_CASE("one exit order at a time is outstanding") {
  Watcher w(Options{{"--stop", "2%"}});
  w.order("x", "sell", "2", "close", "market", R"(,"reduce_only":true)");
  CHECK(w.at(90).empty());
}

TEST_CASE("only positions of the named strategy are looked at") {
  Watcher w(Options{{"--stop", "2%"}, {"--strategy", "other"}});
  CHECK(w.at(90).empty());
  Watcher own(Options{{"--stop", "2%"}, {"--strategy", "s"}});
  CHECK(own.at(90) == "stop");
}

TEST_CASE("a resting stop is placed once, moved up only, and gives way to another exit") {
  const std::string venue =
      "[v]\nsource = \"t\"\n[v.instruments.\"*-PERP\"]\ntick = \"0.5\"\nlot = \"0.1\"\nmin_notional = "
      "\"1\"\n";
  Watcher w(Options{
      {"--stop", "2%"}, {"--trail", "2"}, {"--resting", "true"}, {"--target", "10%"}, {"--venue", venue}});
  CHECK(w.at(100) == "stop");
  CHECK(value_of(w.last, "kind") == "stop");
  CHECK(value_of(w.last, "stop") == "98");
  w.order("r1", "sell", "2", "close", "stop", R"(,"reduce_only":true,"stop":98)");
  CHECK(w.at(101, 97, 100).empty());             // the venue watches it
  CHECK(w.at(100.4, R"(,"atr_14":1)").empty());  // 98.4 is 98 in ticks of 0.5
  CHECK(w.at(101, R"(,"atr_14":1)") == "trail");
  CHECK(value_of(w.last, "stop") == "99");
  CHECK(value_of(w.last, "replaces") == "r1");
  CHECK(w.at(110, 105, 105) == "target");
  CHECK(value_of(w.last, "replaces") == "r1");
  CHECK(value_of(w.last, "kind") == "market");
  w.order("r2", "sell", "2", "close", "market", R"(,"reduce_only":true,"replaces":"r1")");
  CHECK(w.at(111, 105, 105).empty());  // while both are open the newer one counts
}

TEST_CASE("a resting stop that the gate moved to the venue's steps is not asked for again") {
  Watcher w(Options{{"--stop", "0"}, {"--trail", "2"}, {"--resting", "true"}});
  CHECK(w.at(100.4, R"(,"atr_14":1)") == "trail");
  CHECK(value_of(w.last, "stop") == "98.4");
  const std::string id = value_of(w.last, "id");
  w.order(id, "sell", "2", "close", "stop", R"(,"reduce_only":true,"stop":98)");
  CHECK(w.at(100.4, R"(,"atr_14":1)").empty());
  CHECK(w.at(100.5, R"(,"atr_14":1)") == "trail");
  CHECK(value_of(w.last, "replaces") == id);
}

TEST_CASE("an exit refused three times raises an alert and is asked for less often") {
  Watcher w(Options{{"--stop", "2%"}});
  const auto refuse = [&] {
    w.ledger.row(R"({"type":"reject","ts":)" + std::to_string(w.ts) +
                 R"(,"venue":"v","symbol":"BTC-USD-PERP","id":")" + value_of(w.last, "id") +
                 R"(","strategy":"s","rules":[],"reason":"r"})");
  };
  for (int i = 0; i < 3; ++i) {
    CHECK(w.at(90) == "stop");
    refuse();
  }
  CHECK(w.at(90).empty());
  CHECK(w.alerts == 1);
  CHECK(w.at(90).empty());
  w.ts += 4 * minute;
  CHECK(w.at(90) == "stop");
}

TEST_CASE("while warming the trail is learnt and nothing is proposed") {
  Watcher w(Options{{"--stop", "0"}, {"--trail", "2"}});
  w.rig.line(R"({"type":"session","ts":0,"id":"i","mode":"replay","source":"s","pace":"max","warm_until":)" +
             std::to_string(start + 2 * minute) + "}");
  CHECK(w.at(110, R"(,"atr_14":1)").empty());
  CHECK(w.at(100, R"(,"atr_14":1)").empty());
  CHECK(w.at(107, R"(,"atr_14":1)") == "trail");
}

TEST_CASE("without a ledger nothing is proposed, and that is said") {
  Rig rig(stages::exits());
  rig.line(R"({"type":"beat","ts":1})");
  rig.end();
  CHECK(rig.stage().summary() == "exits: no ledger was named, so there is no position to leave");
}
