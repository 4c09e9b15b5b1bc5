// Perpetuals over time: funding, and liquidation.
#include <catch2/catch.hpp>

#include "market_kit.h"

using namespace tu;
using namespace tu::simex;
using namespace tu::simex::test;

namespace {

Rules with_funding() {
  Rules r = Kit::make(SelfTrade::cancel_newest);
  r.funding_rate = d("0.001");
  r.funding_every = us_per_hour;
  return r;
}

// Two accounts with 1,000 each, and one perpetual around 1,000.
struct Perps {
  Exchange x{with_funding()};
  Heard heard;
  AccountId anna = 0, bob = 0;
  Perps() {
    x.add_product(perpetual());
    anna = x.add_account("anna");
    bob = x.add_account("bob");
    for (const AccountId a : {anna, bob}) x.deposit(a, "USDC", d("1000"));
    x.listen(&heard);
    x.advance(us_per_hour / 2);
    around("1000");
  }
  void around(const char* price) {
    x.clear_outside(0);
    x.set_level(0, Side::buy, d(price) - d("1"), d("100"));
    x.set_level(0, Side::sell, d(price) + d("1"), d("100"));
  }
  void take(AccountId who, Side side, const char* qty) {
    NewOrder o = Kit::market(who, side, qty);
    o.leverage = d("10");
    REQUIRE(x.place(o).refusal == Refusal::none);
  }
  Position& position(AccountId who) { return x.accounts()[who].wallet.positions[0]; }
  Decimal cash(AccountId who) { return x.accounts()[who].wallet.of("USDC").total; }
};

}  // namespace

TEST_CASE("funding is settled at each full hour on what is held then: a long pays, a short receives") {
  Perps k;
  k.take(k.anna, Side::buy, "1");
  k.take(k.bob, Side::sell, "1");
  const Decimal long_before = k.cash(k.anna), short_before = k.cash(k.bob);
  k.x.advance(us_per_hour - 1);
  CHECK(k.x.fundings().empty());
  k.x.advance(us_per_hour);
  REQUIRE(k.x.fundings().size() == 2);
  const Decimal paid = k.x.market(0).mark() * d("0.001");
  CHECK(k.cash(k.anna) == long_before - paid);
  CHECK(k.cash(k.bob) == short_before + paid);
  CHECK(k.position(k.bob).funding == paid);
  k.x.advance(4 * us_per_hour);  // and at each one that was passed
  CHECK(k.x.fundings().size() == 8);
}

TEST_CASE("who holds nothing at the settlement neither pays nor receives") {
  Perps k;
  k.take(k.anna, Side::buy, "1");
  k.take(k.anna, Side::sell, "1");
  k.x.advance(us_per_hour);
  CHECK(k.x.fundings().empty());
}

TEST_CASE("a position is liquidated when the mark takes its margin, and its orders go first") {
  Perps k;
  k.take(k.anna, Side::buy, "5");  // 5,000 on 1,000; maintenance is a twentieth
  NewOrder rests = Kit::limit(k.anna, Side::buy, "0.1", "500");
  rests.leverage = d("10");
  const OrderId id = k.x.place(rests).id;
  k.around("900");
  k.x.print(0, d("900"), d("0.1"), Side::sell);
  CHECK(k.position(k.anna).qty == d("5"));  // it still covers
  k.around("840");
  k.x.print(0, d("840"), d("0.1"), Side::sell);
  CHECK(k.position(k.anna).qty.is_zero());
  CHECK(k.x.order(id)->state == State::cancelled);
  CHECK(k.x.order(id)->why == "liquidation");
  const Order& closing = k.x.orders().back();
  CHECK(closing.liquidation);
  CHECK(closing.filled == d("5"));
  CHECK(k.cash(k.anna).sign() > 0);
}

TEST_CASE("what a liquidated account owes beyond all that it had is written off, and told") {
  Perps k;
  k.take(k.anna, Side::sell, "5");
  k.around("2000");
  k.x.print(0, d("2000"), d("0.1"), Side::buy);
  CHECK(k.position(k.anna).qty.is_zero());
  CHECK(k.cash(k.anna).is_zero());
  CHECK(k.x.written_off("USDC").sign() > 0);
}
