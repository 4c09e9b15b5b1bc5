#include "paper_orders.h"

using namespace tu;
using namespace tu::account;

TEST_CASE("a market order fills at the open of the first candle that starts when it is live") {
  PaperMarket k;
  k.send(k.rows.order(1 * m, "o", "BTC-USD", "buy", "1"));
  CHECK(k.minute(1, 90, 95, 85, 90).empty());  // its own instant
  k.minute(2, 95, 99, 94, 98);                 // starts 250 ms before it is live
  CHECK(k.fills().empty());
  CHECK(k.account.order("o")->phase == OrderPhase::open);
  k.minute(3, 100, 110, 90, 105);
  REQUIRE(k.fills().size() == 1);
  CHECK(k.fills()[0]->price == dec("100.04"));  // 2 bps half spread, 2 bps slippage
  CHECK(k.fills()[0]->fee == dec("0.05002"));
  CHECK(k.fills()[0]->slippage == dec("0.04"));
  CHECK(k.fills()[0]->model == "candle-1");
  CHECK(k.account.order("o")->phase == OrderPhase::filled);
  CHECK(k.paper->idle());
}

TEST_CASE("only candles of the smallest timeframe match") {
  PaperMarket k;
  Event& five = k.rows.candle(0, 5 * m, "BTC-USD", 50, 50, 50, 50);
  k.step(5 * m, {&five, k.bar(5, 100, 100, 100, 100)});
  k.send(k.rows.order(5 * m, "o", "BTC-USD", "buy", "1"));
  k.minute(6, 100, 100, 100, 100);
  Event& later = k.rows.candle(6 * m, 11 * m, "BTC-USD", 50, 50, 50, 50);
  k.step(11 * m, {&later});
  CHECK(k.fills().empty());
  k.minute(12, 101, 101, 101, 101);
  REQUIRE(k.fills().size() == 1);
  CHECK(k.fills()[0]->price == dec("101.05"));
}

TEST_CASE("a limit order fills at its limit only when price trades through it by a tick") {
  PaperMarket k;
  k.send(limit(k, 1 * m, "o", "buy", "1", "95"));
  k.minute(2, 100, 100, 80, 100);
  k.minute(3, 100, 100, 95, 100);
  CHECK(k.fills().empty());
  k.minute(4, 100, 100, 94.99, 100);
  REQUIRE(k.fills().size() == 1);
  CHECK(k.fills()[0]->price == dec("95"));
  CHECK(k.fills()[0]->maker);
  CHECK(k.fills()[0]->fee == dec("0.019"));
  CHECK(k.fills()[0]->slippage.is_zero());
}

TEST_CASE("a limit through the market takes at the market, never beyond its limit; post-only is rejected") {
  PaperMarket k;
  k.send(limit(k, 1 * m, "near", "buy", "1", "100.01"));
  k.send(limit(k, 1 * m, "far", "buy", "1", "150"));
  Event& maker = limit(k, 1 * m, "maker", "buy", "1", "100");
  maker.set_flag(Field{Type::order, "post_only"}, true);
  k.send(maker);
  k.minute(3, 100, 101, 99, 100);
  REQUIRE(k.fills().size() == 2);
  CHECK(k.fills()[0]->price == dec("100.01"));
  CHECK(k.fills()[1]->price == dec("100.04"));
  CHECK_FALSE(k.fills()[1]->maker);
  CHECK(k.account.order("maker")->phase == OrderPhase::rejected);
}

TEST_CASE("all orders together take at most a tenth of a candle's volume and the rest goes on") {
  PaperMarket k;
  k.send(k.rows.order(1 * m, "a", "BTC-USD", "buy", "3"));
  k.send(k.rows.order(1 * m, "b", "BTC-USD", "buy", "3"));
  k.minute(3, 100, 100, 100, 100, 40.0);
  CHECK(k.account.order("a")->filled == dec("3"));
  CHECK(k.account.order("b")->filled == dec("1"));
  CHECK(k.account.order("b")->phase == OrderPhase::partial);
  k.minute(4, 102, 102, 102, 102, 0);
  CHECK(k.fills().empty());
  k.minute(5, 103, 103, 103, 103, 40.0);
  REQUIRE(k.fills().size() == 1);
  CHECK(k.fills()[0]->price == dec("103.05"));
  CHECK(k.account.order("b")->phase == OrderPhase::filled);
}

