#include <catch2/catch.hpp>

#include "market_kit.h"

using namespace tu;
using namespace tu::simex;
using test::d;
using test::Kit;

TEST_CASE("a limit order trades at the resting price and its rest is kept") {
  Kit k;
  k.x.set_level(k.btc, Side::sell, d("100"), d("1"));
  const Order& o = k.get(k.x.place(Kit::limit(k.anna, Side::buy, "3", "101")));
  CHECK(o.state == State::open);
  CHECK(o.filled == d("1"));
  CHECK(o.filled_value == d("100"));
  CHECK(o.fees == d("0.6"));
  CHECK(o.hold == d("2") * d("101") * d("1.006"));
  CHECK(k.balance(k.anna, "USD").total == d("99899.4"));
  CHECK(k.balance(k.anna, "USD").held == o.hold);
  CHECK(k.balance(k.anna, "BTC").total == d("11"));
}

TEST_CASE("at one price the earlier order is filled first, and between clients both sides are booked") {
  Kit k;
  const auto first = k.x.place(Kit::limit(k.anna, Side::sell, "1", "100"));
  const auto second = k.x.place(Kit::limit(k.bob, Side::sell, "1", "100"));
  k.x.print(k.btc, d("100"), d("1.5"), Side::buy);
  CHECK(k.get(first).state == State::filled);
  CHECK(k.get(second).filled == d("0.5"));
  k.x.deposit(k.anna, "USD", d("1"));
  k.x.place(Kit::limit(k.anna, Side::buy, "0.5", "100"));
  CHECK(k.get(second).state == State::filled);
  CHECK(k.heard.fills.back().maker == false);
  CHECK(k.heard.fills[k.heard.fills.size() - 2].maker == true);
}

TEST_CASE("a market trade fills better prices first and the queue at its own price in turn") {
  Kit k;
  k.x.set_level(k.btc, Side::buy, d("99"), d("2"));
  const auto behind = k.x.place(Kit::limit(k.anna, Side::buy, "1", "99"));
  const auto better = k.x.place(Kit::limit(k.bob, Side::buy, "1", "99.5"));
  k.x.print(k.btc, d("99"), d("2.5"), Side::sell);
  CHECK(k.get(better).state == State::filled);
  CHECK(k.get(better).filled_value == d("99.5"));
  CHECK(k.get(behind).filled == d("0"));  // 1.5 of the 2 before it
  CHECK(k.x.ahead_of(behind.id) == d("0.5"));
  k.x.print(k.btc, d("99"), d("1"), Side::sell);
  CHECK(k.get(behind).filled == d("0.5"));
}

TEST_CASE("public prints of a market trade add up to it, and without clients it is one print") {
  Kit k;
  k.x.set_level(k.btc, Side::buy, d("99"), d("2"));
  k.x.print(k.btc, d("99"), d("1"), Side::sell);
  REQUIRE(k.heard.prints.size() == 1);
  k.x.place(Kit::limit(k.bob, Side::buy, "1", "99.5"));
  k.heard.prints.clear();
  k.x.print(k.btc, d("99"), d("1.25"), Side::sell);
  Decimal sum;
  for (const Print& p : k.heard.prints) sum += p.qty;
  CHECK(sum == d("1.25"));
}

TEST_CASE("new liquidity of the market that crosses a client's order trades with it") {
  Kit k;
  const auto ask = k.x.place(Kit::limit(k.anna, Side::sell, "1", "100"));
  k.x.set_level(k.btc, Side::buy, d("101"), d("3"));
  CHECK(k.get(ask).state == State::filled);
  CHECK(k.get(ask).filled_value == d("100"));  // at the price that stood
  CHECK(k.x.market(k.btc).bids.best()->total == d("2"));
}

TEST_CASE("fill or kill: all or nothing; immediate or cancel: what there is") {
  Kit k;
  k.x.set_level(k.btc, Side::sell, d("100"), d("1"));
  CHECK(k.get(k.x.place(Kit::limit(k.anna, Side::buy, "2", "100", Tif::fok))).filled.is_zero());
  const Order& ioc = k.get(k.x.place(Kit::limit(k.anna, Side::buy, "2", "100", Tif::ioc)));
  CHECK(ioc.filled == d("1"));
  CHECK(ioc.state == State::cancelled);
  CHECK(k.balance(k.anna, "USD").held.is_zero());
}

