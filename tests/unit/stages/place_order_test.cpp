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
tiers = [ { from = "0", maker = "2bps", taker = "5bps" } ]
[v.instruments."BTC-USD"]
tick = "0.01"
lot = "0.001"
)";

std::string candle(int minute, double price, double low = 0, double high = 0) {
  const std::string p = std::to_string(price), l = std::to_string(low > 0 ? low : price);
  const std::string h = std::to_string(high > 0 ? high : price);
  return R"({"type":"candle","ts":)" + std::to_string(minute * 60000000LL) +
         R"(,"venue":"v","symbol":"BTC-USD","tf":"1m","start":)" + std::to_string((minute - 1) * 60000000LL) +
         R"(,"open":)" + p + R"(,"high":)" + h + R"(,"low":)" + l + R"(,"close":)" + p + R"(,"volume":1000})";
}
std::string order(int minute, const std::string& id, const std::string& more = R"("kind":"market")",
                  const std::string& side = "buy") {
  return R"({"type":"order","ts":)" + std::to_string(minute * 60000000LL) +
         R"(,"venue":"v","symbol":"BTC-USD","id":")" + id + R"(","strategy":"s","side":")" + side +
         R"(","qty":1,"tif":"GTC",)" + more + "}";
}

struct Desk {
  FakeLedger ledger;
  Rig rig;
  explicit Desk(std::vector<std::pair<std::string, std::string>> options = {{"--venue", venue}})
      : rig(place_order(), std::move(options), Ports{&ledger, nullptr}) {
    ledger.deposit("1000");
  }
  // The gate approved it and the stream carries it.
  void approved(const std::string& line) {
    ledger.row(line);
    rig.line(line);
  }
  std::vector<std::string> states() const {
    std::vector<std::string> s;
    for (const std::string& row : ledger.rows)
      s.push_back(value_of(row, "type") == "fill" ? "fill" : value_of(row, "state"));
    return s;
  }
  using List = std::vector<std::string>;
};

}  // namespace

TEST_CASE("an approved order is journalled as sent at the next instant, open, and filled by a later candle") {
  Desk d;
  d.rig.line(candle(1, 100));
  d.approved(order(1, "o"));
  CHECK(d.ledger.rows.empty());
  d.rig.line(candle(2, 100));
  CHECK(d.ledger.rows.empty());
  d.rig.line(candle(3, 100));
  CHECK(d.states() == Desk::List{"sent", "open"});
  d.rig.end();
  CHECK(d.states() == Desk::List{"sent", "open", "fill", "filled"});
  CHECK(value_of(d.ledger.rows[2], "fill_id") == "o/1");
  CHECK(value_of(d.ledger.rows[2], "price") == "100.04");
  const auto fills = d.rig.take("fill");
  REQUIRE(fills.size() == 1);
  CHECK(fills[0] == d.ledger.rows[2]);
}

TEST_CASE("an order that the journal does not show approved is never sent, and said to be refused") {
  Desk d;
  d.rig.line(candle(1, 100));
  d.rig.line(order(1, "forged"));
  for (int minute = 2; minute < 40; ++minute) d.rig.line(candle(minute, 100));
  d.rig.end();
  CHECK(d.ledger.rows.empty());
  REQUIRE(d.rig.out().complaints().size() == 1);
  CHECK(d.rig.out().complaints()[0].status == Exit::refused);
}

TEST_CASE("an order that differs from its approval is not sent") {
  Desk d;
  d.rig.line(candle(1, 100));
  d.ledger.row(order(1, "o"));
  std::string larger = order(1, "o");
  larger.replace(larger.find("\"qty\":1"), 7, "\"qty\":9");
  d.rig.line(larger);
  for (int minute = 2; minute < 6; ++minute) d.rig.line(candle(minute, 100));
  CHECK(d.ledger.rows.empty());
  CHECK(d.rig.out().complaints().size() == 1);
}

TEST_CASE("a cancel by strategy takes back its resting orders of that side") {
  Desk d;
  d.rig.line(candle(1, 100));
  d.approved(order(1, "low", R"("kind":"limit","limit":90)"));
  d.rig.line(candle(2, 100));
  d.rig.line(candle(3, 100));
  d.rig.line(
      R"({"type":"cancel","ts":180000000,"strategy":"s","symbol":"BTC-USD","side":"sell","reason":"other side"})");
  d.rig.line(candle(4, 100));
  d.rig.line(R"({"type":"cancel","ts":240000000,"strategy":"s","side":"buy","reason":"enough"})");
  d.rig.line(candle(5, 80));
  d.rig.end();
  CHECK(d.states() == Desk::List{"sent", "open", "cancelled"});
  CHECK(value_of(d.ledger.rows[2], "reason") == "enough");
}

