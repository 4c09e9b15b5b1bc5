#include "rig.h"
#include "stages/all.h"

using namespace tu;
using namespace tu::stages;
using namespace tu::stages::testing;

namespace {

constexpr long long minute_us = 60'000'000;

std::string candle(long long ts, double price, double low, double high,
                   const std::string& symbol = "BTC-USD") {
  return R"({"type":"candle","ts":)" + std::to_string(ts) + R"(,"venue":"v","symbol":")" + symbol +
         R"(","tf":"1m","start":)" + std::to_string(ts - minute_us) + R"(,"open":)" + std::to_string(price) +
         R"(,"high":)" + std::to_string(high) + R"(,"low":)" + std::to_string(low) + R"(,"close":)" +
         std::to_string(price) + R"(,"volume":1000})";
}
std::string order(long long ts, const std::string& id, const std::string& side, const std::string& more = "",
                  const std::string& symbol = "BTC-USD") {
  return R"({"type":"order","ts":)" + std::to_string(ts) + R"(,"venue":"v","symbol":")" + symbol +
         R"(","id":")" + id + R"(","strategy":"s","side":")" + side +
         R"(","qty":1,"kind":"market","tif":"GTC")" + more + "}";
}
std::string fill(long long ts, const std::string& id, int n, const std::string& side, const std::string& qty,
                 const std::string& price, const std::string& fee, const std::string& symbol = "BTC-USD",
                 const std::string& currency = "USD") {
  return R"({"type":"fill","ts":)" + std::to_string(ts) + R"(,"venue":"v","symbol":")" + symbol +
         R"(","id":")" + id + R"(","fill_id":")" + id + "/" + std::to_string(n) + R"(","side":")" + side +
         R"(","price":)" + price + R"(,"qty":)" + qty + R"(,"fee":)" + fee + R"(,"fee_currency":")" +
         currency + R"(","liquidity":"taker"})";
}

// A ledger whose view lags as in a lockstep replay: rows of others are seen from the next instant on.
struct Desk {
  FakeLedger ledger;
  Rig rig{settle(), {}, Ports{&ledger, nullptr}};
  std::vector<std::string> later;
  explicit Desk(const std::string& currency = "USD") {
    ledger.row(R"({"type":"deposit","ts":0,"currency":")" + currency + R"(","amount":1000})");
  }
  void row(const std::string& line) {
    rig.line(line);
    later.push_back(line);
  }
  void next(const std::string& line) {
    rig.line(line);  // ends the instant before
    for (const std::string& l : later) ledger.row(l);
    later.clear();
  }
  std::vector<std::string> rows(const std::string& type) const {
    std::vector<std::string> found;
    for (const std::string& r : ledger.rows)
      if (value_of(r, "type") == type) found.push_back(r);
    return found;
  }
};

}  // namespace

TEST_CASE("a round trip is booked once, when its exit is over, with what ran for and against it") {
  Desk d;
  d.next(candle(1 * minute_us, 100, 99, 101));
  d.row(order(1 * minute_us, "in", "buy", R"(,"signals":[{"source":"rsi"}])"));
  d.next(candle(2 * minute_us, 100, 50, 200));
  d.row(fill(2 * minute_us, "in", 1, "buy", "1", "100", "0.1"));
  d.next(candle(3 * minute_us, 100, 97, 104));
  d.next(candle(4 * minute_us, 100, 98, 103));
  d.row(order(4 * minute_us, "out", "sell", R"(,"exit_rule":"target","intent":"close")"));
  d.next(candle(5 * minute_us, 102, 10, 300));
  d.row(fill(5 * minute_us, "out", 1, "sell", "0.4", "102", "0.05"));
  d.next(candle(6 * minute_us, 102, 10, 300));
  d.row(fill(6 * minute_us, "out", 2, "sell", "0.6", "103", "0.05"));
  d.next(candle(7 * minute_us, 100, 100, 100));
  d.next(candle(8 * minute_us, 100, 100, 100));
  const auto pnl = d.rows("pnl");
  REQUIRE(pnl.size() == 1);
  CHECK(value_of(pnl[0], "ts") == std::to_string(6 * minute_us));
  CHECK(value_of(pnl[0], "gross") == "2.6");
  CHECK(value_of(pnl[0], "fees") == "0.2");
  CHECK(value_of(pnl[0], "net") == "2.4");
  CHECK(value_of(pnl[0], "exit") == "102.6");
  CHECK(value_of(pnl[0], "opened") == std::to_string(2 * minute_us));
  CHECK(value_of(pnl[0], "exit_rule") == "target");
  CHECK(value_of(pnl[0], "cause") == R"(["out/1","out/2"])");
  CHECK(value_of(pnl[0], "signals") == R"([{"source":"rsi"}])");
  // Candles 3 to 5 were held through; in 2 it was entered, in 6 it was left.
  CHECK(value_of(pnl[0], "mae") == "-90");
  CHECK(value_of(pnl[0], "mfe") == "200");
  CHECK(d.rig.stage().summary().find("1 round trips (1 won, 0 lost), gross 2.6, fees 0.2") !=
        std::string::npos);
}

