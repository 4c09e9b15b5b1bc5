#include "simex/engine/ladder.h"

#include <catch2/catch.hpp>

#include "market_kit.h"

using namespace tu;
using namespace tu::simex;
using test::d;

TEST_CASE("the best bid is the highest price, the best ask the lowest") {
  Ladder bids(Side::buy), asks(Side::sell);
  for (const char* p : {"10", "12", "11"}) bids.add(1, d(p), d("1")), asks.add(1, d(p), d("1"));
  CHECK(bids.best()->price == d("12"));
  CHECK(asks.best()->price == d("10"));
}

TEST_CASE("what the market adds at a price stands behind the clients who were there") {
  Ladder bids(Side::buy);
  bids.set_outside(d("10"), d("3"));
  bids.add(7, d("10"), d("1"));
  bids.set_outside(d("10"), d("5"));
  CHECK(bids.ahead_of(7, d("10")) == d("3"));
  CHECK(bids.total(d("10")) == d("6"));
}

TEST_CASE("what the market cancels is taken from the end of the queue first") {
  Ladder bids(Side::buy);
  bids.set_outside(d("10"), d("3"));
  bids.add(7, d("10"), d("1"));
  bids.set_outside(d("10"), d("5"));
  bids.set_outside(d("10"), d("3"));  // the two behind
  CHECK(bids.ahead_of(7, d("10")) == d("3"));
  bids.set_outside(d("10"), d("1"));  // then those before
  CHECK(bids.ahead_of(7, d("10")) == d("1"));
  bids.set_outside(d("10"), {});
  CHECK(bids.total(d("10")) == d("1"));
}

TEST_CASE("a price without orders is no level") {
  Ladder asks(Side::sell);
  asks.set_outside(d("10"), d("2"));
  asks.set_outside(d("10"), {});
  CHECK(asks.empty());
  asks.add(3, d("9"), d("1"));
  asks.reduce(3, d("9"), d("1"));
  CHECK(asks.empty());
}
