#include "account/holdings.h"

#include <algorithm>

#include "rows_helper.h"

using namespace tu;
using namespace tu::account;

namespace {

// An account of 1000 USD that bought 2 BTC at 100, and is short 3 ETH at 50 in USDC, of which 500 are there.
struct Desk {
  Rows rows;
  Account a;
  HoldingsWatch watch;
  VenueHoldings there;
  bool follows = true;
  TsUs now = 10;

  Desk() {
    fold(rows.deposit(0, "1000", "USD"));
    fold(rows.deposit(0, "500", "USDC"));
    fold(rows.order(1, "b", "BTC-USD", "buy", "2"));
    fold(rows.fill(2, "b", 1, "BTC-USD", "buy", "2", "100"));
    fold(rows.order(3, "e", "ETH-USDC-PERP", "sell", "3"));
    fold(rows.fill(4, "e", 1, "ETH-USDC-PERP", "sell", "3", "50", "0", "USDC"));
    there.venue = "v";
    there.balances = {{"USD", dec("800")}, {"BTC", dec("2")}, {"USDC", dec("500")}};
    there.positions = {{"ETH-USDC-PERP", dec("-3")}};
  }
  void fold(const Event& e) { REQUIRE(a.fold(e)); }
  std::vector<Finding> look() {
    return watch.look(a, there, dec("1"), [this](const OrderState&) { return follows; });
  }
  // Twice the same: what stands then.
  std::vector<Finding> stands() {
    CHECK(look().empty());
    return look();
  }
  void fill(const char* id, const char* symbol, const char* side, const char* qty) {
    fold(rows.order(++now, id, symbol, side, qty));
    fold(rows.fill(++now, id, 1, symbol, side, qty, "100"));
    watch.filled(intern("v"), intern(symbol));
  }
};

}  // namespace

TEST_CASE("holdings that agree are nothing to tell") {
  Desk d;
  for (int i = 0; i < 4; ++i) CHECK(d.look().empty());
}

TEST_CASE("a perpetual that differs in two readings is found once, with both numbers") {
  Desk d;
  d.there.positions["ETH-USDC-PERP"] = dec("-1");
  const auto found = d.stands();
  REQUIRE(found.size() == 1);
  CHECK(found[0].kind == Finding::Kind::position);
  CHECK(found[0].what == "ETH-USDC-PERP");
  CHECK(found[0].there == dec("-1"));
  CHECK(found[0].here == dec("-3"));
  CHECK(d.look().empty());
  d.there.positions["ETH-USDC-PERP"] = dec("-2");
  CHECK(d.stands().size() == 1);
}

TEST_CASE("a perpetual that only the venue knows is found, and one that it does not name is flat there") {
  Desk d;
  d.there.positions = {{"SOL-USDC-PERP", dec("5")}};
  const auto found = d.stands();
  REQUIRE(found.size() == 2);
  CHECK(found[0].what == "ETH-USDC-PERP");
  CHECK(found[0].there == Decimal());
  CHECK(found[1].what == "SOL-USDC-PERP");
}

TEST_CASE("one reading alone, or one before which an execution was journalled, proves nothing") {
  Desk d;
  for (int i = 0; i < 4; ++i) CHECK(d.look().empty());
  d.there.balances["BTC"] = dec("3");
  CHECK(d.look().empty());
  d.fill("c", "BTC-USD", "buy", "1");
  d.there.balances["USD"] = dec("700");
  for (int i = 0; i < 4; ++i) CHECK(d.look().empty());
  // The same numbers twice, with a fill there and back between the readings.
  d.there.balances["BTC"] = dec("4");
  CHECK(d.look().empty());
  d.fill("d", "BTC-USD", "buy", "1");
  d.fill("f", "BTC-USD", "sell", "1");
  CHECK(d.look().empty());
  CHECK(d.look().size() == 1);
}

TEST_CASE("a difference that three readings show is found, however often is traded between them") {
  Desk d;
  for (int i = 0; i < 2; ++i) CHECK(d.look().empty());
  auto trade = [&, n = 0](const char* side, const char* there) mutable {
    d.fill(("t" + std::to_string(++n)).c_str(), "BTC-USD", side, "1");
    d.there.balances["BTC"] = dec(there);
    return d.look();
  };
  const auto positions = [](const std::vector<Finding>& found) {
    return std::count_if(found.begin(), found.end(),
                         [](const Finding& f) { return f.kind == Finding::Kind::position; });
  };
  CHECK(positions(trade("buy", "3.5")) == 0);  // 3 in the journal
  CHECK(positions(trade("sell", "2.5")) == 0);
  const auto found = trade("buy", "3.5");
  REQUIRE(positions(found) == 1);
  CHECK(found[0].what == "BTC");
  CHECK(positions(trade("buy", "4.5")) == 0);  // told once
  // One that comes and goes with what is executed is none.
  CHECK(positions(trade("sell", "4")) == 0);
  CHECK(positions(trade("buy", "4.5")) == 0);
  CHECK(positions(trade("sell", "4")) == 0);
  CHECK(positions(trade("buy", "4.5")) == 0);
}

