#include <fstream>
#include <sstream>

#include "account/policy.h"
#include "rig.h"
#include "stages/all.h"

using namespace tu;
using namespace tu::stages::testing;

namespace {

std::string read(const std::string& path) {
  std::ifstream in(std::string(TU_EXAMPLES) + "/" + path);
  INFO(path);
  REQUIRE(in.good());
  std::ostringstream s;
  s << in.rdbuf();
  return s.str();
}

}  // namespace

TEST_CASE("the built-in policy is the conservative one of the examples") {
  CHECK(read("policies/conservative.toml") == account::conservative_policy());
}

TEST_CASE("each policy that ships admits its largest order at its stated size, and not a lot more") {
  struct Case {
    const char* name;
    const char* equity;
    const char* size;
    const char* more;
  };
  // XRP at 1: a lot is 0.1.
  const auto c =
      GENERATE(Case{"conservative", "10000", "500", "500.1"}, Case{"247trader", "10000", "500", "500.1"},
               Case{"arena", "10000", "350", "350.1"}, Case{"growth", "10000", "1000", "1000.1"},
               Case{"nettrace-small", "153", "10", "10.1"}, Case{"dolphin", "10000", "12000", "12000.1"});
  INFO(c.name);
  Rig rig(stages::risk_gate(), {{"--policy", read(std::string("policies/") + c.name + ".toml")},
                                {"--venue", read("venues/binance.toml")},
                                {"--equity", c.equity}});
  rig.line(
      R"({"type":"trade","ts":1700000000000000,"venue":"binance","symbol":"XRP-USDT-PERP","price":1,"size":1})");
  for (const char* qty : {c.size, c.more})
    rig.line(R"({"type":"proposal","ts":1700000000000000,"venue":"binance","symbol":"XRP-USDT-PERP","id":")" +
             std::string(qty) + R"(","strategy":"s","intent":"open","side":"buy","confidence":1,"qty":)" +
             qty + "}");
  rig.end();
  REQUIRE(rig.lines.size() >= 5);
  CHECK(value_of(rig.lines[3], "type") == "order");
  CHECK(value_of(rig.lines[3], "qty") == c.size);
  CHECK(value_of(rig.lines[4], "type") == "reject");
}

TEST_CASE("no policy that ships contradicts itself at its stated size") {
  for (const auto& [name, equity] :
       {std::pair{"conservative", 10000}, std::pair{"247trader", 10000}, std::pair{"arena", 10000},
        std::pair{"growth", 10000}, std::pair{"dolphin", 10000}, std::pair{"nettrace-small", 153}}) {
    INFO(name);
    const auto p = account::parse_policy(read(std::string("policies/") + name + ".toml"), name);
    REQUIRE(p.ok());
    CHECK(account::check_policy(*p, Decimal::from_integer(equity)).contradictions.empty());
  }
}

TEST_CASE("the venue files know the fees of their dates") {
  auto binance = account::Venues::from_config(*Config::parse(read("venues/binance.toml"), "binance.toml"));
  REQUIRE(binance.ok());
  const auto f = binance->fees(intern("binance"), from_civil(2025, 5, 1), {});
  REQUIRE(f);
  CHECK(f->maker.str() == "0.0002");
  CHECK(f->taker.str() == "0.0005");
  auto coinbase = account::Venues::from_config(*Config::parse(read("venues/coinbase.toml"), "coinbase.toml"));
  REQUIRE(coinbase.ok());
  const auto tier = [&](int volume) {
    return coinbase->fees(intern("coinbase"), from_civil(2025, 5, 1), Decimal::from_integer(volume))
        ->taker.str();
  };
  CHECK(tier(999) == "0.012");
  CHECK(tier(1000) == "0.006");
  CHECK(tier(10000) == "0.004");
  CHECK(tier(50000) == "0.002");
}

TEST_CASE("the file of many venues charges at coinbase what coinbase's own file does") {
  const auto many = account::Venues::from_config(*Config::parse(read("venues/fees.toml"), "fees.toml"));
  INFO((many.ok() ? std::string() : many.error().message));
  REQUIRE(many.ok());
  const auto own =
      account::Venues::from_config(*Config::parse(read("venues/coinbase.toml"), "coinbase.toml"));
  REQUIRE(own.ok());
  for (const int year : {2018, 2025, 2026})
    for (const int volume : {0, 1000, 10000, 50000, 1000000}) {
      const TsUs when = from_civil(year, 6, 1);
      const Decimal v = Decimal::from_integer(volume);
      CHECK(many->fees(intern("coinbase"), when, v)->taker.str() ==
            own->fees(intern("coinbase"), when, v)->taker.str());
      CHECK(many->fees(intern("coinbase"), when, v)->maker.str() ==
            own->fees(intern("coinbase"), when, v)->maker.str());
    }
  for (const char* venue :
       {"binance", "binanceus", "bitfinex", "bybit", "cryptocom", "hyperliquid", "kraken", "okx"}) {
    INFO(venue);
    CHECK(many->fees(intern(venue), from_civil(2026, 8, 1), {}));
  }
}
