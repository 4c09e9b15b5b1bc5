// Outcome contracts from gate to books: what ends them, and what cannot be right.
#include "contracts_rig.h"
#include "stages/all.h"

using namespace tu;
using namespace tu::stages;
using namespace tu::stages::testing;

TEST_CASE("a resolution of another venue does not end a position, and is told; one without a venue does") {
  Books b;
  const auto alerts = b.said(resolution(minute, "RAIN:YES", "YES", "1", R"("venue":"okx",)"));
  REQUIRE(alerts.size() == 1);
  CHECK(value_of(alerts[0], "message") ==
        "the resolution of okx/RAIN:YES at 1 is not booked: no such instrument is known and it is not held, "
        "expected one of v/RAIN:YES");
  CHECK(b.holds());
  CHECK(b.said(resolution(2 * minute, "RAIN:YES", "YES", "1", "")).empty());
  CHECK_FALSE(b.holds());
}

TEST_CASE("a resolution that cannot be right settles nothing, and each such line is told") {
  const std::pair<std::string, std::string> cases[] = {
      {resolution(minute, "RAIN:YES", "YES", "1.5"), "price is 1.5, expected 0 to 1"},
      {resolution(minute, "RAIN:YES", "MAYBE", "0.5"), R"(outcome is \"MAYBE\", expected one of YES, NO)"},
      {resolution(minute, "RAIN:YES", "NO", "1"),
       R"(outcome is \"NO\" and price is 1, expected outcome YES, or price 0)"}};
  for (const auto& [line, why] : cases) {
    INFO(line);
    Books b;
    for (const TsUs at : {1, 2}) {  // each line, also when it comes again
      const std::string since = "\"ts\":" + n(minute);
      std::string again = line;
      const auto alerts = b.said(again.replace(line.find(since), since.size(), "\"ts\":" + n(at * minute)));
      REQUIRE(alerts.size() == 1);
      CHECK(alerts[0].find("v/RAIN:YES") != std::string::npos);
      CHECK(alerts[0].find(why) != std::string::npos);
      CHECK(value_of(alerts[0], "severity") == "critical");
    }
    CHECK(b.holds());
  }
}

TEST_CASE("what the winner or the outcome itself is called does not matter while it may be right") {
  for (const auto& [outcome, price] : {std::pair("NO", "0"), std::pair("YES", "0"), std::pair("YES", "1"),
                                       std::pair("yes", "0.5"), std::pair("NO", "0.5")}) {
    Books b;
    CHECK(b.said(resolution(minute, "RAIN:YES", outcome, price)).empty());
    CHECK_FALSE(b.holds());
  }
}

TEST_CASE("a resolution that contradicts a booked one is told, an equal one is not; also after a restart") {
  Books b;
  CHECK(b.said(resolution(minute, "RAIN:YES", "YES", "1")).empty());
  CHECK_FALSE(b.holds());
  CHECK(b.said(resolution(2 * minute, "RAIN:YES", "YES", "1")).empty());
  const auto alerts = b.said(resolution(3 * minute, "RAIN:YES", "NO", "0"));
  REQUIRE(alerts.size() == 1);
  CHECK(
      alerts[0].find("v/RAIN:YES at 0 is not booked: price is 0, expected 1, at which it resolved before") !=
      std::string::npos);
  Rig again(settle(), {}, Ports{&b.ledger, nullptr});
  again.line(resolution(4 * minute, "RAIN:YES", "NO", "0"));
  again.end();
  CHECK(again.take("alert").size() == 1);
}

TEST_CASE("two outcomes of one market cannot both pay: the second settles nothing and is told") {
  Books b;
  CHECK(b.said(resolution(minute, "RAIN:NO", "NO", "1")).empty());
  const auto alerts = b.said(resolution(2 * minute, "RAIN:YES", "YES", "1"));
  REQUIRE(alerts.size() == 1);
  CHECK(
      value_of(alerts[0], "message") ==
      "the resolution of v/RAIN:YES at 1 is not booked: price is 1, expected at most 0 beside RAIN:NO at 1: "
      "the outcomes of a market pay 1 together");
  CHECK(b.holds());
  CHECK(b.said(resolution(3 * minute, "RAIN:YES", "YES", "1", "")).size() == 1);  // nor at all venues
  CHECK(b.holds());
  Rig again(settle(), {}, Ports{&b.ledger, nullptr});
  again.line(resolution(4 * minute, "RAIN:YES", "YES", "1"));
  again.end();
  CHECK(again.take("alert").size() == 1);
  CHECK(b.holds());
  CHECK(b.said(resolution(5 * minute, "RAIN:YES", "NO", "0")).empty());
  CHECK_FALSE(b.holds());
}

