#include "account/policy.h"
#include "gate_rig.h"
#include "stages/all.h"

using namespace tu;
using namespace tu::stages::testing;

TEST_CASE("an order at the limit is approved, one lot above it is refused with its figures") {
  Gate g("max_trade = \"10%\"");
  CHECK(g.judge("10") == "ok");
  Gate h("max_trade = \"10%\"");
  CHECK(h.judge("10.001") == "max_trade");
  const auto& l = h.last.back();
  CHECK(l.find(R"({"rule":"max_trade","policy":"--policy")") == l.npos);
  CHECK(l.find(R"("limit":1000,"value":1000.1,"headroom":-0.1)") != l.npos);
  CHECK(g.judge("9.999") == "ok");
}

TEST_CASE("amounts of one order have a least and a most") {
  Gate g("max_notional = \"500\"\nmin_notional = \"50\"");
  CHECK(g.judge("5") == "ok");
  CHECK(g.judge("5.001") == "max_notional");
  CHECK(g.judge("0.5") == "ok");
  CHECK(g.judge("0.499") == "min_notional");
}

TEST_CASE("the venue's own smallest order holds without any policy") {
  Gate g("drawdown = \"99%\"");
  CHECK(g.judge("0.05") == "ok");
  CHECK(g.judge("0.049") == "min_notional");
}

TEST_CASE("positions in one asset count together, with what is under way") {
  Gate g("max_asset = \"10%\"");
  g.hold(1, "4", "100");
  CHECK(g.judge("6") == "ok");           // 400 held, 600 asked of 1000
  CHECK(g.judge("0.1") == "max_asset");  // 600 are under way
  Gate h("max_asset = \"10%\"");
  h.hold(1, "4", "100", "BTC-USD-PERP");
  h.price(noon, "100", "BTC-USD-PERP");
  CHECK(h.judge("6.001") == "max_asset");
}

TEST_CASE("exposure, leverage and clusters are sums over positions") {
  Gate g("max_exposure = \"50%\"");
  g.hold(1, "30", "100");
  CHECK(g.judge("20.001") == "max_exposure");
  CHECK(g.judge("20") == "ok");
  Gate h("cluster_exposure = \"20%\"\n[clusters]\nmajors = [\"BTC\", \"ETH\"]");
  h.hold(1, "10", "100", "ETH-USD");
  h.now = noon;
  h.price(noon + minute, "100", "ETH-USD");
  CHECK(h.judge("10.001") == "cluster_exposure");
  h.price(h.now + 1, "100", "ETH-USD");
  CHECK(h.judge("10") == "ok");
  Gate k("leverage = \"0.5\"");
  CHECK(k.judge("50.001") == "leverage");
  CHECK(k.judge("50") == "ok");
}

TEST_CASE("the reserve is judged on what the order takes at worst") {
  // 15% of 10000 stay; a market order at 100 takes 102 x 1.002 = 102.204 a unit.
  Gate g("min_reserve = \"15%\"");
  CHECK(g.judge("83.167") == "min_reserve");
  CHECK(g.judge("83.166") == "ok");
  Gate h("min_reserve = \"1%\"\nmin_reserve_floor = \"9000\"");
  CHECK(h.judge("10") == "min_reserve");
  CHECK(h.judge("9.784") == "ok");
}

TEST_CASE("nothing is bought with money that is not there") {
  Gate g("drawdown = \"99%\"");
  CHECK(g.judge("97.844") == "cash");
  CHECK(g.judge("97.843") == "ok");
}

TEST_CASE("approvals of an instant count against the next proposals of the same instant") {
  Gate g("max_exposure = \"10%\"");
  g.price(noon, "100");
  g.propose(noon, "6", "", "a");
  g.propose(noon, "6", "", "b");
  g.propose(noon, "4", "", "c");
  g.decide();
  CHECK(g.rig.take("order").size() == 2);
  CHECK(g.ledger.rows.size() == 3);
}

