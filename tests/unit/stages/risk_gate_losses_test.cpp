// What the gate does about losses: of the day, from the peak, at the floor, at once.
#include "account/policy.h"
#include "gate_rig.h"
#include "stages/all.h"

using namespace tu;
using namespace tu::stages::testing;

TEST_CASE("a daily loss at its limit halts entries until the next day, and is journalled once") {
  Gate g("daily_loss = \"2%\"");
  g.hold(1, "50", "100");
  g.ledger.row(
      R"({"type":"day","ts":2,"date":"1970-01-01","currency":"USD","equity":10000,"units":10000,"unit_value":1,"peak":1})");
  g.price(noon, "96.01");
  g.propose(noon, "1");
  CHECK(g.ruling() == "ok");
  g.price(noon + 1, "96");
  g.propose(noon + 1, "1", "", "p2");
  CHECK(g.ruling() == "halt daily_loss");
  g.propose(noon + 2, "1", "", "p3");
  CHECK(g.ruling() == "halt daily_loss");
  int halts = 0;
  for (const auto& r : g.ledger.rows) halts += value_of(r, "type") == "halt";
  CHECK(halts == 1);
  CHECK(g.ledger.account().halts().at(0).until_day);
}

TEST_CASE("the floor of the daily loss lets a small account lose small change") {
  Gate g("daily_loss = \"2%\"\ndaily_loss_floor = \"250\"");
  g.hold(1, "50", "100");
  g.ledger.row(
      R"({"type":"day","ts":2,"date":"1970-01-01","currency":"USD","equity":10000,"units":10000,"unit_value":1,"peak":1})");
  g.price(noon, "95.01");
  g.propose(noon, "1");
  CHECK(g.ruling() == "ok");
  g.price(noon + 1, "95");
  g.propose(noon + 1, "1", "", "p2");
  CHECK(g.ruling() == "halt daily_loss");
}

TEST_CASE(
    "a drawdown at its limit halts without a proposal, flat where the policy says so, and takes openings "
    "back") {
  Gate g("drawdown = \"10%\"\nhalt = \"flat\"");
  g.hold(1, "50", "100");
  g.ledger.row(
      R"({"type":"order","ts":3,"venue":"v","symbol":"BTC-USD","id":"resting","strategy":"s","side":"buy","qty":1,)"
      R"("kind":"limit","limit":90,"tif":"GTC","intent":"open"})");
  g.price(noon, "80.01");
  g.decide();
  CHECK(g.ledger.rows.empty());
  g.price(noon + 1, "80");
  g.decide();
  REQUIRE(g.ledger.rows.size() == 1);
  CHECK(value_of(g.ledger.rows[0], "kind") == "flat");
  CHECK(value_of(g.ledger.rows[0], "until_day") == "");
  const auto cancels = g.rig.take("cancel");
  REQUIRE(cancels.size() == 1);
  CHECK(value_of(cancels[0], "id") == "resting");
  g.price(noon + 2, "79");
  g.decide();
  CHECK(g.ledger.rows.size() == 1);
  CHECK(g.rig.take("cancel").empty());
}

TEST_CASE("a fall from a peak of today counts today") {
  Gate g("drawdown = \"10%\"");
  g.hold(1, "50", "100");
  g.price(noon, "120");  // 11000 from now on
  g.decide();
  g.price(noon + 1, "98.01");
  g.propose(noon + 1, "1");
  CHECK(g.ruling() == "ok");
  g.price(noon + 2, "98");
  g.propose(noon + 2, "1", "", "p2");
  CHECK(g.ruling() == "halt drawdown");
}

TEST_CASE("a gate that starts anew knows the peak of today that the last row was measured from") {
  for (const char* last : {"p1", ""}) {
    Gate g("drawdown = \"10%\"");
    g.hold(1, "50", "100");
    g.price(noon, "120");  // 11000 from now on
    g.decide();
    g.price(noon + 1, "110");
    g.propose(noon + 1, *last ? "1" : "", "", "p1");  // an approval tells it, or a refusal
    g.decide();
    REQUIRE(g.ledger.rows.size() == 1);
    const std::string row = g.ledger.rows[0];
    CHECK(row.find(R"("marks":{"peak":1.1,"v/BTC-USD":[110,)") != std::string::npos);

    Gate again("drawdown = \"10%\"");
    again.hold(1, "50", "100");
    again.ledger.row(row);
    again.price(noon + 2, "98.01");
    again.propose(noon + 2, "1", "", "p2");
    CHECK(again.ruling() == "ok");
    CHECK(again.ledger.rows.back().find("peak") == std::string::npos);  // it is no news
    again.price(noon + 3, "98");
    again.propose(noon + 3, "1", "", "p3");
    CHECK(again.ruling() == "halt drawdown");
  }
}