TEST_CASE("a market buy by value spends no more than the value, its fee within") {
  Kit k;
  k.x.set_level(k.btc, Side::sell, d("100"), d("1"));
  k.x.set_level(k.btc, Side::sell, d("101"), d("50"));
  const Order& o = k.get(k.x.place(Kit::market(k.anna, Side::buy, "0", "1000")));
  CHECK(o.state == State::filled);
  CHECK(o.filled_value + o.fees <= d("1000"));
  CHECK(o.filled_value + o.fees > d("999.9"));
  CHECK(k.balance(k.anna, "USD").held.is_zero());
}

TEST_CASE("a post-only order that would trade is refused, and one that rests pays the maker's fee") {
  Kit k;
  k.x.set_level(k.btc, Side::sell, d("100"), d("1"));
  NewOrder o = Kit::limit(k.anna, Side::buy, "1", "100");
  o.post_only = true;
  CHECK(k.x.place(o).refusal == Refusal::post_only_crosses);
  o.limit = d("99.99");
  const auto placed = k.x.place(o);
  k.x.print(k.btc, d("99.99"), d("5"), Side::sell);
  CHECK(k.get(placed).fees == d("99.99") * d("0.004"));
}

TEST_CASE("an order good till a time ends at that time and frees what it held") {
  Kit k;
  NewOrder o = Kit::limit(k.anna, Side::buy, "1", "90", Tif::gtd);
  o.end_time = 500'000;
  CHECK(k.x.place(o).refusal == Refusal::end_in_the_past);
  o.end_time = 5'000'000;
  const auto placed = k.x.place(o);
  k.x.advance(4'999'999);
  CHECK(k.get(placed).state == State::open);
  k.x.advance(5'000'000);
  CHECK(k.get(placed).state == State::expired);
  CHECK(k.balance(k.anna, "USD").held.is_zero());
}

TEST_CASE("a stop waits for its price and then trades as a limit order") {
  Kit k;
  k.x.print(k.btc, d("100"), d("1"), Side::buy);
  NewOrder o = Kit::limit(k.anna, Side::sell, "1", "94");
  o.kind = Kind::stop_limit;
  o.stop = d("101");
  CHECK(k.x.place(o).refusal == Refusal::stop_already_reached);
  o.stop = d("95");
  const auto placed = k.x.place(o);
  CHECK(k.get(placed).state == State::waiting);
  k.x.set_level(k.btc, Side::buy, d("94.5"), d("5"));
  k.x.print(k.btc, d("95"), d("0.1"), Side::sell);
  CHECK(k.get(placed).state == State::filled);
  CHECK(k.get(placed).filled_value == d("94.5"));
}

TEST_CASE("a client id is used once: the second order is the first") {
  Kit k;
  NewOrder o = Kit::limit(k.anna, Side::buy, "1", "90");
  o.client_id = "a";
  const auto first = k.x.place(o), again = k.x.place(o);
  CHECK(again.refusal == Refusal::duplicate);
  CHECK(again.id == first.id);
  o.account = k.bob;
  CHECK(k.x.place(o).refusal == Refusal::none);
}

TEST_CASE("where repeats are new, an order that is sent twice is two orders") {
  Rules rules;
  rules.repeats_are_new = true;
  Exchange x(rules);
  const ProductId btc = x.add_product(test::bitcoin());
  const AccountId anna = x.add_account("anna");
  x.deposit(anna, "USD", d("1000"));
  NewOrder o = Kit::limit(anna, Side::buy, "1", "90");
  o.product = btc;
  o.client_id = "a";
  const auto first = x.place(o), again = x.place(o);
  CHECK(first.refusal == Refusal::none);
  CHECK(again.refusal == Refusal::none);
  CHECK(again.id != first.id);
}

