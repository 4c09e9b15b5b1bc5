// What tests of outcome contracts share: the lines, and settle on a ledger that holds an outcome.
#pragma once

#include "gate_rig.h"
#include "stages/all.h"

namespace tu::stages::testing {

inline std::string instrument(const std::string& symbol,
                              const std::string& more = R"(,"outcomes":["YES","NO"])") {
  return R"({"type":"instrument","ts":1,"venue":"v","symbol":")" + symbol +
         R"(","kind":"outcome","base":"RAIN","quote":"USD","settle":"USD","tick":0.01,"lot":1,"min_notional":1)" +
         more + "}";
}
inline std::string resolution(TsUs ts, const std::string& symbol, const std::string& outcome,
                              const std::string& price, const std::string& venue = R"("venue":"v",)") {
  return R"({"type":"resolution","ts":)" + n(ts) + "," + venue + R"("symbol":")" + symbol +
         R"(","outcome":")" + outcome + R"(","price":)" + price + R"(,"source":"x","rule":"y"})";
}

// Settle on a ledger that holds one RAIN:YES.
struct Books {
  FakeLedger ledger;
  Rig rig{settle(), {}, Ports{&ledger, nullptr}};
  explicit Books(const std::string& more = R"(,"outcomes":["YES","NO"])") {
    ledger.deposit("1000");
    ledger.hold({"1", "0.4", "buy", "RAIN:YES"});
    rig.line(instrument("RAIN:YES", more));
    rig.line(instrument("RAIN:NO", more));
  }
  // The alerts of a resolution, after its instant.
  std::vector<std::string> said(const std::string& line) {
    rig.lines.clear();
    rig.line(line);
    rig.line(R"({"type":"sync","ts":0,"seq":)" + n(++seq) + "}");
    return rig.take("alert");
  }
  bool holds() { return !ledger.account().flat(); }
  TsUs seq = 0;
};

}  // namespace tu::stages::testing