TEST_CASE("outcomes that share a payout, or are of other markets, do not contradict each other") {
  Books half;
  CHECK(half.said(resolution(minute, "RAIN:NO", "NO", "0.5")).empty());
  CHECK(half.said(resolution(2 * minute, "RAIN:YES", "YES", "0.5")).empty());
  CHECK_FALSE(half.holds());
  Books other;
  CHECK(other.said(resolution(minute, "SUN:NO", "NO", "1")).empty());
  CHECK(other.said(resolution(2 * minute, "RAIN:YES", "YES", "1")).empty());
  CHECK_FALSE(other.holds());
}

TEST_CASE("a resolution of nothing that is known is told while outcomes of its market are held") {
  for (const auto* more : {R"(,"outcomes":["YES","NO"])", ""}) {
    Books b(more);
    CHECK(b.said(resolution(minute, "SNOW:YSE", "YES", "1")).empty());
    CHECK(b.said(resolution(minute + 1, "RAIN:NO", "NO", "0")).empty());
    const auto alerts = b.said(resolution(minute + 3, "RAIN:YSE", "YES", "1"));
    REQUIRE(alerts.size() == 1);
    CHECK(alerts[0].find("v/RAIN:YSE at 1") != std::string::npos);
    CHECK(alerts[0].find("expected one of v/RAIN:YES") != std::string::npos);
    CHECK(b.said(resolution(minute + 4, "rain:yes", "YES", "1")).size() == 1);
    CHECK(b.holds());
    CHECK(b.said(resolution(3 * minute, "RAIN:YES", "YES", "1")).empty());
    CHECK(b.said(resolution(4 * minute, "RAIN:YSE", "YES", "0")).empty());
  }
}

TEST_CASE("an outcome that resolved is not opened, but left") {
  for (const bool booked : {false, true}) {
    Gate g("");
    g.rig.line(instrument("RAIN:YES"));
    g.ledger.row(instrument("RAIN:YES"));
    const auto ask = [&](const std::string& intent, const std::string& side, const std::string& id) {
      g.now += minute;
      g.price(g.now, "0.5", "RAIN:YES");
      g.rig.line(g.text(g.now, "10", "", id, side, "RAIN:YES", intent));
      return g.ruling();
    };
    CHECK(ask("open", "buy", "a") == "ok");
    if (booked)
      g.ledger.row(resolution(g.now, "RAIN:YES", "YES", "1"));
    else
      g.rig.line(resolution(g.now, "RAIN:YES", "YES", "1"));
    g.ledger.hold({"10", "0.5", "buy", "RAIN:YES"});
    CHECK(ask("open", "buy", "b") == "resolved");
    CHECK(ask("close", "sell", "c") == "ok");
  }
}

TEST_CASE("a resolution that cannot be right refuses nothing") {
  Gate g("");
  g.rig.line(instrument("RAIN:YES"));
  g.rig.line(resolution(noon, "RAIN:YES", "YES", "2"));
  g.price(noon, "0.5", "RAIN:YES");
  g.propose(noon, "10", "", "a", "buy", "RAIN:YES");
  CHECK(g.ruling() == "ok");
}

TEST_CASE("what has expired is not opened from that moment on, but left") {
  Gate g("");
  g.rig.line(instrument("RAIN:YES", R"(,"expiry":)" + n(noon + minute)));
  g.ledger.row(instrument("RAIN:YES"));
  g.ledger.hold({"10", "0.5", "buy", "RAIN:YES"});
  for (const auto& [ts, ruling] : {std::pair(noon + minute - 1, "ok"), std::pair(noon + minute, "expired")}) {
    g.price(ts, "0.5", "RAIN:YES");
    g.propose(ts, "10", "", "p" + n(ts), "buy", "RAIN:YES");
    CHECK(g.ruling() == ruling);
  }
  g.price(noon + 2 * minute, "0.5", "RAIN:YES");
  g.rig.line(g.text(noon + 2 * minute, "10", "", "x", "sell", "RAIN:YES", "close"));
  CHECK(g.ruling() == "ok");
}

TEST_CASE("an outcome is bought below 1 only, and no approval covers more than a tick less") {
  const std::tuple<const char*, const char*, const char*, const char*> cases[] = {
      {"0.5", "", "ok", "0.55"},
      {"0.98", "", "ok", "0.99"},
      {"1", "", "outcome_price", ""},
      {"1.2", "", "outcome_price", ""},
      {"0.98", R"(,"kind":"limit","limit":0.99)", "ok", "0.99"},
      {"0.98", R"(,"kind":"limit","limit":1)", "outcome_price", ""},
      {"0.98", R"(,"kind":"stop","stop":1)", "outcome_price", ""}};
  for (const auto& [mark, more, ruling, worst] : cases) {
    INFO(mark << more);
    Gate g("price_collar = \"10%\"");
    g.rig.line(instrument("RAIN:YES"));
    g.price(noon, mark, "RAIN:YES");
    g.propose(noon, "10", more, "a", "buy", "RAIN:YES");
    CHECK(g.ruling() == ruling);
    REQUIRE(g.last.size() == 1);
    CHECK(value_of(g.last[0], "limit_worst") == worst);
  }
}

