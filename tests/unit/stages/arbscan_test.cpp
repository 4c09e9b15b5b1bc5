// arbscan, and the prices of other venues that signal-agg reads too.
#include "base/text.h"
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
[b]
[[b.fees]]
since = "2020-01-01"
source = "made up"
tiers = [{ from = "0", maker = "5bps", taker = "10bps" }]
[[b.fees]]
since = "2024-01-01"
source = "made up"
tiers = [{ from = "0", maker = "5bps", taker = "300bps" }]
[c]
[[c.fees]]
since = "2020-01-01"
source = "made up"
tiers = [{ from = "0", maker = "5bps", taker = "10bps" }]
)";
constexpr TsUs start = 1'600'000'000'000'000;  // 2020-09-13

std::string quote(TsUs after, const std::string& venue, double bid, double ask,
                  const std::string& symbol = "BTC-USD", TsUs from = start) {
  return R"({"type":"quote","ts":)" + std::to_string(from + after) + R"(,"venue":")" + venue +
         R"(","symbol":")" + symbol + R"(","bid":)" + text::of_real(bid) + R"(,"bid_size":1,"ask":)" +
         text::of_real(ask) + R"(,"ask_size":1})";
}

Rig scanner(std::vector<std::pair<std::string, std::string>> options = {}) {
  options.push_back({"--venue", fees});
  return Rig(stages::arbscan(), std::move(options));
}

}  // namespace

TEST_CASE(
    "a venue away from the median of two others by more than its fees there and back is a signal, once") {
  Rig rig = scanner({{"--look", "deviation"}});
  rig.line(quote(0, "a", 100, 100));
  rig.line(quote(1, "b", 100, 100));
  rig.line(quote(2, "c", 99.81, 99.81));  // 19 bps, fees 20
  CHECK(rig.take("signal").empty());
  rig.line(quote(3, "c", 99.7, 99.7));
  auto said = rig.take("signal");
  REQUIRE(said.size() == 1);
  CHECK(value_of(said[0], "venue") == "c");
  CHECK(value_of(said[0], "side") == "buy");
  CHECK(value_of(said[0], "source") == "arb");
  CHECK(value_of(said[0], "reason") ==
        "99.7 is 30 bps below the median 100 of 2 others; 10 bps after fees there and back");
  CHECK(text::to_real(value_of(said[0], "confidence")).value() == Approx(0.5 + 0.5 * 0.001 / 0.012));
  rig.line(quote(4, "c", 99.71, 99.71));
  CHECK(rig.take("signal").empty());
  rig.line(quote(5, "c", 100.5, 100.5));
  said = rig.take("signal");
  REQUIRE(said.size() == 1);
  CHECK(value_of(said[0], "side") == "sell");
}

