// What a resolution names: a market, an outcome, one that is misspelt, a winner that is not its own.
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
