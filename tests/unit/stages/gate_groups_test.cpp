// Groups that break, reviewers that shrink, and the rate of orders.
#include "gate_rig.h"

using namespace tu;
using namespace tu::stages::testing;

namespace {

std::string leg(int i, const std::string& more = "") {
  return R"(,"group":"g","legs":2,"leg":)" + std::to_string(i) + more;
}
std::string review(const std::string& of, const std::string& verdict, const std::string& more = "") {
  return R"({"type":"review","ts":)" + n(noon) + R"(,"of":")" + of + R"(","reviewer":"r","verdict":")" +
         verdict + R"(","reason":"news")" + more + "}";
}

// A group of BTC and ETH, approved; the first is filled and the second cancelled, half of it filled.
struct Broken : Gate {
  explicit Broken(const std::string& on_break) : Gate("drawdown = \"99%\"") {
    const std::string more = on_break.empty() ? "" : R"(,"on_break":")" + on_break + "\"";
    price(noon, "100");
    price(noon, "10", "ETH-USD");
    propose(noon, "2", leg(1, more), "a");
    propose(noon, "4", leg(2, more), "b", "buy", "ETH-USD");
    CHECK(ruling() == "ok ok");
    filled(1, "a", "BTC-USD", "2", "100");
    filled(2, "b", "ETH-USD", "2", "10");
  }
  void filled(TsUs after, const std::string& id, const std::string& symbol, const std::string& qty,
              const std::string& at) {
    ledger.row(R"({"type":"fill","ts":)" + n(noon + after) + R"(,"venue":"v","symbol":")" + symbol +
               R"(","id":")" + id + R"(","fill_id":")" + id + R"(/1","side":"buy","price":)" + at +
               R"(,"qty":)" + qty + R"(,"fee":0,"fee_currency":"USD","liquidity":"taker"})");
  }
  void ended(TsUs after, const std::string& id, const std::string& symbol) {
    ledger.row(R"({"type":"order_update","ts":)" + n(noon + after) + R"(,"venue":"v","symbol":")" + symbol +
               R"(","id":")" + id + R"(","state":"cancelled","filled":0})");
  }
  std::string unwound(TsUs after) {
    price(noon + after, "100." + n(after % 10));
    const std::string s = ruling();
    orders.clear();
    for (const std::string& l : last)
      orders += (orders.empty() ? "" : " ") + value_of(l, "side") + value_of(l, "qty") +
                value_of(l, "symbol") + value_of(l, "exit_rule");
    return s;
  }
  std::string orders;
};

}  // namespace

TEST_CASE("a leg that ends unfilled breaks its group, and what the group holds is closed by the gate") {
  Broken g("unwind");
  CHECK(g.unwound(3).empty());
  g.ended(4, "b", "ETH-USD");
  CHECK(g.unwound(5) == "ok ok");
  CHECK(g.orders == "sell2BTC-USDgroup_break sell2ETH-USDgroup_break");
  CHECK(value_of(g.last[0], "reduce_only") == "true");
  CHECK(value_of(g.last[0], "group") == "g");
  CHECK(g.unwound(6).empty());  // they are under way
}

TEST_CASE("a broken group is closed though no price moves") {
  Broken g("unwind");
  g.ended(4, "b", "ETH-USD");
  g.rig.line(R"({"type":"beat","ts":)" + n(noon + minute) + "}");
  CHECK(g.ruling() == "ok ok");
}

TEST_CASE("without a word on it a broken group is unwound; with hold it is kept") {
  Broken silent("");
  silent.ended(4, "b", "ETH-USD");
  CHECK(silent.unwound(5) == "ok ok");
  Broken kept("hold");
  kept.ended(4, "b", "ETH-USD");
  CHECK(kept.unwound(5).empty());
}

