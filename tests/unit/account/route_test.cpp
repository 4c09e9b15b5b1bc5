#include "account/route.h"

#include <catch2/catch.hpp>

using namespace tu::account;

TEST_CASE("the depth is walked level by level, and a fee and gas are part of the price") {
  tu::quant::OrderBook book;
  book.bids.set(99, 1), book.bids.set(98, 5);
  book.asks.set(101, 1), book.asks.set(102, 5);
  Displayed d;
  d.book = &book;
  const auto buy = route_cost(d, true, 2, 0.01, 1.0);
  CHECK(buy->price == Approx(101.5));
  CHECK(buy->all_in == Approx((203 * 1.01 + 1) / 2));
  const auto sell = route_cost(d, false, 2, 0.01, 1.0);
  CHECK(sell->all_in == Approx((197 * 0.99 - 1) / 2));
  CHECK(route_cost(d, true, 100, 0, 0)->filled == 6);
}

TEST_CASE("without a book the best level is all that counts; with nothing displayed there is no route") {
  Displayed d{nullptr, 99, 1, 101, 0.5};
  CHECK(route_cost(d, true, 2, 0, 0)->filled == 0.5);
  d.ask_size = 0;
  CHECK_FALSE(route_cost(d, true, 2, 0, 0));
}

TEST_CASE("who fills all comes before who is cheap for a part; equal prices go by name") {
  auto at = [](const char* venue, double filled, double all_in) {
    Candidate c{venue, {}};
    c.cost.filled = filled;
    c.cost.all_in = all_in;
    return c;
  };
  CHECK(best_route({at("a", 1, 100), at("b", 2, 101)}, true, 2) == 1u);
  CHECK(best_route({at("a", 2, 100), at("b", 2, 101)}, true, 2) == 0u);
  CHECK(best_route({at("a", 2, 100), at("b", 2, 101)}, false, 2) == 1u);
  CHECK(best_route({at("b", 2, 100), at("a", 2, 100)}, true, 2) == 1u);
  CHECK_FALSE(best_route({}, true, 2));
}