TEST_CASE("prices of the warm-up are neither a peak nor a loss of what is held now") {
  Gate g("drawdown = \"10%\"");
  g.rig.line(R"({"type":"session","ts":0,"id":"i","mode":"replay","source":"s","pace":"max","warm_until":)" +
             n(noon) + "}");
  g.hold(1, "50", "100");
  TsUs now = noon - 4;
  for (const char* price : {"150", "50"}) {
    g.price(now++, price);
    g.decide();
    g.propose(now++, "1", "", std::string("w") + price);
    CHECK(g.ruling() == "warming");
  }
  CHECK(g.ledger.account().halts().empty());
  g.price(noon + 1, "98");
  g.propose(noon + 1, "1");
  CHECK(g.ruling() == "ok");
}

TEST_CASE("a person's resume holds until the loss is half a limit deeper") {
  Gate g("drawdown = \"10%\"");
  g.hold(1, "50", "100");
  g.price(noon, "80");
  g.decide();
  CHECK(g.ledger.account().halts().size() == 1);
  g.ledger.row(R"({"type":"resume","ts":)" + n(noon) + R"(,"reason":"seen"})");
  g.price(noon + 1, "79");
  g.propose(noon + 1, "1");
  CHECK(g.ruling() == "ok");
  g.price(noon + 2, "70.01");
  g.propose(noon + 2, "1", "", "p2");
  CHECK(g.ruling() == "ok");
  g.price(noon + 3, "70");  // 15% under the peak
  g.propose(noon + 3, "1", "", "p3");
  CHECK(g.ruling() == "halt drawdown");
  CHECK(g.ledger.account().halts().size() == 1);
}

TEST_CASE("what a person resumed from is known to a gate that starts anew on the journal") {
  Gate g("drawdown = \"10%\"");
  g.hold(1, "50", "100");
  g.price(noon, "80");
  g.decide();
  REQUIRE(g.ledger.rows.size() == 1);
  Gate again("drawdown = \"10%\"");
  again.hold(1, "50", "100");
  again.ledger.row(g.ledger.rows[0]);
  again.ledger.row(R"({"type":"resume","ts":)" + n(noon) + R"(,"reason":"seen"})");
  again.price(noon + 1, "79");
  again.propose(noon + 1, "1");
  CHECK(again.ruling() == "ok");
  again.price(noon + 2, "70");  // half a limit deeper
  again.propose(noon + 2, "1", "", "p2");
  CHECK(again.ruling() == "halt drawdown");
  again.ledger.row(R"({"type":"resume","ts":)" + n(noon + 2) + R"(,"reason":"seen again"})");
  again.price(noon + 3, "60.01");
  again.propose(noon + 3, "1", "", "p3");
  CHECK(again.ruling() == "ok");
  again.price(noon + 4, "60");  // a whole limit deeper
  again.propose(noon + 4, "1", "", "p4");
  CHECK(again.ruling() == "halt drawdown");
}

TEST_CASE("the floor counts only once the equity was above it") {
  Gate g("floor = \"9500\"");
  g.hold(1, "50", "100");
  g.price(noon, "90");
  g.propose(noon, "1");
  CHECK(g.ruling() == "ok");
  g.price(noon + 1, "89.99");
  g.propose(noon + 1, "1", "", "p2");
  CHECK(g.ruling() == "halt floor");
  Gate h("floor = \"10000\"");
  CHECK(h.judge("1") == "ok");
}

TEST_CASE("a drop over 40% at once freezes entries, and halts when the next mark agrees") {
  Gate g("drawdown = \"10%\"");
  g.hold(1, "100", "100");
  g.price(noon, "100");
  g.decide();
  g.price(noon + 1, "50");
  g.propose(noon + 1, "1", "", "p1", "buy", "BTC-USD");
  CHECK(g.ruling().rfind("sudden_drop", 0) == 0);
  CHECK(g.ledger.account().halts().empty());
  g.price(noon + 2, "51");
  g.decide();
  CHECK(g.ledger.account().halts().size() == 1);
  Gate h("drawdown = \"10%\"");
  h.hold(1, "100", "100");
  h.price(noon, "100");
  h.decide();
  h.price(noon + 1, "50");
  h.decide();
  h.price(noon + 2, "100");
  h.decide();
  CHECK(h.ledger.account().halts().empty());
}