TEST_CASE("an order of a broken group that could still open is taken back, once") {
  Broken g("unwind");
  g.ledger.row(
      R"({"type":"order","ts":)" + n(noon) +
      R"(,"venue":"v","symbol":"BTC-USD","id":"c","strategy":"s","side":"buy","qty":1,"kind":"limit",)"
      R"("limit":50,"tif":"GTC","intent":"open","group":"g","legs":3})");
  g.ended(4, "b", "ETH-USD");
  g.price(noon + 5, "101");
  g.decide();
  const auto cancels = g.rig.take("cancel");
  REQUIRE(cancels.size() == 1);
  CHECK(value_of(cancels[0], "id") == "c");
  CHECK(value_of(cancels[0], "reason") == "its group broke");
  g.price(noon + 6, "102");
  g.decide();
  CHECK(g.rig.take("cancel").empty());
}

TEST_CASE("an unwinding that ends without a fill is tried again, later each time") {
  Broken g("unwind");
  g.ended(4, "b", "ETH-USD");
  g.unwound(5);
  REQUIRE(g.last.size() == 2);
  const std::string btc = value_of(g.last[0], "id"), eth = value_of(g.last[1], "id");
  g.ended(6, btc, "BTC-USD");
  CHECK(g.unwound(7).empty());
  CHECK(g.unwound(6 + minute) == "ok");
  CHECK(g.orders == "sell2BTC-USDgroup_break");
}

TEST_CASE("a group whose word on breaking nobody understands is refused whole") {
  Gate g("drawdown = \"99%\"");
  g.price(noon, "100");
  g.propose(noon, "1", leg(1, R"(,"on_break":"hodl")"), "a");
  g.propose(noon, "1", leg(2, R"(,"on_break":"hodl")"), "b");
  CHECK(g.ruling() == "on_break group on_break group");
  CHECK(g.last[0].find("on_break is \\\"hodl\\\", expected unwind or hold") != std::string::npos);
}

TEST_CASE("a halt of all holds back unwinding too, and that is written down once") {
  Broken g("unwind");
  g.ledger.row(R"({"type":"halt","ts":)" + n(noon + 3) + R"(,"kind":"all","reason":"stop"})");
  g.ended(4, "b", "ETH-USD");
  CHECK(g.unwound(5) == "halt halt");
  CHECK(g.unwound(6).empty());
  g.ledger.row(R"({"type":"resume","ts":)" + n(noon + 7) + R"(,"reason":"go on"})");
  CHECK(g.unwound(8) == "ok ok");
}

TEST_CASE("a reviewer makes an order smaller by the part that it leaves, rounded down to the lot") {
  Gate g("drawdown = \"99%\"");
  g.price(noon, "100");
  g.propose(noon, "1", "", "p");
  g.rig.line(review("p", "shrink", R"(,"adjust":0.5,"cost":0.02)"));
  g.rig.line(review("p", "shrink", R"(,"adjust":0.3335,"cost":0.01)"));
  g.rig.line(review("p", "pass"));
  CHECK(g.ruling() == "ok");
  CHECK(value_of(g.last[0], "qty") == "0.333");
  CHECK(
      g.last[0].find(R"("shrunk_by":"review","reviews":[{"reviewer":"r","verdict":"shrink","adjust":0.5,)") !=
      std::string::npos);
  CHECK(g.rig.stage().summary().find("3 reviews that cost 0.03") != std::string::npos);
}

TEST_CASE("a review is no way to make an order larger, and one that makes no sense refuses it") {
  const std::pair<const char*, const char*> bad[] = {
      {R"(,"adjust":1.5)", "adjust 1.5, expected the part that may stay, above 0 up to 1"},
      {R"(,"adjust":0)", "adjust 0, expected"},
      {R"(,"adjust":-0.5)", "adjust -0.5, expected"},
      {"", "adjust missing, expected"}};
  for (const auto& [adjust, text] : bad) {
    Gate g("drawdown = \"99%\"");
    g.price(noon, "100");
    g.propose(noon, "1", "", "p");
    g.rig.line(review("p", "shrink", adjust));
    CHECK(g.ruling() == "review");
    INFO(g.last[0]);
    CHECK(g.last[0].find(text) != std::string::npos);
  }
  Gate g("drawdown = \"99%\"");
  g.price(noon, "100");
  g.propose(noon, "1", "", "p");
  g.rig.line(review("p", "perhaps"));
  CHECK(g.ruling() == "review");
  CHECK(g.last[0].find("expected pass, shrink or veto") != std::string::npos);
}