TEST_CASE("of quotes a long's best and worst moments are bids, a short's asks") {
  const auto quote = [](TsUs ts, const char* bid, const char* ask) {
    return R"({"type":"quote","ts":)" + std::to_string(ts) +
           R"(,"venue":"v","symbol":"BTC-USD-PERP","bid":)" + bid + R"(,"bid_size":1,"ask":)" + ask +
           R"(,"ask_size":1})";
  };
  const std::string perp = "BTC-USD-PERP";
  for (const bool buys : {true, false}) {
    const std::string in = buys ? "buy" : "sell", out = buys ? "sell" : "buy";
    Desk d;
    d.next(quote(1, "100", "100"));
    d.row(order(1, "in", in, "", perp));
    d.next(quote(2, "100", "100"));
    d.row(fill(2, "in", 1, in, "1", "100", "0", perp));
    d.next(quote(3, "99", "150"));
    d.next(quote(4, "60", "101"));
    d.row(order(4, "out", out, R"(,"intent":"close")", perp));
    d.next(quote(5, "100", "100"));
    d.row(fill(5, "out", 1, out, "1", "100", "0", perp));
    d.next(quote(6, "100", "100"));
    d.next(quote(7, "100", "100"));
    const auto pnl = d.rows("pnl");
    REQUIRE(pnl.size() == 1);
    CHECK(value_of(pnl[0], "mfe") == "0");
    CHECK(value_of(pnl[0], "mae") == (buys ? "-40" : "-50"));
  }
}

TEST_CASE("a day begins at the first event at or after midnight, and once") {
  Desk d;
  d.next(candle(10 * minute_us, 100, 100, 100));
  d.next(candle(us_per_day - minute_us, 100, 100, 100));
  d.next(candle(us_per_day, 100, 100, 100));
  d.next(candle(us_per_day + minute_us, 100, 100, 100));
  d.rig.end();
  const auto days = d.rows("day");
  REQUIRE(days.size() == 2);
  CHECK(value_of(days[0], "date") == "1970-01-01");
  CHECK(value_of(days[1], "date") == "1970-01-02");
  CHECK(value_of(days[1], "ts") == std::to_string(us_per_day));
  CHECK(value_of(days[1], "equity") == "1000");
  CHECK(value_of(days[1], "units") == "1000");
}

TEST_CASE("a day's row waits for fresh prices of what is held, but not for long") {
  Desk d;
  d.next(candle(10 * minute_us, 100, 100, 100));
  d.row(order(10 * minute_us, "in", "buy"));
  d.next(candle(11 * minute_us, 100, 100, 100));
  d.row(fill(11 * minute_us, "in", 1, "buy", "1", "100", "0.1"));
  d.next(candle(12 * minute_us, 100, 100, 100));
  SECTION("they come") {
    d.next(candle(us_per_day, 10, 10, 10, "ETH-USD"));
    d.next(candle(us_per_day + 3 * minute_us, 100, 100, 100));
    d.rig.end();
    const auto days = d.rows("day");
    REQUIRE(days.size() == 2);
    CHECK(value_of(days[1], "ts") == std::to_string(us_per_day + 3 * minute_us));
    CHECK(value_of(days[1], "equity") == "999.9");
  }
  SECTION("they do not") {
    d.next(candle(us_per_day, 10, 10, 10, "ETH-USD"));
    d.next(candle(us_per_day + 60 * minute_us, 10, 10, 10, "ETH-USD"));
    d.rig.end();
    const auto days = d.rows("day");
    REQUIRE(days.size() == 2);
    CHECK(value_of(days[1], "ts") == std::to_string(us_per_day + 60 * minute_us));
    CHECK(value_of(days[1], "equity") == "994.9");
  }
}

