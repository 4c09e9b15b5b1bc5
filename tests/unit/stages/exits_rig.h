// exits on a position of 2 BTC at 100, opened at `start`; one candle a call.
#pragma once

#include "base/text.h"
#include "rig.h"
#include "stages/all.h"

namespace tu::stages::testing {

constexpr TsUs minute = us_per_min;
constexpr TsUs start = us_per_day;

struct Watcher {
  using Options = std::vector<std::pair<std::string, std::string>>;
  explicit Watcher(Options o, const std::string& side = "buy")
      : rig(stages::exits(), std::move(o), {&ledger, nullptr}) {
    INFO(rig.error);
    REQUIRE(rig.error.empty());
    ledger.deposit("10000");
    ledger.hold({"2", "100", side, "BTC-USD-PERP", start});
  }
  void row(const std::string& type, const std::string& id, const std::string& side, const std::string& qty,
           const std::string& more) {
    ledger.row(R"({"type":")" + type + R"(","ts":)" + std::to_string(ts) +
               R"(,"venue":"v","symbol":"BTC-USD-PERP","id":")" + id + R"(","side":")" + side +
               R"(","qty":)" + qty + "," + more + "}");
  }
  void order(const std::string& id, const std::string& side, const std::string& qty,
             const std::string& intent, const std::string& kind = "market", const std::string& more = "") {
    row("order", id, side, qty,
        R"("strategy":"s","kind":")" + kind + R"(","tif":"GTC","intent":")" + intent + "\"" + more);
  }
  // What the last proposal asked for is filled at `price`.
  void fill(const std::string& price) {
    const std::string id = value_of(last, "id"), side = value_of(last, "side"), qty = value_of(last, "qty");
    order(id, side, qty, value_of(last, "intent"), "market", R"(,"reduce_only":true)");
    row("fill", id, side, qty,
        R"("fill_id":")" + id + R"(/1","price":)" + price +
            R"(,"fee":0,"fee_currency":"USD","liquidity":"taker")");
  }
  void say(const std::string& type, const std::string& more) {
    rig.line(R"({"type":")" + type + R"(","ts":)" + std::to_string(ts + minute) + "," + more + "}");
  }
  // The rule that fired, "" for none. `last` is the proposal.
  std::string at(double high, double low, double close, const std::string& notes = "") {
    ts += minute;
    const auto n = [](double x) { return text::of_real(x); };
    rig.line(R"({"type":"candle","ts":)" + std::to_string(ts) +
             R"(,"venue":"v","symbol":"BTC-USD-PERP","tf":"1m","start":)" + std::to_string(ts - minute) +
             R"(,"open":)" + n(close) + R"(,"high":)" + n(high) + R"(,"low":)" + n(low) + R"(,"close":)" +
             n(close) + R"(,"volume":1)" + notes + "}");
    return ended();
  }
  std::string at(double close, const std::string& notes = "") { return at(close, close, close, notes); }
  std::string ended() {
    rig.line(R"({"type":"sync","ts":0,"seq":)" + std::to_string(++seq) + "}");
    alerts += count("alert");
    const auto p = rig.take("proposal");
    last = p.empty() ? "" : p[0];
    return p.empty() ? "" : value_of(p[0], "exit_rule");
  }
  int count(const std::string& type) const {
    int n = 0;
    for (const auto& l : rig.lines) n += value_of(l, "type") == type;
    return n;
  }
  FakeLedger ledger;
  TsUs ts = start;
  Rig rig;
  std::string last;
  int seq = 0, alerts = 0;
};

}  // namespace tu::stages::testing