TEST_CASE("entries are counted over a UTC day and over the last hour") {
  Gate g("entries_day = 2");
  CHECK(g.judge("1") == "ok");
  CHECK(g.judge("1") == "ok");
  CHECK(g.judge("1") == "entries_day");
  g.now = us_per_day - minute;  // midnight is a new day
  CHECK(g.judge("1") == "ok");
  Gate h("entries_hour = 1");
  CHECK(h.judge("1") == "ok");
  h.now += us_per_hour - 2 * minute;
  CHECK(h.judge("1") == "entries_hour");
  CHECK(h.judge("1") == "ok");
}

TEST_CASE("after an exit the cooldown holds to the microsecond") {
  Gate g("cooldown = \"30m\"");
  g.hold(1, "1", "100");
  g.ledger.row(
      R"({"type":"pnl","ts":)" + n(noon) +
      R"(,"venue":"v","symbol":"BTC-USD","strategy":"s","qty":1,"gross":1,"fees":0,)"
      R"("funding":0,"net":1,"entry":100,"exit":101,"opened":1,"exit_rule":"stop","mae":0,"mfe":1})");
  g.price(noon + 30 * minute - 1, "100");
  g.propose(noon + 30 * minute - 1, "1", "", "early");
  CHECK(g.ruling() == "cooldown");
  g.propose(noon + 30 * minute, "1", "", "late");
  CHECK(g.ruling() == "ok");
}

TEST_CASE("an order may be worse than the mark by the collar, not by more; leaving too") {
  Gate g("price_collar = \"2%\"");
  const auto limit = [](const std::string& x) { return R"(,"kind":"limit","limit":)" + x; };
  CHECK(g.judge("1", limit("102")) == "ok");
  CHECK(g.judge("1", limit("102.01")) == "price_collar");
  CHECK(g.judge("1", limit("50")) == "ok");
  g.hold(1, "5", "100");
  g.leave(g.now + 1, "1", limit("97.99"), "x1");
  CHECK(g.ruling() == "price_collar");
  g.leave(g.now + 2, "1", limit("98"), "x2");
  CHECK(g.ruling() == "ok");
}

TEST_CASE("a mark that is too old or missing refuses openings and never an exit") {
  Gate g("mark_age = \"60s\"");
  g.propose(noon, "1", "", "none");
  CHECK(g.ruling() == "stale_mark");
  g.price(noon, "100");
  g.propose(noon + minute, "1", "", "fresh");
  CHECK(g.ruling() == "ok");
  g.propose(noon + minute + 1, "1", "", "old");
  CHECK(g.ruling() == "stale_mark");
  g.hold(1, "5", "100");
  g.leave(noon + us_per_hour, "1");
  CHECK(g.ruling() == "ok");
}

TEST_CASE("what is not known is refused by name") {
  Gate g("drawdown = \"99%\"");
  g.rig.line(R"({"type":"trade","ts":)" + n(noon) +
             R"(,"venue":"w","symbol":"BTC-USD","price":100,"size":1})");
  g.rig.line(R"({"type":"proposal","ts":)" + n(noon) +
             R"(,"venue":"w","symbol":"BTC-USD","id":"p","strategy":"s",)"
             R"("intent":"open","side":"buy","confidence":1,"qty":1})");
  CHECK(g.ruling() == "unknown_instrument");
  CHECK(g.judge("") == "unsized");
  CHECK(g.judge("1.0005") == "lot");
  CHECK(g.judge("1", R"(,"kind":"limit","limit":100.001)") == "tick");
  CHECK(g.judge("1", R"(,"kind":"limit")") == "no_price");
  CHECK(g.judge("1", R"(,"expires":1)") == "expired");
}