TEST_CASE("settled funding is charged on what was held before the instant, predicted funding never") {
  const std::string perp = "BTC-USDT-PERP";
  Desk d("USDT");
  auto funding = [&](long long ts, bool settled) {
    return R"({"type":"funding","ts":)" + std::to_string(ts) + R"(,"venue":"v","symbol":")" + perp +
           R"(","rate":0.0001,"settled":)" + (settled ? "true" : "false") + R"(,"interval":"8h","mark":200})";
  };
  d.next(candle(1 * minute_us, 100, 100, 100, perp));
  d.row(order(1 * minute_us, "in", "sell", "", perp));
  d.next(funding(2 * minute_us, true));
  d.row(fill(2 * minute_us, "in", 1, "sell", "1", "100", "0", perp, "USDT"));
  d.next(funding(3 * minute_us, false));
  d.next(funding(4 * minute_us, true));
  d.next(candle(5 * minute_us, 100, 100, 100, perp));
  const auto charges = d.rows("charge");
  REQUIRE(charges.size() == 1);
  CHECK(value_of(charges[0], "ts") == std::to_string(4 * minute_us));
  CHECK(value_of(charges[0], "amount") == "-0.02");
  CHECK(value_of(charges[0], "price") == "200");
}

TEST_CASE("units bought by a deposit are journalled at the next instant in which something happens") {
  Desk d;
  d.next(candle(1 * minute_us, 100, 100, 100));
  d.next(candle(2 * minute_us, 100, 100, 100));
  d.ledger.row(R"({"type":"deposit","ts":120000000,"currency":"USD","amount":500})");
  d.row(order(2 * minute_us, "o", "buy"));
  d.next(candle(3 * minute_us, 100, 100, 100));
  const auto rows = d.rows("account");
  REQUIRE(rows.size() == 1);
  CHECK(value_of(rows[0], "units") == "1500");
  CHECK(value_of(rows[0], "unit_value") == "1");
}

TEST_CASE("without a ledger settle books the fills of the stream, also fills without their orders") {
  Rig rig(settle());
  rig.line(candle(1 * minute_us, 100, 100, 100));
  rig.line(fill(2 * minute_us, "a", 1, "buy", "1", "100", "1"));
  rig.line(fill(3 * minute_us, "b", 1, "sell", "1", "110", "1"));
  rig.end();
  const auto pnl = rig.take("pnl");
  REQUIRE(pnl.size() == 1);
  CHECK(value_of(pnl[0], "net") == "8");
  CHECK(rig.out().complaints().empty());
}

TEST_CASE(
    "an account line follows each instant that changed the books, and others only as often as --every says") {
  Rig quiet(settle()), often(settle(), {{"--every", "2m"}});
  for (Rig* rig : {&quiet, &often}) {
    rig->line(fill(1 * minute_us, "a", 1, "buy", "1", "100", "0"));
    for (int m = 2; m < 8; ++m) rig->line(candle(m * minute_us, 100, 100, 100));
    rig->end();
  }
  CHECK(quiet.take("account").size() == 1);
  CHECK(often.take("account").size() == 4);  // minutes 1, 2, 4, 6
}

TEST_CASE("an outcome's resolution is journalled where it is held, and closes the round trip") {
  Desk d("USDC");
  d.next(order(1 * minute_us, "in", "buy", "", "RAIN:YES"));
  d.later.push_back(order(1 * minute_us, "in", "buy", "", "RAIN:YES"));
  d.next(fill(2 * minute_us, "in", 1, "buy", "1", "0.4", "0", "RAIN:YES", "USDC"));
  d.later.push_back(fill(2 * minute_us, "in", 1, "buy", "1", "0.4", "0", "RAIN:YES", "USDC"));
  d.next(
      R"({"type":"resolution","ts":180000000,"venue":"v","symbol":"SNOW:YES","outcome":"NO","price":0,"source":"x","rule":"y"})");
  d.rig.line(
      R"({"type":"resolution","ts":180000000,"venue":"v","symbol":"RAIN:YES","outcome":"NO","price":0,"source":"x","rule":"y"})");
  d.next(candle(4 * minute_us, 100, 100, 100));
  CHECK(d.rows("resolution").size() == 1);
  const auto pnl = d.rows("pnl");
  REQUIRE(pnl.size() == 1);
  CHECK(value_of(pnl[0], "net") == "-0.4");
  CHECK(value_of(pnl[0], "exit") == "0");
  CHECK(value_of(pnl[0], "exit_rule") == "resolution");
}

