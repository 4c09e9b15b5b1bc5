#include "account/attempts.h"

#include <catch2/catch.hpp>

#include "rows_helper.h"

using namespace tu;
using namespace tu::account;

namespace {

OrderState order(int attempts, int attempt) {
  OrderState o;
  o.id = "s/BTC-USD@1#1";
  o.kind = "limit";
  o.tif = "GTD";
  o.qty = Decimal::from_integer(3);
  o.filled = Decimal::from_integer(1);
  o.limit = Decimal::from_integer(90);
  o.limit_worst = Decimal::from_integer(110);
  o.post_only = true;
  o.expires = 5;
  o.phase = OrderPhase::partial;
  o.attempts = attempts;
  o.attempt = attempt;
  return o;
}

}  // namespace

TEST_CASE("the next attempt goes only where the market ended the one before") {
  const OrderState o = order(2, 1);
  CHECK(goes_on(o, {OrderPhase::expired}));
  CHECK(goes_on(o, {OrderPhase::rejected, true}));
  CHECK_FALSE(goes_on(o, {OrderPhase::rejected, false}));
  CHECK_FALSE(goes_on(o, {OrderPhase::cancelled}));
  CHECK_FALSE(goes_on(o, {OrderPhase::filled}));
  CHECK_FALSE(goes_on(o, {OrderPhase::expired, false, true}));
}

TEST_CASE("no attempt goes beyond the approval, of a full order, or of one that is over") {
  CHECK_FALSE(goes_on(order(2, 2), {OrderPhase::expired}));
  CHECK_FALSE(goes_on(order(1, 1), {OrderPhase::expired}));
  OrderState full = order(2, 1);
  full.filled = full.qty;
  CHECK_FALSE(goes_on(full, {OrderPhase::expired}));
  OrderState over = order(2, 1);
  over.phase = OrderPhase::cancelled;
  CHECK_FALSE(goes_on(over, {OrderPhase::expired}));
}

TEST_CASE("the first attempt is the order as approved, the second the market within the worst price") {
  const OrderState first = attempt_of(order(2, 0), 1), second = attempt_of(order(2, 1), 2);
  CHECK(first.kind == "limit");
  CHECK(first.post_only);
  CHECK(first.limit == Decimal::from_integer(90));
  CHECK(second.kind == "market");
  CHECK_FALSE(second.post_only);
  CHECK(second.limit.is_zero());
  CHECK(second.expires == 0);
  CHECK(second.limit_worst == Decimal::from_integer(110));
  CHECK(second.left() == Decimal::from_integer(2));
  CHECK(attempt_id(second.id, second.attempt) == "s/BTC-USD@1#1.2");
}

TEST_CASE("the journal takes attempts one after the other, and knows which rows it holds") {
  Rows j;
  Account a;
  const auto sent = [&](TsUs ts, int attempt) -> Event& {
    Event& e = j.update(ts, "o", "sent");
    e.set_integer(Field{Type::order_update, "attempt"}, attempt);
    return e;
  };
  REQUIRE(a.fold(j.deposit(0, "1000", "USD")).ok());
  Event& o = j.order(1, "o", "BTC-USD", "buy", "1", "limit");
  o.set_integer(Field{Type::order, "attempts"}, 2);
  o.set_integer(Field{Type::order, "until"}, 30);
  REQUIRE(a.fold(j.reserve(o, "101", "USD")).ok());
  CHECK(a.order("o")->until == 30);
  CHECK_FALSE(a.fold(sent(2, 2)).ok());
  REQUIRE(a.fold(sent(2, 1)).ok());
  CHECK_FALSE(a.fold(sent(3, 1)).ok());
  REQUIRE(a.fold(j.update(3, "o", "open")).ok());
  CHECK(a.knows(sent(2, 1)));
  CHECK_FALSE(a.knows(sent(4, 2)));
  REQUIRE(a.fold(sent(4, 2)).ok());
  CHECK(a.knows(sent(4, 2)));
  CHECK(a.order("o")->attempt == 2);
  CHECK(a.reserved(intern("USD")) == dec("101"));  // until the last attempt is over
  CHECK_FALSE(a.fold(sent(5, 3)).ok());
  Event& open = j.update(3, "o", "open");
  open.set_integer(Field{Type::order_update, "attempt"}, 1);
  CHECK(a.knows(open));
  REQUIRE(a.fold(j.update(5, "o", "cancelled")).ok());
  CHECK(a.reserved(intern("USD")).is_zero());
}
