#include "simex/limits.h"

#include <catch2/catch.hpp>

using namespace tu;
using namespace tu::simex;

namespace {

net::Request question(const std::string& type) {
  net::Request r;
  r.method = "POST";
  r.target = "/info";
  r.body = "{\"type\":\"" + type + "\"}";
  return r;
}

}  // namespace

TEST_CASE("Coinbase takes thirty signed requests and ten open ones in any second") {
  Limits limits("coinbase", 1);
  net::Request open;
  open.target = "/api/v3/brokerage/time";
  net::Request mine = open;
  mine.headers.emplace_back("Authorization", "Bearer x");
  for (int i = 0; i < 30; ++i) CHECK_FALSE(limits.refuse(mine, i));
  for (int i = 0; i < 10; ++i) CHECK_FALSE(limits.refuse(open, i));
  const auto no = limits.refuse(mine, us_per_s / 2);
  REQUIRE(no);
  CHECK(no->status == 429);
  CHECK(no->body.find("rate_limit_exceeded") != std::string::npos);
  CHECK(limits.refuse(open, us_per_s - 1));
  CHECK_FALSE(limits.refuse(mine, us_per_s));
  CHECK(limits.refuse(mine, us_per_s));  // the second of the thirty is not a second old
}

TEST_CASE("Hyperliquid weighs questions, batches, and long answers, to 1200 in a minute") {
  Limits limits("hyperliquid", 1);
  for (int i = 0; i < 10; ++i) CHECK_FALSE(limits.refuse(question("userRole"), 0));     // 600
  for (int i = 0; i < 25; ++i) CHECK_FALSE(limits.refuse(question("meta"), 1));         // 500
  for (int i = 0; i < 25; ++i) CHECK_FALSE(limits.refuse(question("orderStatus"), 2));  // 50
  net::Request batch;
  batch.target = "/exchange";
  batch.body = R"({"action":{"type":"cancel","cancels":[)";
  for (int i = 0; i < 79; ++i) batch.body += i == 0 ? "{}" : ",{}";
  batch.body += "]}}";
  for (int i = 0; i < 10; ++i) CHECK_FALSE(limits.refuse(batch, 3));  // 2 each
  net::Response fills;
  fills.body = "[";
  for (int i = 0; i < 599; ++i) fills.body += "1,";
  fills.body += "1]";
  limits.answered(question("userFills"), fills, 4);  // 600 items: 30
  CHECK(limits.refuse(question("l2Book"), 5)->status == 429);
  CHECK_FALSE(limits.refuse(question("l2Book"), us_per_min + 5));
}

TEST_CASE("without a factor, and for venues without figures, everything is taken") {
  for (const auto& [venue, factor] : {std::pair<const char*, double>{"coinbase", 0}, {"kraken", 1}}) {
    Limits limits(venue, factor);
    for (int i = 0; i < 5000; ++i) CHECK_FALSE(limits.refuse(question("meta"), 0));
  }
}

TEST_CASE("an address may ask as often as it traded, then once in ten seconds, and cancel more") {
  Allowance a;
  for (int i = 0; i < 15; ++i) CHECK(a.refuse(1, false, Decimal::from_integer(5), 0.001, i).empty());
  CHECK(a.refuse(1, false, Decimal::from_integer(5), 0.001, us_per_s).empty());  // the first beyond
  const std::string no = a.refuse(1, false, Decimal::from_integer(5), 0.001, 2 * us_per_s);
  CHECK(no.starts_with("Too many cumulative requests sent (17 > 15) for cumulative volume traded $5."));
  CHECK(a.refuse(1, true, Decimal::from_integer(5), 0.001, 2 * us_per_s).empty());
  CHECK(a.refuse(1, false, Decimal::from_integer(5), 0.001, 12 * us_per_s).empty());
  CHECK(a.refuse(1, false, Decimal::from_integer(50), 0.001, 13 * us_per_s).empty());
}