TEST_CASE(
    "shrunk under the smallest order it is refused; a whole part changes nothing; leaving is not reviewed") {
  Gate g("min_notional = \"50\"");
  g.price(noon, "100");
  g.propose(noon, "1", "", "p");
  g.rig.line(review("p", "shrink", R"(,"adjust":0.4)"));
  CHECK(g.ruling() == "min_notional");
  g.propose(noon + 1, "1", "", "q");
  g.rig.line(review("q", "shrink", R"(,"adjust":1)"));
  CHECK(g.ruling() == "ok");
  CHECK(value_of(g.last[0], "qty") == "1");
  CHECK(g.last[0].find("shrunk_by") == std::string::npos);
  g.hold(1, "5", "100");
  g.leave(noon + 2, "2");
  g.rig.line(review("x1", "shrink", R"(,"adjust":0.5)"));
  CHECK(g.ruling() == "ok");
  CHECK(value_of(g.last[0], "qty") == "2");
}

TEST_CASE("of a group all legs are shrunk by the same part") {
  Gate g("drawdown = \"99%\"");
  g.price(noon, "100");
  g.propose(noon, "1", leg(1), "a");
  g.propose(noon, "2", leg(2), "b");
  g.rig.line(review("b", "shrink", R"(,"adjust":0.5)"));
  CHECK(g.ruling() == "ok ok");
  CHECK(value_of(g.last[0], "qty") == "0.5");
  CHECK(value_of(g.last[1], "qty") == "1");
}

TEST_CASE(
    "no more orders are approved in a window than the rate says, and the window slides with the stream") {
  Gate g("order_rate = \"4/1m\"");  // one of them is kept for reducing
  g.hold(1, "5", "100");
  g.price(noon, "100");
  g.propose(noon, "0.1", "", "a");
  g.propose(noon, "0.1", "", "b");
  CHECK(g.ruling() == "ok ok");
  g.propose(noon + 1, "0.1", "", "c");
  g.propose(noon + 1, "0.1", "", "d");
  CHECK(g.ruling() == "ok order_rate");
  CHECK(g.last[1].find("3 opening orders within 1m of at most 3; the rest is kept for reducing") !=
        std::string::npos);
  g.leave(noon + 2, "1", "", "x1");
  CHECK(g.ruling() == "ok");
  g.leave(noon + 3, "1", "", "x2");
  CHECK(g.ruling() == "order_rate");
  CHECK(g.last[0].find("4 orders within 1m of at most 4") != std::string::npos);
  g.price(noon + minute - 1, "100");
  g.leave(noon + minute - 1, "1", "", "x3");
  CHECK(g.ruling() == "order_rate");  // a and b are just within it
  g.leave(noon + minute, "1", "", "x4");
  CHECK(g.ruling() == "ok");
  g.propose(noon + minute + 1, "0.1", "", "e");
  CHECK(g.ruling() == "ok");
}

TEST_CASE("orders that reduce may use what nobody opens with, and openings leave them their share") {
  Gate g("order_rate = \"2/1m\"\nexit_share = \"50%\"");
  g.hold(1, "5", "100");
  g.price(noon, "100");
  g.leave(noon, "1", "", "x1");
  g.leave(noon, "1", "", "x2");
  g.leave(noon, "1", "", "x3");
  CHECK(g.ruling() == "ok ok order_rate");
  g.price(noon + minute, "100");
  g.propose(noon + minute, "0.1", "", "a");
  g.propose(noon + minute, "0.1", "", "b");
  CHECK(g.ruling() == "ok order_rate");
}
