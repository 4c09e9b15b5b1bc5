#include "account/approved.h"

#include <catch2/catch.hpp>
#include <type_traits>

#include "account/paper.h"

using namespace tu;
using namespace tu::account;

namespace {

template <class Order>
concept CanBeSent = requires(Paper& venue, const Order& order, Decimal volume) {
  venue.send(order, volume);
};

}  // namespace

TEST_CASE("what the journal did not approve does not compile as something to send") {
  STATIC_REQUIRE(CanBeSent<Approved>);
  STATIC_REQUIRE_FALSE(CanBeSent<OrderState>);
  STATIC_REQUIRE_FALSE(CanBeSent<Event>);
  STATIC_REQUIRE_FALSE(std::is_constructible_v<Approved, OrderState>);
  STATIC_REQUIRE_FALSE(std::is_constructible_v<Approved, Event>);
  STATIC_REQUIRE_FALSE(std::is_default_constructible_v<Approved>);
}