TEST_CASE("a word that decides and that nobody knows is refused, with what was probably meant") {
  const std::tuple<std::string, std::string, std::string, std::string> cases[] = {
      {R"("intent":"open")", R"("intent":"opn")", "intent",
       R"(intent is \"opn\", expected open, add, reduce or close; did you mean open?)"},
      {R"("intent":"open")", R"("intent":"reduc")", "intent",
       R"(intent is \"reduc\", expected open, add, reduce or close; did you mean reduce?)"},
      {R"("side":"buy")", R"("side":"Buy")", "side",
       R"(side is \"Buy\", expected buy or sell; did you mean buy?)"},
      {"}", R"(,"tif":"ioc"})", "tif", R"(tif is \"ioc\", expected GTC, GTD, IOC or FOK; did you mean IOC?)"},
      {"}", R"(,"tif":"DAY"})", "tif", R"(tif is \"DAY\", expected GTC, GTD, IOC or FOK)"},
      {"}", R"(,"tif":"GTD"})", "tif", "tif is GTD, and there is no expires"},
      {"}", R"(,"kind":"markt"})", "kind",
       R"(kind is \"markt\", expected market, limit, stop or stop_limit; did you mean market?)"},
      {"}", R"(,"kind":"stop_limit","limit":100})", "no_price", "a stop_limit order without a stop"},
      {"}", R"(,"kind":"market","post_only":true})", "post_only",
       "post_only, and a market order takes: expected a limit order"},
      {"}", R"(,"on_break":"hodl"})", "on_break",
       R"(on_break is \"hodl\", expected unwind or hold; did you mean hold?)"},
      {R"("strategy":"s")", R"("strategy":"")", "strategy", R"(strategy is \"\", expected a name)"},
      {R"("intent":"open")", R"("intent":"target")", "intent",
       "intent is target, which size(1) before the gate turns into a step: open, add, reduce or close"}};
  for (const auto& [from, to, rule, text] : cases) {
    Gate g("");
    g.price(noon, "100");
    std::string line = g.text(noon, "1", "", "p", "buy", "BTC-USD");
    line.replace(line.rfind(from), from.size(), to);
    g.rig.line(line);
    INFO(line);
    const std::string ruling = g.ruling();
    CHECK(ruling.substr(0, ruling.find(' ')) == rule);
    REQUIRE(g.last.size() == 1);
    CHECK(g.last[0].find(text + "\"") != std::string::npos);
  }
}

TEST_CASE(
    "what only reduces is refused for a wrong word, too, and a target that size has seen is no proposal") {
  Gate g("");
  g.price(noon, "100");
  g.hold(1, "1", "100");
  g.rig.line(g.text(noon, "0.5", "", "r", "sell", "BTC-USD", "reduc"));
  CHECK(g.ruling() == "intent");
  g.rig.line(g.text(noon + 1, "0.5", R"(,"size_step":"open")", "t", "buy", "BTC-USD", "target"));
  g.rig.line(g.text(noon + 1, "0.5", R"(,"size_refused":"cash")", "u", "buy", "BTC-USD", "target"));
  CHECK(g.ruling() == "");
}

TEST_CASE("spot cannot be sold short, a perpetual can; its margin is reserved, not its price") {
  Gate g("drawdown = \"99%\"");
  g.price(noon, "100");
  g.propose(noon, "1", "", "p1", "sell");
  CHECK(g.ruling() == "short");
  g.price(noon + 1, "100", "BTC-USD-PERP");
  g.propose(noon + 1, "1", "", "p2", "sell", "BTC-USD-PERP");
  CHECK(g.ruling() == "ok");
  CHECK(value_of(g.last.back(), "reserved") == "10.404");  // 102 x (10% + 20 bps)
  CHECK(value_of(g.last.back(), "reserved_currency") == "USD");
}

TEST_CASE("an exit is clamped to what is held and not being sold already, and is never more than asked") {
  Gate g("entries_day = 1\nmax_trade = \"1%\"");
  g.hold(noon - 1, "5", "100");  // the day's one entry, and far over max_trade
  g.price(noon, "100");
  g.leave(noon, "8", "", "x1");
  CHECK(g.ruling() == "ok");
  CHECK(value_of(g.last.back(), "qty") == "5");
  CHECK(value_of(g.last.back(), "reduce_only") == "true");
  CHECK(value_of(g.last.back(), "reserved") == "");
  g.leave(noon + 1, "1", "", "x2");
  CHECK(g.ruling() == "closing_already");
  g.leave(noon + 2, "2", R"(,"replaces":"x1")", "x3");
  CHECK(g.ruling() == "ok");
  CHECK(value_of(g.last.back(), "qty") == "2");
}

TEST_CASE("an exit of nothing, and of dust, is refused by name") {
  Gate g("drawdown = \"99%\"");
  g.price(noon, "100");
  g.leave(noon, "1", "", "x1");
  CHECK(g.ruling() == "nothing_held");
  g.hold(1, "0.049", "100");
  g.leave(noon + 1, "1", "", "x2");
  CHECK(g.ruling() == "dust");
}