TEST_CASE("without a ledger nothing is sent, which is said once") {
  Rig rig(place_order());
  rig.line(candle(1, 100));
  rig.line(order(1, "o"));
  for (int minute = 2; minute < 6; ++minute) rig.line(candle(minute, 100));
  rig.end();
  CHECK(rig.take("order_update").empty());
  REQUIRE(rig.out().complaints().size() == 1);
  CHECK(rig.out().complaints()[0].status == Exit::ok);
  CHECK(rig.stage().summary() == "place-order: dry run: 1 orders and 0 cancels were not sent");
}

TEST_CASE("live is refused by a latch that is named, and so are simulated fills in a live session") {
  Rig rig(place_order(), {{"--mode", "live"}});
  rig.line(R"({"type":"session","ts":0,"id":"x","mode":"live","source":"x","pace":"max"})");
  CHECK(rig.out().error().message.find("latch ledger:") != std::string::npos);
  Desk d;
  d.rig.line(R"({"type":"session","ts":0,"id":"x","mode":"live","source":"x","pace":"max"})");
  CHECK(d.rig.out().stopped());
  CHECK(d.rig.out().error().status == Exit::refused);
}

TEST_CASE("an order for which the venue file has no fees or steps is rejected, not filled for nothing") {
  Desk d(std::vector<std::pair<std::string, std::string>>{});
  d.rig.line(candle(1, 100));
  d.approved(order(1, "o"));
  for (int minute = 2; minute < 5; ++minute) d.rig.line(candle(minute, 100));
  CHECK(d.states() == Desk::List{"rejected"});
}

TEST_CASE("after a restart open orders rest again, what was only sent is cancelled, and a gap is written") {
  Desk d;
  for (const char* id : {"open", "sent", "approved"})
    d.ledger.row(order(1, id, R"("kind":"limit","limit":90)"));
  d.ledger.row(
      R"({"type":"order_update","ts":120000000,"venue":"v","symbol":"BTC-USD","id":"open","state":"open","filled":0})");
  d.ledger.row(
      R"({"type":"order_update","ts":120000000,"venue":"v","symbol":"BTC-USD","id":"sent","state":"sent","filled":0})");
  d.rig.line(
      R"({"type":"session","ts":180000000,"id":"x","mode":"paper","source":"x","pace":"realtime","warm_until":600000000})");
  d.rig.line(candle(5, 80));  // history: nothing fills for the outage
  d.rig.line(candle(10, 80));
  d.rig.line(candle(11, 100, 85));  // began before the restart
  d.rig.line(candle(12, 100));
  CHECK(d.states() == Desk::List{"cancelled", "cancelled"});
  CHECK(d.ledger.account().order("sent")->phase == account::OrderPhase::cancelled);
  const auto gaps = d.rig.take("gap");
  REQUIRE(gaps.size() == 1);
  CHECK(value_of(gaps[0], "from") == "120000000");
  d.rig.line(candle(13, 100, 85));
  d.rig.end();
  CHECK(d.ledger.account().order("open")->phase == account::OrderPhase::filled);
}

TEST_CASE("on paper a market order that nothing came after ends with the stream, one that rests stays open") {
  const std::string session =
      R"({"type":"session","ts":1,"id":"i","mode":"paper","source":"s","pace":"realtime"})";
  const auto left = [&](int more_bars, const std::string& how, const std::string& first) {
    Desk d;
    if (!first.empty()) d.rig.line(first);
    d.rig.line(candle(1, 100));
    d.approved(order(1, "o", how));
    for (int bar = 2; bar < 2 + more_bars; ++bar) d.rig.line(candle(bar, 100));
    d.rig.end();
    return d.states();
  };
  const std::string market = R"("kind":"market")", resting = R"("kind":"limit","limit":90)";
  CHECK(left(0, market, session) == Desk::List{"cancelled"});   // as behind `feed --once`
  CHECK(left(0, resting, session) == Desk::List{"cancelled"});  // no venue has it
  CHECK(left(1, market, session) == Desk::List{"sent", "open", "cancelled"});
  CHECK(left(1, resting, session) == Desk::List{"sent", "open"});
  CHECK(left(2, market, session) == Desk::List{"sent", "open", "fill", "filled"});
  // The end of a recording is no end of a market.
  CHECK(left(0, market, "").empty());
}

