// What resolved is not bought any more: orders, restarts and repeats around a resolution, on paper.
#include "base/random.h"
#include "rig.h"
#include "stages/all.h"

using namespace tu;
using namespace tu::stages;
using namespace tu::stages::testing;

namespace {

const char* venue = R"(
[v]
latency = "250ms"
[[v.fees]]
since = "1970-01-01"
source = "test"
tiers = [ { from = "0", maker = "0bps", taker = "0bps" } ]
[v.instruments."*"]
tick = "0.01"
lot = "1"
)";

std::string at(TsUs second, const std::string& type, const std::string& more) {
  return R"({"type":")" + type + R"(","ts":)" + std::to_string(second * us_per_s) +
         R"(,"venue":"v","symbol":"RAIN-USD:YES",)" + more + "}";
}
std::string quote(TsUs second, const std::string& bid = "0.4", const std::string& ask = "0.42") {
  return at(second, "quote", R"("bid":)" + bid + R"(,"bid_size":500,"ask":)" + ask + R"(,"ask_size":500)");
}
// As some sources say it: by the name of the market.
std::string resolution_of_market(TsUs second) {
  std::string line = at(second, "resolution", R"("outcome":"Yes","price":1,"source":"x","rule":"y")");
  return line.replace(line.find("RAIN-USD:YES"), 12, "RAIN-USD");
}
std::string resolution(TsUs second) {
  return at(second, "resolution", R"("outcome":"YES","price":1,"source":"x","rule":"y")");
}

// place-order and settle over one ledger.
struct Desk {
  FakeLedger ledger;
  std::unique_ptr<Rig> orders, books;
  Desk() {
    ledger.deposit("1000");
    start();
  }
  void start() {
    orders = std::make_unique<Rig>(place_order(),
                                   std::vector{std::pair<std::string, std::string>("--venue", venue)},
                                   Ports{&ledger, nullptr});
    books =
        std::make_unique<Rig>(settle(), std::vector{std::pair<std::string, std::string>("--venue", venue)},
                              Ports{&ledger, nullptr});
  }
  void line(const std::string& text) {
    orders->line(text);
    for (const std::string& l : std::exchange(orders->lines, {})) books->line(l);
  }
  // The gate approved it and the stream carries it.
  void approved(TsUs second, const std::string& id, const std::string& more = R"("kind":"market")",
                const std::string& side = "buy") {
    const std::string row =
        at(second, "order",
           R"("id":")" + id + R"(","strategy":"s","side":")" + side + R"(","qty":100,"tif":"GTC",)" + more);
    ledger.row(row);
    line(row);
  }
  int count(const std::string& type) const {
    return static_cast<int>(std::count_if(ledger.rows.begin(), ledger.rows.end(),
                                          [&](const std::string& r) { return value_of(r, "type") == type; }));
  }
  int fills_since(TsUs second) const {
    return static_cast<int>(std::count_if(ledger.rows.begin(), ledger.rows.end(), [&](const std::string& r) {
      return value_of(r, "type") == "fill" && std::stoll(value_of(r, "ts")) >= second * us_per_s;
    }));
  }
  std::string cash() const { return ledger_account().cash(intern("USD")).str(); }
  const account::Account& ledger_account() const { return const_cast<FakeLedger&>(ledger).account(); }
  std::string state(const std::string& id) const {
    const account::OrderState* o = ledger_account().order(id);
    return o ? std::string(account::phase_name(o->phase)) : "";
  }
};

}  // namespace

TEST_CASE("an order that was approved before its outcome resolved does not fill after it") {
  Desk d;
  d.line(quote(49));
  d.approved(50, "o");
  SECTION("by its own name") {
    d.line(resolution(51));
  }
  SECTION("by the market's name") {
    d.line(resolution_of_market(51));
  }
  for (TsUs s = 52; s < 56; ++s) d.line(quote(s));
  CHECK(d.state("o") == "cancelled");
  d.line(resolution(56));
  d.line(quote(57));
  CHECK(d.cash() == "1000");
  CHECK(d.count("fill") == 0);
}

TEST_CASE("an order that rests is cancelled when the next session begins with the resolution") {
  Desk d;
  d.line(quote(1));
  d.approved(2, "o", R"("kind":"limit","limit":0.3)");
  for (TsUs s = 3; s < 6; ++s) d.line(quote(s));
  REQUIRE(d.state("o") == "open");
  d.start();
  d.line(resolution(60));
  for (TsUs s = 61; s < 65; ++s) d.line(quote(s, "0.1", "0.2"));
  d.line(resolution(66));
  d.line(quote(67));
  CHECK(d.state("o") == "cancelled");
  CHECK(d.cash() == "1000");
}

TEST_CASE("the journal remembers the resolution of a market in which an order only worked") {
  Desk d;
  d.line(quote(1));
  d.approved(2, "o", R"("kind":"limit","limit":0.3)");
  for (TsUs s = 3; s < 6; ++s) d.line(quote(s));
  d.line(resolution(6));
  d.line(quote(7));
  CHECK(d.count("resolution") == 1);
  d.start();
  d.line(quote(60));
  d.approved(61, "late");
  for (TsUs s = 62; s < 66; ++s) d.line(quote(s));
  CHECK(d.state("late") == "cancelled");
  CHECK(d.count("fill") == 0);
}

TEST_CASE("after a resolution nothing of its outcome fills, whatever the order of events and restarts") {
  const int runs = 300;
  int filled_before = 0;
  for (std::uint64_t seed = 1; seed <= runs; ++seed) {
    std::uint64_t drawn = 0;
    const auto below = [&](int n) { return static_cast<int>(random_unit(seed, 3, drawn++) * n); };
    Desk d;
    const TsUs resolves = 5 + below(20);
    int orders = 0;
    TsUs now = 1;
    for (; now < 60; ++now) {
      if (now == resolves || (now > resolves && below(8) == 0)) d.line(resolution(now));
      if (below(10) == 0) {
        d.start();  // the stream says again what resolved before it
        if (now >= resolves) d.line(resolution(now));
      }
      if (below(3) > 0) d.line(quote(now, below(2) == 0 ? "0.4" : "0.1", below(2) == 0 ? "0.42" : "0.2"));
      if (below(3) == 0)
        d.approved(now, "o" + std::to_string(orders++),
                   below(2) == 0 ? R"("kind":"market")" : R"("kind":"limit","limit":0.3)",
                   below(3) == 0 ? "sell" : "buy");
      if (now == resolves && below(2) == 0) d.line(resolution(now));
    }
    d.line(quote(now));
    INFO("seed " << seed << ", resolved at second " << resolves);
    CHECK(d.fills_since(resolves) == 0);
    filled_before += d.count("fill");
    CHECK(d.ledger_account().held(intern("v"), intern("RAIN-USD:YES")).is_zero());
  }
  CHECK(filled_before > runs);
}
