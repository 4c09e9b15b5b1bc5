// A stream that carries events of several accounts: each stage acts on what is its own, or everybody's.
#include "gate_rig.h"
#include "stages/all.h"

using namespace tu;
using namespace tu::stages;
using namespace tu::stages::testing;

namespace {

const std::string second = R"(,"account":"second")";

std::string posture(TsUs ts, const std::string& word, const std::string& more = "") {
  return R"({"type":"posture","ts":)" + n(ts) + R"(,"rm":0.5,"posture":")" + word + R"(","factors":{})" +
         more + "}";
}

}  // namespace

TEST_CASE("a proposal for another account passes unjudged, and how many did is told") {
  for (const bool journalled : {true, false}) {
    Gate g("");
    Rig alone(risk_gate(), Gate::options("", {}));
    Rig& rig = journalled ? g.rig : alone;
    const std::string mine = g.text(noon, "1", R"(,"account":"main")", "a", "buy", "BTC-USD");
    const std::string other = g.text(noon, "1", second, "b", "buy", "BTC-USD");
    for (const std::string& line :
         {R"({"type":"trade","ts":)" + n(noon) + R"(,"venue":"v","symbol":"BTC-USD","price":100,"size":1})",
          mine, other, other})
      rig.line(line);
    rig.end();
    CHECK(rulings(rig.lines) == "ok");
    CHECK(std::count(rig.lines.begin(), rig.lines.end(), other) == 2);
    REQUIRE_FALSE(rig.out().complaints().empty());
    CHECK(rig.out().complaints().back().message ==
          R"(2 proposals for account "second" passed unjudged: this gate's account is "main")");
  }
}

TEST_CASE("posture and halts of another account decide nothing here, those that name none do") {
  Gate g("");
  g.price(noon, "100");
  g.rig.line(posture(noon, "HIBERNATE"));
  g.rig.line(posture(noon, "APEX", second));
  g.propose(noon, "1", "", "a");
  CHECK(g.ruling() == "posture");
  g.rig.line(posture(noon + 1, "APEX"));
  g.rig.line(posture(noon + 1, "HIBERNATE", second));
  g.rig.line(R"({"type":"halt","ts":)" + n(noon + 1) + R"(,"kind":"all","reason":"x")" + second + "}");
  g.propose(noon + 1, "1", "", "b");
  CHECK(g.ruling() == "ok");
  CHECK(g.ledger.account().halts().empty());
}

TEST_CASE("size gives no quantity to a proposal for another account") {
  FakeLedger ledger;
  ledger.deposit("1000");
  Rig rig(size(), {{"--venue", venue_toml}}, Ports{&ledger, nullptr});
  Gate g("");
  const std::string other = g.text(noon, "", second, "b", "buy", "BTC-USD");
  rig.line(R"({"type":"trade","ts":)" + n(noon) + R"(,"venue":"v","symbol":"BTC-USD","price":100,"size":1})");
  rig.line(other);
  rig.line(g.text(noon, "", "", "a", "buy", "BTC-USD"));
  rig.end();
  const auto out = rig.take("proposal");
  REQUIRE(out.size() == 2);
  CHECK(out[0] == other);
  CHECK(value_of(out[1], "size_method") != "");
}