TEST_CASE("what does not fit the product or the purse is refused") {
  Kit k;
  auto why = [&k](const char* qty, const char* price) {
    return k.x.place(Kit::limit(k.anna, Side::buy, qty, price)).refusal;
  };
  CHECK(why("0.00015", "100") == Refusal::size_off_lot);
  CHECK(why("1", "100.001") == Refusal::price_off_tick);
  CHECK(why("0.0001", "100") == Refusal::value_too_small);
  CHECK(why("1001", "1") == Refusal::size_too_large);
  CHECK(why("-1", "100") == Refusal::bad_size);
  CHECK(why("1", "-100") == Refusal::bad_price);
  CHECK(why("1000", "100") == Refusal::funds);
  CHECK(why("1", "1000000000000") == Refusal::bad_price);
  CHECK(k.x.place(Kit::market(k.anna, Side::buy, "1")).refusal == Refusal::no_liquidity);
}

TEST_CASE("a smaller size keeps the place in the queue, another price loses it") {
  Kit k;
  const auto first = k.x.place(Kit::limit(k.anna, Side::buy, "2", "90"));
  const auto second = k.x.place(Kit::limit(k.bob, Side::buy, "1", "90"));
  CHECK(k.x.edit(first.id, d("90"), d("1")) == Refusal::none);
  CHECK(k.x.ahead_of(second.id) == d("1"));
  CHECK(k.x.edit(first.id, d("90"), d("3")) == Refusal::none);
  CHECK(k.x.ahead_of(second.id) == d("0"));
  CHECK(k.x.ahead_of(first.id) == d("1"));
  CHECK(k.balance(k.anna, "USD").held == d("270") * d("1.006"));
}

TEST_CASE("fees fall when the volume of 30 days reaches the next tier, and rise when it is forgotten") {
  Kit k;
  k.x.set_level(k.btc, Side::sell, d("5000"), d("9"));
  k.x.place(Kit::limit(k.anna, Side::buy, "2", "5000"));
  CHECK(k.x.tier(k.anna).name == "second");
  CHECK(k.get(k.x.place(Kit::limit(k.anna, Side::buy, "1", "5000"))).fees == d("10"));
  k.x.advance(k.x.now() + 31 * us_per_day);
  CHECK(k.x.tier(k.anna).name == "first");
}

TEST_CASE("an account does not trade with itself, by any of the four rules") {
  for (const SelfTrade rule :
       {SelfTrade::cancel_newest, SelfTrade::cancel_oldest, SelfTrade::cancel_both, SelfTrade::decrement}) {
    Kit k(rule);
    const auto resting = k.x.place(Kit::limit(k.anna, Side::sell, "1", "100"));
    k.x.set_level(k.btc, Side::sell, d("101"), d("9"));
    const auto taker = k.x.place(Kit::limit(k.anna, Side::buy, "3", "101"));
    const Order &r = k.get(resting), &t = k.get(taker);
    CHECK(r.filled.is_zero());
    CHECK((r.state == State::open) == (rule == SelfTrade::cancel_newest));
    if (rule == SelfTrade::cancel_oldest) CHECK(t.filled == d("3"));
    if (rule == SelfTrade::decrement) CHECK(t.filled == d("2"));
    if (rule == SelfTrade::cancel_newest || rule == SelfTrade::cancel_both) CHECK(t.filled.is_zero());
  }
}

TEST_CASE("a perpetual holds margin, pays its gain in the quote, and can be turned around") {
  Kit k;
  k.x.set_level(k.perp, Side::sell, d("1000"), d("50"));
  NewOrder o = Kit::limit(k.anna, Side::buy, "20", "1000");
  o.product = k.perp;
  CHECK(k.x.place(o).refusal == Refusal::funds);  // 20,000 without leverage
  o.leverage = d("20");
  CHECK(k.x.place(o).refusal == Refusal::leverage);
  o.leverage = d("5");
  k.x.place(o);
  CHECK(k.x.accounts()[k.anna].wallet.positions[k.perp].qty == d("20"));
  CHECK(k.balance(k.anna, "USDC").total == d("10000") - d("120"));
  k.x.set_level(k.perp, Side::buy, d("1100"), d("50"));
  NewOrder out = Kit::limit(k.anna, Side::sell, "30", "1100");
  out.product = k.perp;
  out.leverage = d("5");
  k.x.place(out);
  const Position& at = k.x.accounts()[k.anna].wallet.positions[k.perp];
  CHECK(at.qty == d("-10"));
  CHECK(at.entry == d("1100"));
  CHECK(at.realised == d("2000"));
  NewOrder more = out;
  more.reduce_only = true;
  CHECK(k.x.place(more).refusal == Refusal::nothing_to_reduce);
}