TEST_CASE("IOC cancels what does not fill at once, FOK fills all or nothing") {
  PaperMarket k;
  k.send(tif(k.rows.order(1 * m, "ioc", "BTC-USD", "buy", "3"), "IOC"));
  k.send(tif(k.rows.order(1 * m, "fok", "BTC-USD", "buy", "3"), "FOK"));
  k.send(tif(limit(k, 1 * m, "far", "buy", "1", "90"), "IOC"));
  k.minute(3, 100, 100, 80, 100, 20.0);
  CHECK(k.account.order("ioc")->filled == dec("2"));
  CHECK(k.account.order("ioc")->phase == OrderPhase::cancelled);
  CHECK(k.account.order("fok")->filled.is_zero());
  CHECK(k.account.order("fok")->phase == OrderPhase::cancelled);
  CHECK(k.account.order("far")->phase == OrderPhase::cancelled);
}

TEST_CASE("a stop fills at the worse of stop and open, with the stop's slippage, before the target") {
  PaperMarket k;
  buy_one(k);
  Event& target = limit(k, 3 * m, "target", "sell", "1", "110");
  target.set_flag(Field{Type::order, "reduce_only"}, true);
  k.send(target);
  k.send(stop(k, 3 * m, "stop", "sell", "1", "95"));
  k.minute(4, 100, 120, 90, 100);  // both live only in minute 5
  CHECK(k.fills().empty());
  SECTION("inside the candle") {
    k.minute(5, 100, 120, 90, 100);
    REQUIRE(k.fills().size() == 1);
    CHECK(k.fills()[0]->order.id == "stop");
    CHECK(k.fills()[0]->price == dec("94.93"));  // 95 less 7 bps, to the tick below
  }
  SECTION("on a gap") {
    k.minute(5, 80, 120, 79, 100);
    REQUIRE(k.fills().size() == 1);
    CHECK(k.fills()[0]->price == dec("79.94"));
  }
  CHECK(k.account.order("target")->phase == OrderPhase::cancelled);
  CHECK(k.account.flat());
}

TEST_CASE("a stop limit rests from the candle after its trigger") {
  PaperMarket k;
  buy_one(k);
  Event& o = stop(k, 3 * m, "sl", "sell", "1", "95");
  o.set_text(Field{Type::order, "kind"}, "stop_limit");
  o.set(Field{Type::order, "limit"}, dec("94"));
  k.send(o);
  k.minute(5, 100, 100, 90, 93);
  CHECK(k.fills().empty());
  k.minute(6, 93, 93.5, 90, 93);
  CHECK(k.fills().empty());
  k.minute(7, 93, 94.01, 93, 93);
  REQUIRE(k.fills().size() == 1);
  CHECK(k.fills()[0]->price == dec("94"));
}

TEST_CASE("one cancels the other, and what has nothing left to reduce is cancelled") {
  PaperMarket k;
  buy_one(k);
  Event& target = limit(k, 3 * m, "target", "sell", "1", "110");
  target.set_text(Field{Type::order, "oco"}, "stop");
  k.send(target);
  k.send(stop(k, 3 * m, "stop", "sell", "1", "95"));
  k.minute(5, 100, 111, 99, 100);
  REQUIRE(k.fills().size() == 1);
  CHECK(k.fills()[0]->order.id == "target");
  CHECK(k.account.order("stop")->phase == OrderPhase::cancelled);
}

TEST_CASE("no entry and profit inside one candle") {
  PaperMarket k("1", "USDT");
  std::string_view perp = "BTC-USDT-PERP";
  k.send(limit(k, 1 * m, "entry", "buy", "1", "95", perp));
  k.send(limit(k, 1 * m, "exit", "sell", "1", "105", perp));
  k.minute(3, 100, 110, 90, 100, 1000, perp);
  REQUIRE(k.fills().size() == 1);
  CHECK(k.fills()[0]->order.id == "entry");
  k.minute(4, 100, 110, 99, 100, 1000, perp);
  REQUIRE(k.fills().size() == 1);
  CHECK(k.fills()[0]->order.id == "exit");
}