TEST_CASE("the legs of a group are booked as one round trip, when the last of them is closed") {
  Desk d;
  const std::string group = R"(,"group":"g","legs":2,"intent":"open")";
  d.next(candle(1 * minute_us, 100, 100, 100));
  d.row(order(1 * minute_us, "a", "buy", group));
  d.row(order(1 * minute_us, "b", "buy", group, "ETH-USD"));
  d.next(candle(2 * minute_us, 100, 100, 100));
  d.row(fill(2 * minute_us, "a", 1, "buy", "1", "100", "0.1"));
  d.row(fill(2 * minute_us, "b", 1, "buy", "1", "10", "0.01", "ETH-USD"));
  d.next(candle(3 * minute_us, 100, 100, 100));
  d.row(order(3 * minute_us, "x", "sell", R"(,"exit_rule":"target","intent":"close")"));
  d.next(candle(4 * minute_us, 100, 100, 100));
  d.row(fill(4 * minute_us, "x", 1, "sell", "1", "103", "0.1"));
  d.next(candle(5 * minute_us, 100, 100, 100));
  d.next(candle(6 * minute_us, 100, 100, 100));
  CHECK(d.rows("pnl").empty());  // the other leg is held
  d.row(order(6 * minute_us, "y", "sell", R"(,"exit_rule":"time","intent":"close")", "ETH-USD"));
  d.next(candle(7 * minute_us, 100, 100, 100));
  d.row(fill(7 * minute_us, "y", 1, "sell", "1", "9", "0.01", "ETH-USD"));
  d.next(candle(8 * minute_us, 100, 100, 100));
  d.next(candle(9 * minute_us, 100, 100, 100));
  const auto pnl = d.rows("pnl");
  REQUIRE(pnl.size() == 1);
  CHECK(value_of(pnl[0], "id") == "g/y");
  CHECK(value_of(pnl[0], "group") == "g");
  CHECK(value_of(pnl[0], "symbol") == "BTC-USD");
  CHECK(value_of(pnl[0], "gross") == "2");
  CHECK(value_of(pnl[0], "fees") == "0.22");
  CHECK(value_of(pnl[0], "net") == "1.78");
  CHECK(value_of(pnl[0], "exit_rule") == "time");
  CHECK(value_of(pnl[0], "opened") == std::to_string(2 * minute_us));
  CHECK(value_of(pnl[0], "cause") == R"(["x/1","y/1"])");
  CHECK(pnl[0].find(R"({"venue":"v","symbol":"ETH-USD","qty":1,"entry":10,"exit":9,"gross":-1,)") !=
        std::string::npos);
  CHECK(d.ledger.account().strategy(intern("s"))->trips.size() == 1);
}

TEST_CASE(
    "a leg in another currency is brought into the first one's by a named pair, and the rate stands in it") {
  for (const bool rated : {true, false}) {
    Desk d;
    const std::string group = R"(,"group":"g","legs":2,"intent":"open")";
    d.ledger.row(R"({"type":"deposit","ts":0,"currency":"EUR","amount":1000})");
    if (rated) d.next(candle(1 * minute_us, 1.25, 1.25, 1.25, "EUR-USD"));
    d.row(order(1 * minute_us, "a", "buy", group));
    d.row(order(1 * minute_us, "b", "buy", group, "ETH-EUR"));
    d.next(candle(2 * minute_us, 100, 100, 100));
    d.row(fill(2 * minute_us, "a", 1, "buy", "1", "100", "0.1"));
    d.row(fill(2 * minute_us, "b", 1, "buy", "1", "10", "0", "ETH-EUR", "EUR"));
    d.row(order(2 * minute_us, "x", "sell", R"(,"intent":"close","group":"out")"));
    d.row(order(2 * minute_us, "y", "sell", R"(,"intent":"close","group":"out")", "ETH-EUR"));
    d.next(candle(3 * minute_us, 100, 100, 100));
    d.row(fill(3 * minute_us, "x", 1, "sell", "1", "101", "0", "BTC-USD"));
    d.row(fill(3 * minute_us, "y", 1, "sell", "1", "14", "0.04", "ETH-EUR", "EUR"));
    d.next(candle(4 * minute_us, 100, 100, 100));
    d.next(candle(5 * minute_us, 100, 100, 100));
    const auto pnl = d.rows("pnl");
    REQUIRE(pnl.size() == 1);
    CHECK(value_of(pnl[0], "gross") == (rated ? "6" : "1"));
    CHECK(value_of(pnl[0], "fees") == (rated ? "0.15" : "0.1"));
    CHECK(value_of(pnl[0], "rates") == (rated ? R"({"EUR-USD":1.25})" : ""));
    CHECK(value_of(pnl[0], "unconverted") == (rated ? "" : R"({"EUR":3.96})"));
  }
}

