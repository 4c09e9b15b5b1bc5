#include "paper_orders.h"

using namespace tu;
using namespace tu::account;

TEST_CASE("a cancel works after the venue's latency") {
  PaperMarket k;
  k.send(limit(k, 1 * m, "o", "buy", "1", "95"));
  k.step(90 * us_per_s, {&k.rows.quote(90 * us_per_s, "BTC-USD", 99, 100)});
  CHECK(k.paper->cancel("o", 100 * us_per_s, "no longer wanted"));
  CHECK_FALSE(k.paper->cancel("other", 100 * us_per_s, ""));
  TsUs before = 100 * us_per_s + 200 * us_per_ms;
  SECTION("it can still fill before") {
    k.step(before, {&k.rows.quote(before, "BTC-USD", 93, 94)});
    CHECK(k.fills().size() == 1);
  }
  SECTION("and not after") {
    k.step(before, {});
    CHECK(k.account.order("o")->phase == OrderPhase::open);
    k.step(101 * us_per_s, {&k.rows.quote(101 * us_per_s, "BTC-USD", 93, 94)});
    CHECK(k.fills().empty());
    CHECK(k.account.order("o")->phase == OrderPhase::cancelled);
  }
}

TEST_CASE("quotes give their displayed size once, and win over candles") {
  PaperMarket k;
  TsUs t = 10 * us_per_s;
  k.send(k.rows.order(t, "o", "BTC-USD", "buy", "3"));
  k.step(t + 250 * us_per_ms, {&k.rows.quote(t + 250 * us_per_ms, "BTC-USD", 99, 100, 5, 5)});
  CHECK(k.fills().empty());  // not later than live
  k.step(t + us_per_s, {&k.rows.quote(t + us_per_s, "BTC-USD", 99.9, 100.1, 1, 1)});
  REQUIRE(k.fills().size() == 1);
  CHECK(k.fills()[0]->qty == dec("1"));
  CHECK(k.fills()[0]->price == dec("100.12"));  // the ask, and 2 bps
  CHECK(k.fills()[0]->model == "quote-1");
  k.step(t + 2 * us_per_s, {&k.rows.quote(t + 2 * us_per_s, "BTC-USD", 99.9, 100.1, 1, 1)});
  CHECK(k.fills().empty());
  k.step(t + 3 * us_per_s, {&k.rows.quote(t + 3 * us_per_s, "BTC-USD", 99.9, 100.1, 1, 1.5)});
  REQUIRE(k.fills().size() == 1);
  CHECK(k.fills()[0]->qty == dec("0.5"));
  Event& c = k.rows.candle(t + us_per_s, t + 61 * us_per_s, "BTC-USD", 50, 50, 50, 50);
  k.step(t + 61 * us_per_s, {&c});
  CHECK(k.fills().empty());
}

TEST_CASE("with a book an order walks the depth, and a limit waits for what was before it") {
  PaperMarket k;
  auto book = [&](TsUs ts, std::string_view bids, std::string_view asks) {
    Event& e = k.rows.make(Type::book, ts, "v", "BTC-USD");
    e.set_flag(Field{Type::book, "snapshot"}, true);
    e.set_text(Field{Type::book, "bids"}, bids);
    e.set_text(Field{Type::book, "asks"}, asks);
    return &e;
  };
  k.send(k.rows.order(1000, "o", "BTC-USD", "buy", "3"));
  k.send(limit(k, 1000, "rest", "buy", "1", "99"));
  k.step(us_per_s, {book(us_per_s, "[[99, 2], [98, 5]]", "[[100,1],[101, 1.5],[102,9]]")});
  REQUIRE(k.fills().size() == 3);
  CHECK(k.fills()[0]->price == dec("100"));
  CHECK(k.fills()[2]->price == dec("102"));
  CHECK(k.fills()[2]->qty == dec("0.5"));
  CHECK(k.fills()[0]->model == "book-1");
  k.step(2 * us_per_s, {&k.rows.trade(2 * us_per_s, "BTC-USD", 99, 1.75)});
  CHECK(k.fills().empty());
  k.step(3 * us_per_s, {&k.rows.trade(3 * us_per_s, "BTC-USD", 99, 1)});
  REQUIRE(k.fills().size() == 1);
  CHECK(k.fills()[0]->qty == dec("0.75"));
  CHECK(k.fills()[0]->maker);
}