TEST_CASE("an exit is clamped to what is held and cannot open the other side") {
  PaperMarket k("1", "USDT");
  std::string_view perp = "BTC-USDT-PERP";
  buy_one(k, perp);
  Event& x = k.rows.order(3 * m, "x", perp, "sell", "5");
  x.set_text(Field{Type::order, "intent"}, "close");
  k.send(x);
  k.minute(5, 100, 100, 100, 100, 1e6, perp);
  CHECK(k.account.flat());
  CHECK(k.account.order("x")->filled == dec("1"));
  CHECK(k.account.order("x")->phase == OrderPhase::cancelled);
}

TEST_CASE("an order expires, and does not match in a candle that it does not see through") {
  PaperMarket k;
  Event& o = limit(k, 1 * m, "o", "buy", "1", "95");
  o.set_integer(Field{Type::order, "expires"}, 4 * m - 1);
  k.send(o);
  k.minute(3, 100, 100, 99, 100);
  k.minute(4, 100, 100, 90, 100);
  CHECK(k.fills().empty());
  CHECK(k.account.order("o")->phase == OrderPhase::expired);
}

TEST_CASE("a stop takes the place of another when the venue has it, and until then one of them is counted") {
  PaperMarket k;
  buy_one(k);
  const auto closing = [&] { return k.account.selling(intern("v"), intern("BTC-USD")); };
  k.send(stop(k, 3 * m, "a", "sell", "1", "95"));
  k.minute(5, 100, 100, 99, 100);
  Event& b = stop(k, 5 * m, "b", "sell", "1", "96");
  b.set_text(Field{Type::order, "replaces"}, "a");
  k.send(b);
  CHECK(closing() == dec("1"));
  k.minute(6, 100, 100, 99, 100);  // the venue has b since the middle of it
  CHECK(k.account.order("a")->phase == OrderPhase::open);
  CHECK(closing() == dec("1"));
  Event& c = stop(k, 6 * m, "c", "sell", "0.5", "97");
  c.set_text(Field{Type::order, "replaces"}, "b");
  k.send(c);
  CHECK(closing() == dec("1"));
  k.minute(7, 100, 100, 99, 100);
  CHECK(k.account.order("a")->phase == OrderPhase::cancelled);
  CHECK(k.account.order("b")->phase == OrderPhase::open);
  k.minute(8, 100, 100, 99, 100);
  CHECK(k.account.order("b")->phase == OrderPhase::cancelled);
  CHECK(k.account.order("c")->phase == OrderPhase::open);
  CHECK(closing() == dec("0.5"));
  k.minute(9, 100, 100, 96.5, 100);
  REQUIRE(k.fills().size() == 1);
  CHECK(k.fills()[0]->order.id == "c");
}

TEST_CASE("an order that was replaced before a restart works no more") {
  PaperMarket k;
  buy_one(k);
  k.send(stop(k, 3 * m, "a", "sell", "1", "95"));
  k.minute(5, 100, 100, 99, 100);
  Event& b = stop(k, 5 * m, "b", "sell", "1", "96");
  b.set_text(Field{Type::order, "replaces"}, "a");
  k.send(b);
  k.minute(6, 100, 100, 99, 100);
  k.paper = std::make_unique<Paper>(k.venues, dec("1"));
  for (const auto& p : k.account.ordered_positions()) k.paper->hold(*p);
  for (const OrderState* o : k.account.ordered_orders()) k.paper->restore(*o, 6 * m, {});
  k.minute(8, 100, 100, 99, 100);
  CHECK(k.account.order("a")->phase == OrderPhase::cancelled);
  CHECK(k.account.order("b")->phase == OrderPhase::open);
}

TEST_CASE("a replacement takes the place of its order, less what that filled meanwhile") {
  PaperMarket k;
  k.send(limit(k, 1 * m, "old", "buy", "2", "95"));
  k.minute(3, 100, 100, 99, 100);
  // The old order fills 0.5 in the instant in which the replacement is approved: nobody knew.
  k.minute(4, 100, 100, 94, 100, 5.0);
  REQUIRE(k.account.order("old")->filled == dec("0.5"));
  Event& fresh = limit(k, 4 * m, "new", "buy", "2", "97");
  fresh.set_text(Field{Type::order, "replaces"}, "old");
  k.send(fresh);
  k.minute(6, 100, 100, 90, 100);
  CHECK(k.account.order("old")->phase == OrderPhase::cancelled);
  CHECK(k.account.order("old")->filled == dec("0.5"));
  CHECK(k.account.order("new")->filled == dec("1.5"));
  CHECK(k.account.order("new")->phase == OrderPhase::cancelled);
}
