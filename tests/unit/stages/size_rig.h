// A sizer on an account of 10000 and one symbol of the venue v, asked one proposal after the other.
#pragma once

#include "base/text.h"
#include "rig.h"
#include "stages/all.h"

namespace tu::stages::testing {

using Options = std::vector<std::pair<std::string, std::string>>;

struct SizeRig {
  struct Market {
    std::string venue_toml, symbol = "BTC-USD", currency = "USD";
  };
  struct Ask {
    std::string side = "buy", intent = "open", more, venue = "v";
  };

  SizeRig(const Market& market, Options o)
      : symbol(market.symbol), rig(stages::size(), with(market, std::move(o)), {&ledger, nullptr}) {
    INFO(rig.error);
    REQUIRE(rig.error.empty());
    ledger.deposit("10000", market.currency);
  }
  static Options with(const Market& market, Options o) {
    o.emplace_back("--venue", market.venue_toml);
    return o;
  }

  void say(const std::string& type, const std::string& more) {
    rig.line(R"({"type":")" + type + R"(","ts":)" + std::to_string(ts) + "," + more + "}");
  }
  // The same of the symbol.
  void tell(const std::string& type, const std::string& more, const std::string& venue = "v") {
    say(type, R"("venue":")" + venue + R"(","symbol":")" + symbol + R"(",)" + more);
  }
  void price(const std::string& p) { tell("trade", R"("price":)" + p + R"(,"size":1)"); }
  std::string propose(const Ask& a) {
    tell("proposal",
         R"("id":"p)" + std::to_string(ts) + R"(","strategy":"s","intent":")" + a.intent + R"(","side":")" +
             a.side + R"(","confidence":0.9)" + a.more,
         a.venue);
    auto p = rig.take("proposal");
    REQUIRE(!p.empty());
    return p.back();
  }
  // A round trip that is over and made so much.
  void trip(const std::string& qty, const std::string& net, TsUs at = 5, const std::string& more = "") {
    ledger.row(R"({"type":"pnl","ts":)" + std::to_string(at) + R"(,"venue":"v","symbol":")" + symbol +
               R"(","strategy":"s","qty":)" + qty + R"(,"gross":)" + net + R"(,"fees":0,"funding":0,"net":)" +
               net + R"(,"entry":100,"exit":100,"opened":1,"exit_rule":"x","mae":0,"mfe":0)" + more + "}");
  }

  std::string symbol;
  FakeLedger ledger;
  Rig rig;
  TsUs ts = us_per_day * 30;
};

}  // namespace tu::stages::testing