TEST_CASE("a resting stop leaves the position and its limit target is cancelled with it") {
  Desk d;
  d.rig.line(candle(1, 100));
  d.approved(order(1, "in"));
  for (int minute = 2; minute < 5; ++minute) d.rig.line(candle(minute, 100));
  d.approved(order(4, "stop", R"("kind":"stop","stop":95,"reduce_only":true,"oco":"target","intent":"close")",
                   "sell"));
  d.approved(order(4, "target", R"("kind":"limit","limit":110,"reduce_only":true,"intent":"close")", "sell"));
  d.rig.line(candle(5, 100));
  d.rig.line(candle(6, 100, 90, 120));
  d.rig.end();
  CHECK(d.ledger.account().flat());
  CHECK(d.ledger.account().order("stop")->phase == account::OrderPhase::filled);
  CHECK(d.ledger.account().order("target")->phase == account::OrderPhase::cancelled);
}

TEST_CASE("an order that no venue would take is rejected with the reason") {
  const std::pair<const char*, const char*> bad[] = {
      {R"("kind":"iceberg")", "kind \\\"iceberg"},
      {R"("kind":"limit")", "a limit order without limit"},
      {R"("kind":"stop_limit","limit":1)", "a stop_limit order without stop"}};
  for (const auto& [fields, reason] : bad) {
    Desk d;
    d.rig.line(candle(1, 100));
    d.approved(order(1, "o", fields));
    for (int minute = 2; minute < 5; ++minute) d.rig.line(candle(minute, 100));
    CHECK(d.states() == Desk::List{"rejected"});
    INFO(d.ledger.rows[0]);
    CHECK(d.ledger.rows[0].find(reason) != std::string::npos);
  }
}

TEST_CASE("a source that begins anew neither doubles working orders nor fills them from its history") {
  Desk d;
  d.rig.line(R"({"type":"session","ts":0,"id":"x","mode":"paper","source":"x","pace":"realtime"})");
  d.rig.line(candle(1, 100));
  d.approved(order(1, "rests", R"("kind":"limit","limit":90)"));
  d.rig.line(candle(2, 100));
  d.rig.line(candle(3, 100));
  d.approved(order(3, "waits", R"("kind":"limit","limit":90)"));
  d.rig.line(
      R"({"type":"session","ts":240000000,"id":"y","mode":"paper","source":"x","pace":"realtime","warm_until":360000000})");
  d.rig.line(candle(5, 100, 80));
  d.rig.line(candle(6, 100, 80));
  d.rig.line(candle(7, 100));
  CHECK(d.states() == Desk::List{"sent", "open"});
  d.rig.line(candle(8, 100, 80));
  d.rig.end();
  CHECK(d.ledger.account().order("rests")->fills == 1);
  CHECK(d.ledger.account().order("waits")->fills == 1);
  CHECK(d.ledger.account().cash(intern("USD")) < Decimal::from_integer(821));
}

namespace {

// An approval for two attempts: a limit that may only make until minute 5, then the market up to 110.
const char* two_attempts =
    R"("kind":"limit","limit":90,"post_only":true,"expires":300000000,"attempts":2,"limit_worst":110)";

std::vector<std::string> attempts_of(const std::vector<std::string>& rows) {
  std::vector<std::string> list;
  for (const std::string& row : rows)
    if (value_of(row, "type") == "order_update")
      list.push_back(value_of(row, "state") + " " + value_of(row, "attempt"));
  return list;
}

}  // namespace

TEST_CASE("a maker's limit that expires is followed by a taker, sent once more and filled later") {
  Desk d;
  d.rig.line(candle(1, 100));
  d.approved(order(1, "o", two_attempts));
  for (int minute = 2; minute < 8; ++minute) d.rig.line(candle(minute, 100));
  d.rig.end();
  CHECK(attempts_of(d.ledger.rows) == Desk::List{"sent 1", "open 1", "sent 2", "open 2", "filled 2"});
  CHECK(value_of(d.ledger.rows[2], "reason") == "attempt 1 expired");
  CHECK(value_of(d.ledger.rows[2], "ts") == "300000000");
  CHECK(value_of(d.ledger.rows[4], "type") == "fill");
  CHECK(value_of(d.ledger.rows[4], "ts") == "420000000");  // of the bar that begins after it was sent
  CHECK(value_of(d.ledger.rows[4], "liquidity") == "taker");
}