TEST_CASE(
    "a fee in a third currency is converted by a named pair when the trip is booked, or left out and said "
    "so") {
  for (const bool rated : {true, false}) {
    Desk d;
    d.ledger.row(R"({"type":"deposit","ts":0,"currency":"BNB","amount":1})");
    d.next(candle(1 * minute_us, 600, 600, 600, rated ? "BNB-USD" : "BNB-GBP"));
    d.row(order(1 * minute_us, "in", "buy"));
    d.next(candle(2 * minute_us, 100, 100, 100));
    d.row(fill(2 * minute_us, "in", 1, "buy", "1", "100", "0.0003", "BTC-USD", "BNB"));
    d.row(order(2 * minute_us, "out", "sell", R"(,"intent":"close")"));
    d.next(candle(3 * minute_us, 100, 100, 100));
    d.row(fill(3 * minute_us, "out", 1, "sell", "0.25", "104", "0.0001", "BTC-USD", "BNB"));
    d.row(fill(3 * minute_us, "out", 2, "sell", "0.75", "104", "0.03"));
    d.next(candle(4 * minute_us, 100, 100, 100));
    d.next(candle(5 * minute_us, 100, 100, 100));
    const auto pnl = d.rows("pnl");
    REQUIRE(pnl.size() == 1);
    CHECK(value_of(pnl[0], "gross") == "4");
    CHECK(value_of(pnl[0], "fees") == (rated ? "0.27" : "0.03"));
    CHECK(value_of(pnl[0], "net") == (rated ? "3.73" : "3.97"));
    CHECK(value_of(pnl[0], "rates") == (rated ? R"({"BNB-USD":600})" : ""));
    CHECK(value_of(pnl[0], "unconverted") == (rated ? "" : R"({"BNB":-0.0004})"));
    CHECK(d.ledger.account().cash(intern("BNB")) == *Decimal::parse("0.9996"));
  }
}

TEST_CASE(
    "an exit that belongs to a group closes the lots of that group first; what it takes of others is booked "
    "apart") {
  Desk d;
  d.next(candle(1 * minute_us, 100, 100, 100));
  d.row(order(1 * minute_us, "old", "buy", R"(,"intent":"open")"));
  d.row(order(1 * minute_us, "leg", "buy", R"(,"intent":"open","group":"g","legs":1)"));
  d.next(candle(2 * minute_us, 100, 100, 100));
  d.row(fill(2 * minute_us, "old", 1, "buy", "1", "90", "0"));
  d.row(fill(2 * minute_us, "leg", 1, "buy", "1", "100", "0"));
  d.row(order(2 * minute_us, "x", "sell", R"(,"intent":"close","group":"g")"));
  d.next(candle(3 * minute_us, 100, 100, 100));
  d.row(fill(3 * minute_us, "x", 1, "sell", "1", "101", "0"));
  d.next(candle(4 * minute_us, 100, 100, 100));
  d.row(order(4 * minute_us, "z", "sell", R"(,"intent":"close")"));
  d.next(candle(5 * minute_us, 100, 100, 100));
  d.row(fill(5 * minute_us, "z", 1, "sell", "1", "101", "0"));
  d.next(candle(6 * minute_us, 100, 100, 100));
  d.next(candle(7 * minute_us, 100, 100, 100));
  const auto pnl = d.rows("pnl");
  REQUIRE(pnl.size() == 2);
  CHECK(value_of(pnl[0], "id") + " " + value_of(pnl[0], "gross") == "g/x 1");
  CHECK(value_of(pnl[1], "id") + " " + value_of(pnl[1], "gross") == "z 11");
}