TEST_CASE("a signal is said again while it holds, and anew after it stopped") {
  Rig rig = scanner({{"--look", "deviation"}, {"--ttl", "1s"}});
  for (const char* v : {"a", "b"}) rig.line(quote(0, v, 100, 100));
  rig.line(quote(1, "c", 99, 99));
  CHECK(rig.take("signal").size() == 1);
  rig.line(quote(900'000, "c", 99, 99));
  CHECK(rig.take("signal").empty());
  rig.line(quote(1'100'000, "c", 99, 99));
  CHECK(rig.take("signal").size() == 1);
  rig.line(quote(1'200'000, "c", 100, 100));
  rig.line(quote(1'300'000, "c", 99, 99));
  CHECK(rig.take("signal").size() == 1);
}

TEST_CASE("prices older than --fresh are not compared") {
  Rig rig = scanner({{"--look", "deviation"}});
  rig.line(quote(0, "a", 100, 100));
  rig.line(quote(0, "b", 100, 100));
  rig.line(quote(2'500'001, "c", 90, 90));
  CHECK(rig.take("signal").empty());
}

TEST_CASE("a pair is what one bids over what another asks, less what both charge on that day") {
  Rig rig = scanner({{"--look", "pair"}});
  rig.line(quote(0, "a", 99.9, 100));
  rig.line(quote(1, "b", 100.3, 100.4));
  const auto said = rig.take("signal");
  REQUIRE(said.size() == 2);
  CHECK(value_of(said[0], "venue") == "a");
  CHECK(value_of(said[0], "side") == "buy");
  CHECK(value_of(said[1], "venue") == "b");
  CHECK(value_of(said[1], "side") == "sell");
  CHECK(value_of(said[1], "source") == "arb_pair");
  CHECK(value_of(said[0], "reason").rfind("buy a/BTC-USD at 100, sell b/BTC-USD at 100.3: 9.", 0) == 0);
  const TsUs later = 1'710'000'000'000'000;  // b charges 3% from 2024 on
  rig.line(quote(0, "a", 99.9, 100, "BTC-USD", later));
  rig.line(quote(1, "b", 100.3, 100.4, "BTC-USD", later));
  CHECK(rig.take("signal").empty());
}

TEST_CASE("a trade is no price that a pair could be traded at") {
  Rig rig = scanner({{"--look", "pair"}});
  rig.line(quote(0, "a", 99.9, 100));
  rig.line(R"({"type":"trade","ts":1600000000000001,"venue":"b","symbol":"BTC-USD","price":110,"size":1})");
  CHECK(rig.take("signal").empty());
}

TEST_CASE("dollars and their coins are compared only while a fresh mark within 50 bps says so") {
  Rig rig = scanner({{"--look", "deviation"}});
  const auto look = [&](TsUs at) {
    rig.line(quote(at, "a", 100, 100));
    rig.line(quote(at, "b", 100, 100));
    rig.line(quote(at + 1, "c", 90, 90, "BTC-USDT"));
    return rig.take("signal").size();
  };
  CHECK(look(0) == 0);  // no mark
  rig.line(quote(100, "d", 0.998, 0.998, "USDT-USD"));
  CHECK(look(200) == 3);  // each is away from the middle of the other two
  rig.line(quote(300, "c", 100, 100, "BTC-USDT"));
  rig.line(quote(301, "d", 0.9, 0.9, "USDT-USD"));
  CHECK(look(400) == 0);  // the peg is broken
  rig.line(quote(500, "d", 1.001, 1.001, "USDT-USD"));
  CHECK(look(60'000'501) == 0);  // older than a minute
}

TEST_CASE("a price in a coin is converted at the mark, not at one") {
  Rig rig = scanner({{"--look", "deviation"}});
  rig.line(quote(0, "d", 0.996, 0.996, "USDT-USD"));
  rig.line(quote(1, "a", 100, 100));
  rig.line(quote(2, "b", 100, 100));
  rig.line(quote(3, "c", 100.4, 100.4, "BTC-USDT"));  // 40 bps over 100 USD, but so is the coin under 1
  CHECK(rig.take("signal").empty());
}

TEST_CASE("euros, and perpetuals, are other markets") {
  Rig rig = scanner();
  rig.line(quote(0, "a", 100, 100));
  rig.line(quote(1, "b", 100, 100));
  rig.line(quote(2, "c", 80, 80, "BTC-EUR"));
  rig.line(quote(3, "c", 80, 80, "BTC-USD-PERP"));
  CHECK(rig.take("signal").empty());
}

TEST_CASE("a triangle that leads back with more than went in is three signals, whichever way round") {
  Rig rig = scanner({{"--look", "triangle"}});
  rig.line(quote(0, "a", 100, 100));             // 1 BTC is 100 USD
  rig.line(quote(1, "a", 10, 10, "ETH-USD"));    // 1 ETH is 10 USD
  rig.line(quote(2, "a", 0.1, 0.1, "ETH-BTC"));  // and 0.1 BTC: fair
  CHECK(rig.take("signal").empty());
  rig.line(quote(3, "a", 0.102, 0.102, "ETH-BTC"));  // 2% more, less 30 bps
  auto said = rig.take("signal");
  REQUIRE(said.size() == 3);
  std::string sides;
  for (const std::string& s : said) sides += value_of(s, "symbol") + " " + value_of(s, "side") + ", ";
  CHECK(sides.find("ETH-BTC sell") != sides.npos);
  CHECK(sides.find("ETH-USD buy") != sides.npos);
  CHECK(sides.find("BTC-USD sell") != sides.npos);
  CHECK(value_of(said[0], "reason").find("after three fees") != std::string::npos);
  rig.line(quote(4, "a", 0.098, 0.098, "ETH-BTC"));
  said = rig.take("signal");
  REQUIRE(said.size() == 3);
  sides.clear();
  for (const std::string& s : said) sides += value_of(s, "symbol") + " " + value_of(s, "side") + ", ";
  CHECK(sides.find("ETH-BTC buy") != sides.npos);
}

TEST_CASE("a venue whose fees are not known gives no signals and an alert, once") {
  Rig rig = scanner({{"--look", "deviation"}});
  for (const char* v : {"a", "b"}) rig.line(quote(0, v, 100, 100));
  for (TsUs i = 1; i < 5; ++i) rig.line(quote(i, "x", 50, 50));
  CHECK(rig.take("alert").size() == 1);
}

TEST_CASE("a chain costs gas, and without fresh gas it gives no signals") {
  Rig rig = scanner({{"--look", "pair"}, {"--dex", "c"}, {"--notional", "1000"}});
  const auto gas = [&](TsUs at, double x) {
    rig.line(R"({"type":"metric","ts":)" + std::to_string(start + at) +
             R"(,"venue":"c","name":"gas_cost","value":)" + text::of_real(x) + "}");
  };
  const auto look = [&](TsUs at) {
    rig.line(quote(at, "a", 99.9, 100));
    rig.line(quote(at + 1, "c", 100.5, 100.6));
    return rig.take("signal").size();
  };
  CHECK(look(0) == 0);
  gas(10, 1);  // 10 bps of 1000
  CHECK(look(20) == 2);
  rig.line(quote(25, "c", 100, 100.1));
  gas(30, 5);  // 50 bps
  CHECK(look(40) == 0);
}

TEST_CASE("metrics give each venue's deviation, and the median of all") {
  Rig rig(stages::arbscan());
  rig.line(quote(0, "a", 100, 100));
  rig.line(quote(1, "b", 101, 101));
  rig.line(quote(2, "c", 102, 102));
  rig.line(R"({"type":"beat","ts":1600000001000000})");
  const auto said = rig.take("metric");
  REQUIRE(said.size() == 5);
  CHECK(value_of(said[0], "name") == "arb_deviation_bps");
  CHECK(text::to_real(value_of(said[0], "value")).value() == Approx((100 / 101.5 - 1) * 1e4));
  CHECK(value_of(said[1], "name") == "arb_median");
  CHECK(value_of(said[1], "value") == "101");
  CHECK(value_of(said[2], "name") == "arb_range_bps");
}

TEST_CASE("a quote with nobody on one side is no price, and ends the one before it") {
  const auto empty_bid = [](TsUs after, const std::string& venue, double bid, double ask) {
    std::string s = quote(after, venue, bid, ask);
    return s.replace(s.find("\"bid_size\":1"), 12, "\"bid_size\":0");
  };
  for (const char* look : {"pair", "deviation"}) {
    Rig rig = scanner({{"--look", look}});
    rig.line(quote(0, "a", 99.9, 100));
    rig.line(quote(1, "c", 99.9, 100));
    rig.line(empty_bid(2, "b", 110, 111));
    CHECK(rig.take("signal").empty());
    rig.line(quote(3, "a", 99.9, 100));
    CHECK(rig.take("signal").empty());
  }
  Rig rig = scanner({{"--look", "pair"}});
  rig.line(quote(0, "b", 110, 111));
  rig.line(empty_bid(1, "b", 110, 111));
  rig.line(quote(2, "a", 99.9, 100));
  CHECK(rig.take("signal").empty());
  rig.line(quote(3, "b", 110, 111));
  CHECK(rig.take("signal").size() == 2);
}

TEST_CASE("a chain that --dex names and of which nothing came is named at the end") {
  Rig rig = scanner({{"--dex", "a,okxx"}});
  rig.line(quote(0, "a", 99.9, 100));
  CHECK(rig.stage().summary() == "arbscan: --dex names okxx, of which nothing came");
}

TEST_CASE(
    "an outcome that one venue asks for less than another bids is a pair; wide middles are no deviation") {
  Rig rig = scanner();
  rig.line(quote(0, "a", 0.39, 0.40, "RAIN-USDC:YES"));
  rig.line(quote(2, "b", 0.47, 0.48, "RAIN-USDC:NO"));
  CHECK(rig.take("signal").empty());  // another outcome
  rig.line(quote(3, "b", 0.47, 0.48, "RAIN-USDC:YES"));
  const auto said = rig.take("signal");
  REQUIRE(said.size() == 2);
  CHECK(value_of(said[0], "venue") == "a");
  CHECK(value_of(said[0], "side") == "buy");
  CHECK(value_of(said[0], "source") == "arb_pair");
  CHECK(value_of(said[1], "venue") == "b");
  rig.line(quote(4, "c", 0.30, 0.60, "RAIN-USDC:YES"));
  CHECK(rig.take("signal").empty());
  CHECK(
      rig.stage().summary() ==
      "arbscan: 4 markets are outcomes: of these only pairs of one symbol at two venues are looked for, not "
      "what the outcomes of a market cost together");
}
