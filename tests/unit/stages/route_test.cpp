// Where route sends a proposal, and which venues it leaves out.
#include "rig.h"
#include "stages/all.h"

using namespace tu;
using namespace tu::stages::testing;

namespace {

const std::string fees = R"([a]
[[a.fees]]
since = "2020-01-01"
source = "made up"
tiers = [{ from = "0", maker = "5bps", taker = "10bps" }]
)";

std::string quote(const std::string& venue, double bid, double ask) {
  return R"({"type":"quote","ts":1600000000000000,"venue":")" + venue + R"(","symbol":"BTC-USD","bid":)" +
         std::to_string(bid) + R"(,"bid_size":5,"ask":)" + std::to_string(ask) + R"(,"ask_size":5})";
}
const std::string book =
    R"({"type":"book","ts":1600000000000000,"venue":"a","symbol":"BTC-USD","snapshot":true,)"
    R"("bids":[[99,10]],"asks":[[100,10]]})";
std::string proposal(const std::string& amount, const std::string& id = "p") {
  return R"({"type":"proposal","ts":1600000001000000,"venue":"a","symbol":"BTC-USD","id":")" + id +
         R"(","strategy":"s","intent":"open","side":"buy","confidence":1,)" + amount + "}";
}

}  // namespace

TEST_CASE("a venue whose fees are not known is no cheap one: it is left out, which is told once", "[route]") {
  Rig rig(stages::route(), {{"--venue", fees}});
  rig.line(quote("a", 99, 100));
  rig.line(quote("nowhere", 98, 99));
  rig.line(proposal(R"("qty":1)"));
  rig.line(proposal(R"("qty":1)", "q"));
  const auto alerts = rig.take("alert");
  REQUIRE(alerts.size() == 1);
  CHECK(value_of(alerts[0], "message") ==
        "route: no fees of nowhere are known on 2020-09-13; it is left out");
  CHECK(value_of(alerts[0], "venue") == "nowhere");
  CHECK(rig.stage().summary().empty());
}

TEST_CASE("the way goes to a venue whose fees are known, though another shows a better price", "[route]") {
  Rig rig(stages::route(), {{"--venue", fees}});
  rig.line(quote("a", 99, 100));
  rig.line(quote("nowhere", 98, 99));
  rig.line(proposal(R"("qty":1)"));
  const auto out = rig.take("proposal");
  REQUIRE(out.size() == 1);
  CHECK(value_of(out[0], "route") == "a");
  CHECK(std::stod(value_of(out[0], "route_price")) == Approx(100.1));
}

TEST_CASE("without a file of fees nothing is priced, and the end says so", "[route]") {
  Rig rig(stages::route());
  rig.line(quote("a", 99, 100));
  rig.line(proposal(R"("qty":1)"));
  const auto out = rig.take("proposal");
  REQUIRE(out.size() == 1);
  CHECK(value_of(out[0], "route").empty());
  CHECK(rig.stage().summary() ==
        "route: venues were displayed, but no fees are known: give --venue FILE for routes");
}

TEST_CASE("a notional is priced where only books are known", "[route]") {
  Rig rig(stages::route(), {{"--venue", fees}});
  rig.line(book);
  rig.line(proposal(R"("notional":"200")"));
  const auto out = rig.take("proposal");
  REQUIRE(out.size() == 1);
  CHECK(value_of(out[0], "route") == "a");
  CHECK(std::stod(value_of(out[0], "route_price")) == Approx(100.1));
  CHECK(value_of(out[0], "route_filled").empty());
}

TEST_CASE("a venue that an option names and of which nothing came is named at the end", "[route]") {
  Rig rig(stages::route(), {{"--venue", fees}, {"--gas", "a=1,okxx=1"}, {"--volume", "bb=1,aa=1"}});
  rig.line(quote("a", 99, 100));
  CHECK(
      rig.stage().summary() ==
      "route: --gas names okxx, of which nothing came\nroute: --volume names aa, bb, of which nothing came");
}