TEST_CASE("trades alone give at most what was traded") {
  PaperMarket k;
  k.send(k.rows.order(1000, "o", "BTC-USD", "buy", "3"));
  k.step(us_per_s, {&k.rows.trade(us_per_s, "BTC-USD", 100, 2)});
  REQUIRE(k.fills().size() == 1);
  CHECK(k.fills()[0]->qty == dec("2"));
  CHECK(k.fills()[0]->price == dec("100.04"));
}

TEST_CASE("a market order is cancelled when the price is beyond what was approved") {
  PaperMarket k;
  Event& o = k.rows.order(1 * m, "o", "BTC-USD", "buy", "1");
  o.set(Field{Type::order, "limit_worst"}, dec("101"));
  k.send(o);
  k.minute(3, 105, 105, 105, 105);
  CHECK(k.fills().empty());
  CHECK(k.account.order("o")->phase == OrderPhase::cancelled);
}

TEST_CASE("costs scale to nothing") {
  PaperMarket k("0");
  k.send(k.rows.order(1 * m, "o", "BTC-USD", "buy", "1"));
  k.minute(3, 100, 100, 100, 100);
  REQUIRE(k.fills().size() == 1);
  CHECK(k.fills()[0]->price == dec("100"));
  CHECK(k.fills()[0]->fee.is_zero());
}

TEST_CASE("fees follow the account's own volume") {
  PaperMarket k;
  k.send(k.rows.order(1 * m, "a", "BTC-USD", "buy", "1000"));
  k.minute(3, 100, 100, 100, 100, 1e6);
  CHECK(k.fills()[0]->fee == dec("50.02"));
  k.send(k.rows.order(3 * m, "b", "BTC-USD", "buy", "1"));
  k.minute(5, 100, 100, 100, 100, 1e6);
  CHECK(k.fills()[0]->fee == dec("0.010004"));
}

TEST_CASE("a perpetual is liquidated where its equity meets the maintenance margin, before its stop") {
  PaperMarket k("1", "USDT", "200");
  std::string_view perp = "BTC-USDT-PERP";
  buy_one(k, perp, "10");  // 1000.4 notional on 200
  k.send(stop(k, 3 * m, "stop", "sell", "10", "85", perp));
  k.minute(5, 100, 100, 84, 90, 1e6, perp);
  CHECK(k.fills().empty() == false);
  CHECK(k.fills()[0]->order.id == "stop");  // 84 is above the price of liquidation
  PaperMarket q("1", "USDT", "200");
  buy_one(q, perp, "10");
  q.send(stop(q, 3 * m, "stop", "sell", "10", "85", perp));
  q.minute(5, 100, 100, 70, 90, 1e6, perp);
  REQUIRE(q.fills().size() == 1);
  CHECK(q.fills()[0]->order.exit_rule == "liquidation");
  // cash 199.4998 - 1000.4 + 10 p = 0.025 x 10 p  =>  p = 82.1438...; less 5 bps
  CHECK(q.fills()[0]->price == dec("82.1"));
  CHECK(q.account.flat());
  CHECK(q.account.order("stop")->phase == OrderPhase::cancelled);
  CHECK(q.account.cash(intern("USDT")).sign() > 0);
}

TEST_CASE("a price beyond what money can hold fills nothing and is no mark") {
  PaperMarket k;
  k.send(k.rows.order(1 * m, "o", "BTC-USD", "buy", "1"));
  k.minute(3, 1e25, 1e25, 1e25, 1e25);
  k.minute(4, 1e-17, 1, 1e-17, 1);
  CHECK(k.fills().empty());
  Marks marks;
  marks.observe(*k.bar(5, 1e25, 1e25, 1e25, 1e25));
  CHECK(marks.find(intern("v"), intern("BTC-USD")) == nullptr);
  k.minute(6, 100, 100, 100, 100);
  CHECK(k.fills().size() == 1);
}

TEST_CASE("on quotes a stop limit rests from the quote after its trigger") {
  PaperMarket k;
  buy_one(k);
  Event& o = stop(k, 3 * m, "sl", "sell", "1", "95");
  o.set_text(Field{Type::order, "kind"}, "stop_limit");
  o.set(Field{Type::order, "limit"}, dec("94"));
  k.send(o);
  TsUs t = 4 * m;
  k.step(t, {&k.rows.quote(t, "BTC-USD", 94.5, 94.6)});
  CHECK(k.fills().empty());
  k.step(t + 1, {&k.rows.quote(t + 1, "BTC-USD", 94.5, 94.6)});
  REQUIRE(k.fills().size() == 1);
  CHECK_FALSE(k.fills()[0]->maker);
}