TEST_CASE("the second attempt takes only what the first has left, and the fills are numbered on") {
  Desk d;
  d.rig.line(candle(1, 100));
  std::string large = order(1, "o", two_attempts);
  large.replace(large.find("\"qty\":1"), 7, "\"qty\":3");
  d.approved(large);
  d.rig.line(candle(2, 100));
  std::string thin = candle(3, 100, 89);  // a tenth of 10 goes to the limit
  d.rig.line(candle(3, 100));
  thin = candle(4, 100, 89);
  thin.replace(thin.find("\"volume\":1000"), 13, "\"volume\":10");
  d.rig.line(thin);
  for (int minute = 5; minute < 9; ++minute) d.rig.line(candle(minute, 100));
  d.rig.end();
  std::vector<std::string> fills;
  for (const std::string& row : d.ledger.rows)
    if (value_of(row, "type") == "fill")
      fills.push_back(value_of(row, "fill_id") + " " + value_of(row, "qty") + " " +
                      value_of(row, "liquidity"));
  CHECK(fills == Desk::List{"o/1 1 maker", "o/2 2 taker"});
  CHECK(d.ledger.account().order("o")->left().is_zero());
}

TEST_CASE("a limit that would take at once is rejected by the venue and followed by the taker") {
  Desk d;
  d.rig.line(candle(1, 80));
  d.approved(order(1, "o", two_attempts));
  for (int minute = 2; minute < 7; ++minute) d.rig.line(candle(minute, 80));
  d.rig.end();
  REQUIRE(attempts_of(d.ledger.rows).size() >= 3);
  CHECK(attempts_of(d.ledger.rows).back() == "filled 2");
  bool said = false;
  for (const std::string& row : d.ledger.rows)
    said |= value_of(row, "reason") == "attempt 1 rejected: post_only: it would have taken at 80";
  CHECK(said);
}

TEST_CASE("who cancels an order cancels what its approval has left of attempts too") {
  Desk d;
  d.rig.line(candle(1, 100));
  d.approved(order(1, "o", two_attempts));
  d.rig.line(candle(2, 100));
  d.rig.line(candle(3, 100));
  d.rig.line(candle(4, 100));
  // Its end is asked for just before it expires by itself, in the same instant.
  d.rig.line(R"({"type":"cancel","ts":299999999,"id":"o","reason":"halt"})");
  for (int minute = 5; minute < 9; ++minute) d.rig.line(candle(minute, 100));
  d.rig.end();
  CHECK(d.ledger.account().order("o")->phase != account::OrderPhase::filled);
  CHECK(is_final(d.ledger.account().order("o")->phase));
  CHECK(d.ledger.account().order("o")->attempt == 1);
}

TEST_CASE("the taker of a second attempt does not pay more than the approved worst price") {
  Desk d;
  d.rig.line(candle(1, 100));
  d.approved(order(1, "o", two_attempts));
  for (int minute = 2; minute < 9; ++minute) d.rig.line(candle(minute, minute < 5 ? 100 : 120));
  d.rig.end();
  CHECK(d.ledger.account().order("o")->phase == account::OrderPhase::cancelled);
  CHECK(d.ledger.account().order("o")->attempt == 2);
  CHECK(d.ledger.rows.back().find("beyond the approved worst 110") != std::string::npos);
}

TEST_CASE("after a restart a second attempt that is partly filled goes on at the market, not at the limit") {
  Desk d;
  d.ledger.row(order(1, "o", two_attempts));
  const std::string head = R"(,"venue":"v","symbol":"BTC-USD","id":"o","state":)";
  for (const char* state : {R"("sent","attempt":1)", R"("open","attempt":1)", R"("sent","attempt":2)",
                            R"("partial","attempt":2)"})
    d.ledger.row(R"({"type":"order_update","ts":120000000)" + head + state + R"(,"filled":0})");
  d.rig.line(R"({"type":"session","ts":180000000,"id":"x","mode":"paper","source":"x","pace":"realtime"})");
  for (int minute = 4; minute < 8; ++minute) d.rig.line(candle(minute, 100));
  d.rig.end();
  CHECK(d.ledger.account().order("o")->phase == account::OrderPhase::filled);
  CHECK(d.ledger.account().order("o")->attempt == 2);
}