TEST_CASE("of dust the figure that is too small is told, with its currency") {
  Gate g("drawdown = \"99%\"");
  g.rig.line(R"({"type":"instrument","ts":1,"venue":"v","symbol":"RAIN:YES","kind":"outcome","base":"RAIN",)"
             R"("quote":"USDC","settle":"USDC","tick":0.001,"lot":1,"min_notional":1})");
  g.ledger.hold({"100", "0.4", "buy", "RAIN:YES"});
  g.price(noon, "0.001", "RAIN:YES");
  g.rig.line(g.text(noon, "100", "", "x", "sell", "RAIN:YES", "close"));
  CHECK(g.ruling() == "dust");
  REQUIRE(g.last.size() == 1);
  CHECK(g.last[0].find("100 at 0.001 are 0.1 USDC, less than the smallest order of 1 USDC") !=
        std::string::npos);
  CHECK(g.last[0].find(R"("limit":1,"value":0.1,"headroom":-0.9)") != std::string::npos);
}

TEST_CASE("headroom is negative where a limit is passed, be it a most or a least, and steps have none") {
  Gate g("min_notional = \"500\"");
  CHECK(g.judge("1") == "min_notional");
  CHECK(g.last[0].find(R"("limit":500,"value":100,"headroom":-400)") != std::string::npos);
  CHECK(g.judge("10.0005") == "lot");
  CHECK(g.last[0].find("headroom") == std::string::npos);
  CHECK(g.judge("101").find("cash") != std::string::npos);
  CHECK(g.last[0].find(" USD of at most 10000 USD that is free") != std::string::npos);
}

TEST_CASE("reducing orders are judged first within an instant") {
  Gate g("max_exposure = \"50%\"");
  g.hold(1, "5", "100");
  g.price(noon, "100");
  g.propose(noon, "1", "", "in");
  g.leave(noon, "5", "", "out");
  g.decide();
  const auto orders = g.rig.take("order");
  REQUIRE(orders.size() == 2);
  CHECK(value_of(orders[0], "id") == "out");
}

TEST_CASE("a halt refuses openings and lets exits go; a halt of all lets nothing go") {
  Gate g("drawdown = \"99%\"");
  g.hold(1, "5", "100");
  g.ledger.row(R"({"type":"halt","ts":5,"kind":"entries","reason":"test"})");
  CHECK(g.judge("1") == "halt");
  g.leave(g.now + 1, "1", "", "x1");
  CHECK(g.ruling() == "ok");
  g.ledger.row(R"({"type":"halt","ts":6,"kind":"all","reason":"test"})");
  g.leave(g.now + 2, "1", "", "x2");
  CHECK(g.ruling() == "halt");
}

TEST_CASE("while the stream warms up nothing is opened") {
  Gate g("drawdown = \"99%\"");
  g.rig.line(R"({"type":"session","ts":0,"id":"i","mode":"replay","source":"s","pace":"max","warm_until":)" +
             n(noon + minute) + "}");
  CHECK(g.judge("1") == "warming");
  CHECK(g.judge("1") == "ok");
}

TEST_CASE("every rule that says no is listed") {
  Gate g("max_trade = \"1%\"\nmax_notional = \"50\"\nentries_day = 0");
  CHECK(g.judge("2.0005") == "entries_day lot max_trade max_notional");
}

TEST_CASE("a group is approved whole or not at all, each leg with the reservations of the legs before it") {
  const auto leg = [](int i) { return R"(,"group":"g","legs":2,"leg":)" + std::to_string(i); };
  Gate g("max_exposure = \"10%\"");
  g.price(noon, "100");
  g.propose(noon, "5", leg(1), "a");
  g.propose(noon, "5", leg(2), "b");
  g.decide();
  const auto orders = g.rig.take("order");
  REQUIRE(orders.size() == 2);
  CHECK(value_of(orders[1], "group") + value_of(orders[1], "leg") + value_of(orders[1], "legs") == "g22");
  Gate h("max_exposure = \"10%\"");
  h.price(noon, "100");
  h.propose(noon, "5", leg(1), "a");
  h.propose(noon, "1", "", "single");  // judged after the group, which holds its room only when it is whole
  h.propose(noon, "5.001", leg(2), "b");
  CHECK(h.ruling() == "group group ok");
  Gate k("max_exposure = \"10%\"");
  k.price(noon, "100");
  k.propose(noon, "5", leg(1), "a");
  CHECK(k.ruling() == "group");
}

