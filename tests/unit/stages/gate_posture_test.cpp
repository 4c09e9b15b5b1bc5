#include "gate_rig.h"
#include "stages/all.h"

using namespace tu;
using namespace tu::stages::testing;

namespace {

// The rules that refuse an opening worth `qty` hundreds on an account of 10000, "ok" for an order.
std::string ruling(const std::vector<std::pair<std::string, std::string>>& options,
                   const std::string& posture, const std::string& qty, const std::string& intent = "open") {
  FakeLedger ledger;
  ledger.deposit("10000");
  if (intent == "close") ledger.hold({"10", "100", "buy", "BTC-USD-PERP"});
  auto all = options;
  all.push_back({"--policy", "name = \"wide\"\nleverage = \"5\"\n"});
  all.push_back({"--venue",
                 "[v]\nsource = \"made up\"\n[[v.fees]]\nsince = \"1970-01-01\"\nsource = \"made up\"\ntiers "
                 "= [ { from = \"0\", maker = \"0bps\", taker = \"0bps\" } "
                 "]\n[v.instruments.\"*-PERP\"]\ntick = \"0.01\"\nlot = \"0.001\"\n"
                 "min_notional = \"1\"\nimr = \"10%\"\nmmr = \"5%\"\n"});
  Rig rig(stages::risk_gate(), all, {&ledger, nullptr});
  INFO(rig.error);
  REQUIRE(rig.error.empty());
  rig.line(R"({"type":"trade","ts":60,"venue":"v","symbol":"BTC-USD-PERP","price":100,"size":1})");
  if (!posture.empty()) rig.line(R"({"type":"posture","ts":60,"rm":0.5,"posture":")" + posture + "\"}");
  rig.line(R"({"type":"trade","ts":90000000,"venue":"v","symbol":"BTC-USD-PERP","price":100,"size":1})");
  rig.line(
      R"({"type":"proposal","ts":90000000,"venue":"v","symbol":"BTC-USD-PERP","id":"p","strategy":"s","intent":")" +
      intent + R"(","side":")" + (intent == "close" ? "sell" : "buy") + R"(","confidence":1,"qty":)" + qty +
      (intent == "close" ? R"(,"reduce_only":true)" : "") + "}");
  rig.end();
  return rulings(rig.lines);
}

}  // namespace

TEST_CASE("TURTLE and HIBERNATE open nothing, nor does a word that nobody knows; APEX does") {
  CHECK(ruling({}, "", "10") == "ok");
  CHECK(ruling({}, "APEX", "10") == "ok");
  CHECK(ruling({}, "TURTLE", "10") == "posture");
  CHECK(ruling({}, "HIBERNATE", "10") == "posture");
  CHECK(ruling({}, "apex", "10") == "posture");
}

TEST_CASE("no posture forbids to leave") {
  for (const std::string word : {"STALKER", "TURTLE", "HIBERNATE"})
    CHECK(ruling({}, word, "10", "close") == "ok");
}

TEST_CASE("a STALKER opens up to twice the equity and not a lot more") {
  CHECK(ruling({}, "STALKER", "200") == "ok");
  CHECK(ruling({}, "STALKER", "200.001") == "leverage");
  CHECK(ruling({}, "APEX", "200.001") == "ok");
}

TEST_CASE(
    "where a posture is wanted, none and an old one refuse to open, and one of just that age does not") {
  CHECK(ruling({{"--posture-age", "1m"}}, "", "10") == "posture");
  CHECK(ruling({{"--posture-age", "1m"}}, "APEX", "10") == "posture");
  CHECK(ruling({{"--posture-age", "89999940us"}}, "APEX", "10") == "ok");
  CHECK(ruling({{"--posture-age", "89999939us"}}, "APEX", "10") == "posture");
  CHECK(ruling({{"--posture-age", "1m"}}, "", "10", "close") == "ok");
}
