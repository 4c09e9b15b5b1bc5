// Rules that hold after every step of random trading.
#include <catch2/catch.hpp>

#include "base/random.h"
#include "market_kit.h"

using namespace tu;
using namespace tu::simex;
using test::d;
using test::Kit;

namespace {

struct Dice {
  std::uint64_t seed, n = 0;
  std::int64_t upto(std::int64_t most) {
    return static_cast<std::int64_t>(random_unit(seed, 1, n++) * static_cast<double>(most));
  }
};

void random_step(Kit& k, Dice& dice) {
  const Decimal price = Decimal::from_integer(95 + dice.upto(11));
  const Side side = dice.upto(2) == 0 ? Side::buy : Side::sell;
  const Decimal qty = Decimal::from_integer(1 + dice.upto(30)) * d("0.1");
  NewOrder o;
  o.account = dice.upto(2) == 0 ? k.anna : k.bob;
  o.side = side, o.qty = qty, o.limit = price;
  switch (dice.upto(9)) {
    case 0:
      return k.x.set_level(k.btc, side, price, Decimal::from_integer(dice.upto(5)));
    case 1:
      return k.x.print(k.btc, price, qty, side);
    case 2:
      o.kind = Kind::market, o.tif = Tif::ioc;
      if (dice.upto(2) == 0) o.value = qty * price, o.qty = {};
      break;
    case 3:
      o.tif = dice.upto(2) == 0 ? Tif::ioc : Tif::fok;
      break;
    case 4:
      o.tif = Tif::gtd, o.end_time = k.x.now() + 1 + dice.upto(20);
      break;
    case 5:
      o.kind = Kind::stop_limit, o.stop = Decimal::from_integer(95 + dice.upto(11));
      o.stop_rising = dice.upto(2) == 0;
      break;
    case 6:
      k.x.cancel(static_cast<OrderId>(1 + dice.upto(static_cast<std::int64_t>(k.x.orders().size()) + 1)), "");
      return;
    case 7: {
      const OrderId id = static_cast<OrderId>(dice.upto(static_cast<std::int64_t>(k.x.orders().size()) + 1));
      const Order* old = k.x.order(id);
      if (old && alive(old->state)) k.x.edit(id, price, qty);
      return;
    }
    default:
      o.post_only = dice.upto(3) == 0;
  }
  k.x.place(o);
}

void check_rules(Kit& k) {
  const Market& m = k.x.market(k.btc);
  if (m.bids.best() && m.asks.best()) REQUIRE(m.bids.best()->price < m.asks.best()->price);
  for (const AccountId who : {k.anna, k.bob}) {
    Decimal usd, btc;
    for (const OrderId id : k.x.accounts()[who].orders) {
      const Order& o = *k.x.order(id);
      (o.side == Side::buy ? usd : btc) += o.hold;
      REQUIRE((o.qty.is_zero() || o.filled <= o.qty));
      REQUIRE((alive(o.state) || o.hold.is_zero()));
    }
    REQUIRE(k.balance(who, "USD").held == usd);
    REQUIRE(k.balance(who, "BTC").held == btc);
    REQUIRE_FALSE(k.balance(who, "USD").available().negative());
    REQUIRE_FALSE(k.balance(who, "BTC").available().negative());
  }
  for (const Ladder* ladder : {&m.bids, &m.asks})
    for (const auto& [key, level] : ladder->levels()) {
      Decimal total, outside;
      for (const Entry& e : level.queue) {
        total += e.qty;
        if (e.order == 0) outside += e.qty;
        REQUIRE(e.qty.sign() > 0);
        if (e.order != 0) REQUIRE(k.x.order(e.order)->left() == e.qty);
      }
      REQUIRE(total == level.total);
      REQUIRE(outside == level.outside);
    }
}

// Balances are what fills made of the deposits.
void check_books(Kit& k) {
  Decimal fees;
  for (const AccountId who : {k.anna, k.bob}) {
    Decimal usd = d("100000"), btc = d("10");
    for (const std::size_t i : k.x.accounts()[who].fills) {
      const Fill& f = k.x.fills()[i];
      const Decimal value = f.price * f.qty;
      usd += (f.side == Side::buy ? -value : value) - f.fee;
      btc += f.side == Side::buy ? f.qty : -f.qty;
      fees += f.fee;
    }
    REQUIRE(k.balance(who, "USD").total == usd);
    REQUIRE(k.balance(who, "BTC").total == btc);
  }
  REQUIRE(k.x.fees_taken("USD") == fees);
}

std::string told(const Kit& k) {
  std::string all;
  for (const Fill& f : k.heard.fills)
    all += std::to_string(f.order) + ":" + f.price.str() + "x" + f.qty.str() + "-" + f.fee.str() + "\n";
  return all;
}

}  // namespace

TEST_CASE(
    "after every step the book is not crossed, holds are those of open orders, and nothing is overdrawn") {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    Kit k(static_cast<SelfTrade>(seed % 4));
    Dice dice{seed};
    for (int i = 0; i < 400; ++i) {
      k.x.advance(k.x.now() + 1);
      random_step(k, dice);
      check_rules(k);
    }
    check_books(k);
    CHECK(k.x.fills().size() > 50);
  }
}

TEST_CASE("the same seed trades the same to the last digit") {
  Kit a, b;
  Dice one{7}, two{7};
  for (int i = 0; i < 500; ++i) random_step(a, one), random_step(b, two);
  CHECK(told(a) == told(b));
}