TEST_CASE("of a coin that no reading showed before it was traded, more than the journal's is a difference") {
  Desk d;
  const auto buy_sol = [&d](bool seen) {
    d.there.balances.erase("SOL");
    if (seen) d.look();
    d.watch.traded(intern("v"), intern("SOL-USD"));
    for (int n = 1; n <= 3; ++n) {
      d.fill(("s" + std::to_string(d.now)).c_str(), "SOL-USD", "buy", "1");
      d.there.balances["SOL"] = dec(std::to_string(n) + ".5");
      d.there.balances["USD"] = dec(std::to_string(800 - 100 * n));
      const auto found = d.look();
      const auto of_sol =
          std::find_if(found.begin(), found.end(), [](const Finding& f) { return f.what == "SOL"; });
      if (n < 3) CHECK(of_sol == found.end());
      if (n == 3 && of_sol != found.end()) return of_sol->kind;
    }
    return Finding::Kind::not_judged;
  };
  SECTION("nobody looked before") {
    CHECK(buy_sol(false) == Finding::Kind::beyond);
  }
  SECTION("somebody did") {
    CHECK(buy_sol(true) == Finding::Kind::position);
  }
}

TEST_CASE("a reading that does not count does not end a difference that stands") {
  Desk d;
  for (int i = 0; i < 2; ++i) CHECK(d.look().empty());
  d.there.positions["ETH-USDC-PERP"] = dec("-2");
  for (int i = 0; i < 2; ++i) {
    CHECK(d.look().empty());
    d.there.unsure = {"ETH-USDC-PERP"};
    CHECK(d.look().empty());
    d.there.unsure.clear();
  }
  CHECK(d.look().size() == 1);
}

TEST_CASE("what cannot be compared for thirty readings is told once") {
  Desk d;
  for (int i = 0; i < 2; ++i) CHECK(d.look().empty());
  d.there.unsure = {"ETH-USDC-PERP"};
  for (int i = 0; i < 29; ++i) CHECK(d.look().empty());
  const auto found = d.look();
  REQUIRE(found.size() == 1);
  CHECK(found[0].kind == Finding::Kind::not_judged);
  CHECK(found[0].what == "ETH-USDC-PERP");
  for (int i = 0; i < 40; ++i) CHECK(d.look().empty());
}

TEST_CASE("while an order is on its way, or not ours to follow, its symbol is not judged, and others are") {
  Desk d;
  for (int i = 0; i < 2; ++i) CHECK(d.look().empty());
  d.fold(d.rows.order(20, "g", "BTC-USD", "buy", "1"));
  d.fold(d.rows.update(21, "g", "sent"));
  d.there.balances["BTC"] = dec("3");
  d.there.positions["ETH-USDC-PERP"] = dec("-2");
  auto found = d.stands();
  REQUIRE(found.size() == 1);
  CHECK(found[0].what == "ETH-USDC-PERP");
  d.fold(d.rows.update(22, "g", "open"));
  d.follows = false;
  for (int i = 0; i < 3; ++i) CHECK(d.look().empty());
  d.follows = true;
  d.there.unsure = {"BTC-USD"};
  for (int i = 0; i < 3; ++i) CHECK(d.look().empty());
  d.there.unsure.clear();
  found = d.stands();
  REQUIRE(found.size() == 1);
  CHECK(found[0].what == "BTC");
  CHECK(found[0].kind == Finding::Kind::position);
}

TEST_CASE("what is beyond the journal at the beginning is let be, what lacks is found") {
  Desk d;
  d.there.balances["BTC"] = dec("7");
  auto found = d.stands();
  REQUIRE(found.size() == 1);
  CHECK(found[0].kind == Finding::Kind::beyond);
  d.there.balances["BTC"] = dec("6.5");
  found = d.stands();
  REQUIRE(found.size() == 1);
  CHECK(found[0].kind == Finding::Kind::position);
  Desk lacks;
  lacks.there.balances["BTC"] = dec("1.5");
  found = lacks.stands();
  REQUIRE(found.size() == 1);
  CHECK(found[0].kind == Finding::Kind::position);
}

TEST_CASE("a coin that was there before it was traded is not of the trading") {
  Desk d;
  d.there.balances["DOGE"] = dec("400");
  for (int i = 0; i < 2; ++i) CHECK(d.look().empty());
  d.watch.traded(intern("v"), intern("DOGE-USD"));
  for (int i = 0; i < 2; ++i) CHECK(d.look().empty());
  d.there.balances["DOGE"] = dec("500");
  const auto found = d.stands();
  REQUIRE(found.size() == 1);
  CHECK(found[0].kind == Finding::Kind::position);
}

TEST_CASE("cash is told when it moves by more than is let pass, collateral only where costs are taken off") {
  Desk d;
  d.look(), d.look();
  d.there.balances["USD"] = dec("799.5");
  d.there.balances["USDC"] = dec("400");
  CHECK(d.stands().empty());
  d.there.balances["USD"] = dec("790");
  auto found = d.stands();
  REQUIRE(found.size() == 1);
  CHECK(found[0].kind == Finding::Kind::cash);
  Desk net;
  net.there.net = true;
  net.there.balances["USDC"] = dec("650");  // 500, and 150 of what was sold
  net.look(), net.look();
  net.there.balances["USDC"] = dec("640");
  found = net.stands();
  REQUIRE(found.size() == 1);
  CHECK(found[0].here == dec("650"));
}

TEST_CASE("a venue that names coins means ours, whatever they are quoted in") {
  Desk d;
  d.there.by_coin = true;
  d.fill("h", "SOL-USD-PERP", "buy", "2");
  d.there.positions["SOL-USDC-PERP"] = dec("2");
  for (int i = 0; i < 3; ++i) CHECK(d.look().empty());
}
