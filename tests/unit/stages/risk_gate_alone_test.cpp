#include "gate_rig.h"

using namespace tu;
using namespace tu::stages::testing;

TEST_CASE("without a ledger each proposal is judged alone, and that is said") {
  Rig rig(stages::risk_gate(), {{"--venue", venue_toml}, {"--equity", "1000"}});
  rig.line(R"({"type":"trade","ts":1,"venue":"v","symbol":"BTC-USD","price":100,"size":1})");
  for (const char* id : {"a", "b"})
    rig.line(R"({"type":"proposal","ts":1,"venue":"v","symbol":"BTC-USD","id":")" + std::string(id) +
             R"(","strategy":"s","intent":"open","side":"buy","confidence":1,"qty":0.5})");
  rig.line(
      R"({"type":"proposal","ts":1,"venue":"v","symbol":"BTC-USD","id":"c","strategy":"s","intent":"open","side":"buy",)"
      R"("confidence":1,"qty":0.501})");
  rig.end();
  CHECK(rig.take("order").size() == 2);
  CHECK(rig.out().complaints().size() == 1);
}

TEST_CASE("a policy that cannot be read stops the gate before it starts") {
  Rig rig(stages::risk_gate(), {{"--policy", "max_trade = \"5%\"\nmax_asett = \"5%\""}});
  CHECK(rig.error.find("\"max_asett\" is no rule; did you mean \"max_asset\"?") != std::string::npos);
}
