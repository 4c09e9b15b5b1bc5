// What a resolution names, a market, an outcome, one that is misspelt, a winner that is not its own; and what
// it says of the other outcomes of its market.
#include "contracts_rig.h"

using namespace tu;
using namespace tu::stages;
using namespace tu::stages::testing;

TEST_CASE("a resolution that names the market ends the outcome that it says, in either case of letters") {
  for (const auto* more : {R"(,"outcomes":["YES","NO"])", ""})
    for (const auto* outcome : {"YES", "Yes"}) {
      Books b(more);
      CHECK(b.said(resolution(minute, "SNOW", outcome, "1")).empty());
      CHECK(b.holds());
      CHECK(b.said(resolution(2 * minute, "RAIN", outcome, "1")).empty());
      CHECK_FALSE(b.holds());
      REQUIRE(b.ledger.rows.size() >= 2);
      CHECK(b.ledger.account().resolved().price(intern("v"), intern("RAIN:YES")) != nullptr);
    }
}

TEST_CASE("a resolution that names the market and no outcome of it that is known is told") {
  Books b("");
  const auto alerts = b.said(resolution(minute, "RAIN", "MAYBE", "1"));
  REQUIRE(alerts.size() == 1);
  CHECK(alerts[0].find("v/RAIN:MAYBE at 1 is not booked: no such instrument is known") != std::string::npos);
  CHECK(b.holds());
}

TEST_CASE("a misspelt outcome is told although a pattern of the venue file fits it") {
  FakeLedger ledger;
  ledger.deposit("1000");
  ledger.hold({"1", "0.4", "buy", "RAIN-USD:YES"});
  Rig rig(settle(), {{"--venue", "[v]\n[v.instruments.\"*\"]\ntick = \"0.01\"\nlot = \"1\"\n"}},
          Ports{&ledger, nullptr});
  rig.line(resolution(minute, "RAIN-USD:YESS", "YES", "1"));
  rig.line(resolution(minute, "RAIN-USD:NO", "NO", "0"));
  rig.end();
  CHECK(rig.take("alert").size() == 1);
  CHECK_FALSE(ledger.account().flat());
}

TEST_CASE("a winner that is not the symbol's own outcome pays nothing where no names are listed") {
  Books b("");
  const auto alerts = b.said(resolution(minute, "RAIN:YES", "NO", "1"));
  REQUIRE(alerts.size() == 1);
  CHECK(alerts[0].find(R"(outcome is \"NO\" and price is 1, expected outcome YES, or price 0)") !=
        std::string::npos);
  CHECK(b.holds());
  CHECK(b.said(resolution(2 * minute, "RAIN:YES", "NO", "0")).empty());
  CHECK_FALSE(b.holds());
}

TEST_CASE("an outcome of a market that resolved by its market's name is not opened") {
  Gate g("");
  g.rig.line(instrument("RAIN:YES"));
  g.rig.line(resolution(noon, "RAIN", "YES", "1"));
  g.price(noon, "0.5", "RAIN:YES");
  g.propose(noon, "10", "", "a", "buy", "RAIN:YES");
  CHECK(g.ruling() == "resolved");
}

TEST_CASE("once an outcome resolved at 1 no outcome of its market is opened, and any is left") {
  for (const bool booked : {false, true})
    for (const auto* at : {R"("venue":"v",)", ""}) {
      Gate g("");
      const std::string line = resolution(noon, "RAIN:YES", "YES", "1", at);
      for (const auto* symbol : {"RAIN:YES", "RAIN:NO", "SUN:NO"}) {
        g.rig.line(instrument(symbol));
        g.ledger.row(instrument(symbol));
      }
      g.ledger.hold({"10", "0.5", "buy", "RAIN:NO"});
      booked ? g.ledger.row(line) : g.rig.line(line);
      const auto ask = [&](const std::string& symbol, const std::string& intent, const std::string& side) {
        g.now += minute;
        g.price(g.now, "0.5", "RAIN:NO");
        if (symbol != "RAIN:NO") g.price(g.now, "0.5", symbol);
        g.rig.line(g.text(g.now, "10", "", "p" + n(g.now), side, symbol, intent));
        return g.ruling();
      };
      CHECK(ask("RAIN:YES", "open", "buy") == "resolved");
      CHECK(ask("RAIN:NO", "open", "buy") == "resolved");
      REQUIRE(g.last.size() == 1);
      CHECK(g.last[0].find("RAIN:YES has resolved at 1, which leaves nothing for RAIN:NO") !=
            std::string::npos);
      CHECK(ask("SUN:NO", "open", "buy") == "ok");
      CHECK(ask("RAIN:NO", "close", "sell") == "ok");
    }
}

TEST_CASE("of a market with many outcomes the others are not opened after one resolved at 1") {
  const std::string names = R"(,"neg_risk":true,"outcomes":["ANN","BOB","CARL"])";
  Gate g("");
  for (const auto* symbol : {"VOTE:ANN", "VOTE:BOB", "VOTE:CARL"}) g.rig.line(instrument(symbol, names));
  const auto ask = [&](const std::string& symbol) {
    g.now += minute;
    g.price(g.now, "0.5", symbol);
    g.propose(g.now, "20", "", "p" + n(g.now), "buy", symbol);
    return g.ruling();
  };
  g.rig.line(resolution(noon, "VOTE:ANN", "ANN", "0"));
  CHECK(ask("VOTE:ANN") == "resolved");
  CHECK(ask("VOTE:BOB") == "ok");
  g.rig.line(resolution(g.now, "VOTE:BOB", "BOB", "1"));
  CHECK(ask("VOTE:CARL") == "resolved");
  CHECK(ask("VOTE:BOB") == "resolved");
}

TEST_CASE("a resolution at 0, at less than 1, or at another venue leaves the other outcome to be opened") {
  for (const std::string& line :
       {resolution(noon, "RAIN:YES", "YES", "0"), resolution(noon, "RAIN:YES", "YES", "0.5"),
        resolution(noon, "RAIN:YES", "YES", "1", R"("venue":"okx",)")}) {
    INFO(line);
    Gate g("");
    g.rig.line(instrument("RAIN:NO"));
    g.rig.line(line);
    g.price(noon, "0.5", "RAIN:NO");
    g.propose(noon, "20", "", "a", "buy", "RAIN:NO");
    CHECK(g.ruling() == "ok");
  }
}

TEST_CASE("the limit of the daily loss knows that what is held lost, although its book still shows a price") {
  for (const auto& [paid, ruling] : {std::pair("0", "ok"), std::pair("1", "halt daily_loss")}) {
    Gate g("daily_loss = \"2%\"");
    g.ledger.row(instrument("RAIN:NO"));
    g.ledger.hold({"600", "0.5", "buy", "RAIN:NO"});
    g.ledger.row(
        R"({"type":"day","ts":2,"date":"1970-01-01","currency":"USD","equity":10000,"units":10000,"unit_value":1,"peak":1})");
    g.ledger.row(resolution(noon, "RAIN:YES", "YES", paid));
    g.price(noon + 1, "0.5", "RAIN:NO");
    g.price(noon + 1, "100");
    g.propose(noon + 1, "1");
    CHECK(g.ruling() == ruling);
  }
}