TEST_CASE("an id is decided once") {
  Gate g("drawdown = \"99%\"");
  g.price(noon, "100");
  g.propose(noon, "1", "", "same");
  CHECK(g.ruling() == "ok");
  g.propose(noon + 1, "1", "", "same");
  CHECK(g.ruling().empty());
  CHECK(g.ledger.rows.size() == 1);
}

TEST_CASE("an order is made smaller only with --shrink, and says by which rule") {
  Gate g("max_trade = \"10%\"", {{"--shrink", "true"}});
  CHECK(g.judge("20.0005") == "ok");
  CHECK(value_of(g.last.back(), "qty") == "10");
  CHECK(g.last.back().find(R"("shrunk_by":"max_trade")") != std::string::npos);
  Gate h("min_reserve = \"15%\"", {{"--shrink", "true"}});
  CHECK(h.judge("100") == "ok");
  CHECK(value_of(h.last.back(), "qty") == "83.166");
}

TEST_CASE("the stricter of script's and ledger's policy binds and is named") {
  Gate g("name = \"own\"\nmax_trade = \"10%\"");
  g.ledger.row(
      R"({"type":"policy","ts":1,"hash":"h","name":"floor","body":"name = \"house\"\nmax_trade = \"5%\""})");
  CHECK(g.judge("5.001") == "max_trade");
  CHECK(g.last.back().find(R"("policy":"house")") != std::string::npos);
  CHECK(g.judge("5") == "ok");
}

TEST_CASE("a floor policy that cannot be read lets nothing be opened, and what is held may leave") {
  Gate g("drawdown = \"99%\"");
  g.hold(1, "5", "100");
  g.ledger.row(R"({"type":"policy","ts":2,"hash":"h","name":"p2","body":"dayly_loss = \"2%\""})");
  CHECK(g.judge("1") == "policy");
  const std::string why = R"(floor policy p2:1: "dayly_loss" is no rule; did you mean "daily_loss"? )"
                          "(ledger policy --drop --name p2 takes it away)";
  REQUIRE(g.rig.out().complaints().size() == 1);
  CHECK(g.rig.out().complaints()[0].message == why + "; until then nothing is opened");
  CHECK(g.rig.out().complaints()[0].status == Exit::config);
  g.leave(g.now + 1, "1");
  CHECK(g.ruling() == "ok");
  g.ledger.row(R"({"type":"policy","ts":3,"hash":"h","name":"p2","body":""})");
  CHECK(g.judge("1") == "ok");
}

TEST_CASE("the closing line counts refusals, and each rule once a refusal") {
  Gate g("drawdown = \"99%\"");
  g.ledger.row(R"({"type":"halt","ts":2,"kind":"entries","reason":"a","rule":"one"})");
  g.ledger.row(R"({"type":"halt","ts":2,"kind":"entries","reason":"b","rule":"two"})");
  CHECK(g.judge("1.0005") == "halt halt lot");
  CHECK(g.rig.stage().summary() ==
        "risk-gate: 1 proposals, 0 approved, 1 refused (each by at least one rule: halt 1, lot 1)");
}

TEST_CASE("a losing streak makes the largest trade smaller") {
  Gate g("max_trade = \"10%\"\nstreak = true");
  g.ledger.row(
      R"({"type":"pnl","ts":3,"venue":"v","symbol":"BTC-USD","strategy":"s","qty":1,"gross":-1,"fees":0,)"
      R"("funding":0,"net":-1,"entry":100,"exit":99,"opened":1,"exit_rule":"stop","mae":-1,"mfe":0})");
  CHECK(g.judge("6.667") == "max_trade");
  CHECK(g.judge("6.666") == "ok");
}