TEST_CASE("a buy of an outcome is compared with the ask, a sell with the bid, at the edge of the collar") {
  struct Try {
    const char *quote, *side, *more, *ruling, *worst;
  };
  const Try tries[] = {
      {R"("bid":0.4,"ask":0.45)", "buy", R"(,"kind":"limit","limit":0.49)", "ok", "0.49"},
      {R"("bid":0.4,"ask":0.45)", "buy", R"(,"kind":"limit","limit":0.5)", "price_collar", ""},
      {R"("bid":0.4,"ask":0.45)", "buy", "", "ok", "0.495"},
      {R"("bid":0.4,"ask":0.45)", "sell", R"(,"kind":"limit","limit":0.36)", "ok", "0.36"},
      {R"("bid":0.4,"ask":0.45)", "sell", R"(,"kind":"limit","limit":0.35)", "price_collar", ""},
      // A book that is wider than eight cents says nothing of where a buy belongs.
      {R"("bid":0.4,"ask":0.48)", "buy", R"(,"kind":"limit","limit":0.52)", "ok", "0.52"},
      {R"("bid":0.4,"ask":0.49)", "buy", R"(,"kind":"limit","limit":0.45)", "price_collar", ""}};
  for (const Try& t : tries) {
    INFO(t.quote << t.side << t.more);
    Gate g("price_collar = \"10%\"");
    g.rig.line(instrument("RAIN:YES"));
    g.ledger.row(instrument("RAIN:YES"));
    g.ledger.hold({"10", "0.5", "buy", "RAIN:YES"});
    g.rig.line(R"({"type":"quote","ts":)" + n(noon) + R"(,"venue":"v","symbol":"RAIN:YES",)" + t.quote +
               R"(,"bid_size":9,"ask_size":9})");
    const bool buy = std::string(t.side) == "buy";
    g.rig.line(g.text(noon, "10", t.more, "a", t.side, "RAIN:YES", buy ? "open" : "close"));
    CHECK(g.ruling() == t.ruling);
    REQUIRE(g.last.size() == 1);
    CHECK(value_of(g.last[0], "limit_worst") == t.worst);
    const bool told = g.last[0].find(R"("v/RAIN:YES ask":[)") != std::string::npos;
    CHECK(told == (buy && std::string(t.quote).find("0.49") == std::string::npos));
  }
}

TEST_CASE("the ask of an outcome counts while it is fresh, also after a trade at the bid") {
  for (const TsUs later : {30 * us_per_s, 61 * us_per_s}) {
    Gate g("price_collar = \"10%\"");
    g.rig.line(instrument("RAIN:YES"));
    g.rig.line(R"({"type":"quote","ts":)" + n(noon) +
               R"(,"venue":"v","symbol":"RAIN:YES","bid":0.4,"ask":0.45,"bid_size":9,"ask_size":9})");
    g.price(noon + later, "0.4", "RAIN:YES");
    g.propose(noon + later, "20", R"(,"kind":"limit","limit":0.45)", "a", "buy", "RAIN:YES");
    CHECK(g.ruling() == (later < minute ? "ok" : "price_collar"));
  }
}

TEST_CASE(
    "paper forgets what it holds and works only where the outcome resolved, and when that can be right") {
  for (const auto& [line, ends] :
       {std::pair(resolution(2 * minute, "RAIN:YES", "YES", "1"), true),
        std::pair(resolution(2 * minute, "RAIN:YES", "YES", "1", ""), true),
        std::pair(resolution(2 * minute, "RAIN:YES", "YES", "1", R"("venue":"okx",)"), false),
        std::pair(resolution(2 * minute, "RAIN:YES", "YES", "7"), false)}) {
    INFO(line);
    FakeLedger ledger;
    Rig rig(place_order(), {{"--venue", venue_toml}}, Ports{&ledger, nullptr});
    ledger.deposit("1000");
    const std::string order =
        R"({"type":"order","ts":60000000,"venue":"v","symbol":"RAIN:YES","id":"o","strategy":"s","side":"buy","qty":1,"tif":"GTC","kind":"limit","limit":0.1})";
    rig.line(instrument("RAIN:YES"));
    ledger.row(order);
    rig.line(order);
    const auto trade = [&](TsUs ts) {
      rig.line(R"({"type":"trade","ts":)" + n(ts) +
               R"(,"venue":"v","symbol":"RAIN:YES","price":0.5,"size":1})");
    };
    trade(minute + us_per_s);
    trade(minute + 2 * us_per_s);
    rig.line(line);
    trade(3 * minute);
    trade(4 * minute);
    rig.end();
    bool cancelled = false;
    for (const std::string& row : ledger.rows) cancelled |= value_of(row, "state") == "cancelled";
    CHECK(cancelled == ends);
  }
}
