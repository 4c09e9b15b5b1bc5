// A gate on an account of 10000 USD, asked one proposal after the other.
#pragma once

#include "account/policy.h"
#include "rig.h"
#include "stages/all.h"

namespace tu::stages::testing {

constexpr TsUs minute = us_per_min;
constexpr TsUs noon = 12 * us_per_hour;

inline const char* const venue_toml = R"(
[v]
source = "test"
[[v.fees]]
since = "1970-01-01"
source = "test"
tiers = [{ from = "0", maker = "10bps", taker = "20bps" }]
[v.instruments."*-USD"]
tick = "0.01"
lot = "0.001"
min_notional = "5"
[v.instruments."*-USD-PERP"]
tick = "0.01"
lot = "0.001"
min_notional = "5"
imr = "0.1"
mmr = "0.05"
)";

inline std::string n(TsUs x) {
  return std::to_string(x);
}

// The rules that refused, in order; "ok" for each order.
inline std::string rulings(const std::vector<std::string>& lines) {
  std::string s;
  for (const auto& l : lines) {
    if (value_of(l, "type") == "order") s += s.empty() ? "ok" : " ok";
    if (value_of(l, "type") != "reject") continue;
    std::size_t at = 0;
    while ((at = l.find("{\"rule\":\"", at)) != l.npos) {
      at += 9;
      s += (s.empty() ? "" : " ") + l.substr(at, l.find('"', at) - at);
    }
  }
  return s;
}

// A gate on an account of 10000 USD with BTC at 100.
struct Gate {
  explicit Gate(const std::string& policy, std::vector<std::pair<std::string, std::string>> more = {},
                KillPort* kill = nullptr)
      : rig(stages::risk_gate(), options(policy, std::move(more)), {&ledger, kill}) {
    ledger.deposit("10000");
  }
  static std::vector<std::pair<std::string, std::string>> options(
      const std::string& policy, std::vector<std::pair<std::string, std::string>> more) {
    more.emplace_back("--venue", venue_toml);
    if (!policy.empty()) more.emplace_back("--policy", policy);
    return more;
  }
  void price(TsUs ts, const std::string& p, const std::string& symbol = "BTC-USD") {
    rig.line(R"({"type":"trade","ts":)" + n(ts) + R"(,"venue":"v","symbol":")" + symbol + R"(","price":)" +
             p + R"(,"size":1})");
  }
  std::string text(TsUs ts, const std::string& qty, const std::string& more, const std::string& id,
                   const std::string& side, const std::string& symbol, const std::string& intent = "open") {
    return R"({"type":"proposal","ts":)" + n(ts) + R"(,"venue":"v","symbol":")" + symbol + R"(","id":")" +
           id + R"(","strategy":"s","intent":")" + intent + R"(","side":")" + side + R"(","confidence":1)" +
           (qty.empty() ? "" : R"(,"qty":)" + qty) + more + "}";
  }
  void propose(TsUs ts, const std::string& qty, const std::string& more = "", const std::string& id = "p1",
               const std::string& side = "buy", const std::string& symbol = "BTC-USD") {
    rig.line(text(ts, qty, more, id, side, symbol));
  }
  void leave(TsUs ts, const std::string& qty, const std::string& more = "", const std::string& id = "x1") {
    rig.line(text(ts, qty, more, id, "sell", "BTC-USD", "close"));
  }
  // Ends the instant; what was decided in it.
  void decide() { rig.line(R"({"type":"sync","ts":0,"seq":)" + n(++seq) + "}"); }
  // The rules that refused the only proposal of this instant, in order; "ok" for an order.
  std::string ruling() {
    decide();
    const std::string s = rulings(rig.lines);
    last.clear();
    for (const auto& l : rig.lines)
      if (value_of(l, "type") == "order" || value_of(l, "type") == "reject") last.push_back(l);
    rig.lines.clear();
    return s;
  }
  std::string judge(const std::string& qty, const std::string& more = "") {
    now += minute;
    price(now, "100");
    propose(now, qty, more, "p" + n(now));
    return ruling();
  }
  // A position of `qty` bought at `price`, as settled rows.
  void hold(TsUs ts, const std::string& qty, const std::string& price,
            const std::string& symbol = "BTC-USD") {
    ledger.hold({qty, price, "buy", symbol, ts});
  }
  FakeLedger ledger;
  Rig rig;
  std::vector<std::string> last;
  TsUs now = noon;
  TsUs seq = 0;
};

}  // namespace tu::stages::testing