TEST_CASE("a halt in the stream is journalled and stands, with a ledger or without") {
  Gate g("drawdown = \"99%\"");
  g.price(noon, "100");
  g.rig.line(R"({"type":"halt","ts":)" + n(noon) + R"(,"kind":"entries","reason":"by hand"})");
  g.decide();
  REQUIRE(g.ledger.rows.size() == 1);
  CHECK(value_of(g.ledger.rows[0], "reason") == "by hand");
  CHECK(g.rig.take("halt").size() == 1);  // it passed; it is not said twice
  CHECK(g.judge("1") == "halt");
  Rig rig(stages::risk_gate(), {{"--venue", venue_toml}});
  rig.line(R"({"type":"halt","ts":1,"kind":"entries","reason":"by hand"})");
  rig.line(R"({"type":"trade","ts":2,"venue":"v","symbol":"BTC-USD","price":100,"size":1})");
  rig.line(
      R"({"type":"proposal","ts":2,"venue":"v","symbol":"BTC-USD","id":"a","strategy":"s","intent":"open","side":"buy",)"
      R"("confidence":1,"qty":1})");
  rig.end();
  REQUIRE(rig.take("reject").size() == 1);
}

TEST_CASE("a reviewer's veto and a hibernating posture refuse an opening") {
  Gate g("drawdown = \"99%\"");
  g.price(noon, "100");
  g.propose(noon, "1", "", "p1");
  g.rig.line(R"({"type":"review","ts":)" + n(noon) +
             R"(,"of":"p1","reviewer":"r","verdict":"veto","reason":"news"})");
  CHECK(g.ruling() == "review");
  g.rig.line(R"({"type":"posture","ts":)" + n(noon + 1) + R"(,"rm":0.1,"posture":"HIBERNATE"})");
  g.propose(noon + 1, "1", "", "p2");
  CHECK(g.ruling() == "posture");
}

TEST_CASE("a review of no proposal that came with it decides nothing, and is told") {
  Gate g("");
  g.price(noon, "100");
  g.propose(noon, "1", "", "p1");
  g.rig.line(R"({"type":"review","ts":)" + n(noon) +
             R"(,"of":"p1x","reviewer":"r","verdict":"veto","reason":"news"})");
  CHECK(g.ruling() == "ok");
  REQUIRE(g.rig.out().complaints().size() == 1);
  CHECK(g.rig.out().complaints()[0].message ==
        R"(the review of "p1x" by r decides nothing: no proposal of that id came with it)");
  CHECK(g.rig.stage().summary().find("1 reviews that cost 0, 1 of no proposal") != std::string::npos);
}

TEST_CASE("a strategy that the ledger says is KILLED opens nothing and may leave; others are as before") {
  Gate g("");
  g.price(noon, "100");
  g.hold(1, "1", "100");
  TsUs at = noon;
  for (const auto& [stage, ruling] :
       {std::pair("COLD", "ok"), std::pair("HOT", "ok"), std::pair("KILLED", "promotion")}) {
    ++at;
    g.ledger.row(R"({"type":"promotion","ts":)" + n(at) + R"(,"strategy":"s","stage":")" + stage +
                 R"(","reason":"x"})");
    g.propose(at, "1", "", std::string("open") + stage);
    CHECK(g.ruling() == ruling);
  }
  g.leave(at + 1, "1");
  CHECK(g.ruling() == "ok");
}

TEST_CASE("an approval carries its envelope, its annotations and its cause") {
  Gate g("drawdown = \"99%\"");
  CHECK(g.judge("1", R"(,"size_method":"fixed","size_fraction":0.05,"why":{"a":[1]},"cause":["c1"])") ==
        "ok");
  const auto& l = g.last.back();
  CHECK(value_of(l, "limit_worst") == "102");
  CHECK(value_of(l, "attempts") == "1");
  CHECK(value_of(l, "until") == n(g.now + 30 * us_per_s));
  CHECK(value_of(l, "reserved") == "102.204");
  CHECK(value_of(l, "notes") == R"({"size_method":"fixed","size_fraction":0.05,"why":{"a":[1]}})");
  CHECK(value_of(l, "cause") == R"(["c1"])");
  CHECK(value_of(l, "marks") == R"({"v/BTC-USD":[100,)" + n(g.now) + "]}");
}
