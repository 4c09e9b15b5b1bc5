// Books of flat arrays against the plainest book there is, and the figures that are read off them.
#include "quant/order_book.h"

#include <catch2/catch.hpp>
#include <map>

#include "base/random.h"
#include "quant/fn.h"
#include "quant/maker_fill.h"
#include "quant/spread_model.h"

using namespace tu;
using namespace tu::quant;

namespace {

using Plain = std::map<double, double>;

struct CounterRandom {
  explicit CounterRandom(std::uint64_t s) : seed(s) {}
  std::uint64_t next() { return random_bits(seed, 0, counter++); }
  std::uint64_t seed, counter = 0;
};

std::vector<Level> levels_of(const PriceLevels& side) {
  std::vector<Level> all;
  side.walk([&](Level l) {
    all.push_back(l);
    return true;
  });
  return all;
}

bool same(const PriceLevels& side, const Plain& plain, bool bids) {
  const std::vector<Level> levels = levels_of(side);
  if (levels.size() != plain.size() || side.count() != plain.size()) return false;
  std::size_t i = 0;
  const auto at = [&](const auto& entry) {
    const Level& l = levels[bids ? levels.size() - 1 - i : i];
    ++i;
    return l.price == entry.first && l.size == entry.second;
  };
  for (const auto& entry : plain)
    if (!at(entry)) return false;
  return true;
}

}  // namespace

TEST_CASE("a side of flat arrays equals a map after any stream of changes") {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    CounterRandom random(seed);
    const bool bids = seed % 2;
    PriceLevels side(bids ? PriceLevels::Side::bids : PriceLevels::Side::asks);
    Plain plain;
    const std::uint64_t prices = 1 + random.next() % (seed % 3 ? 2000 : 40);
    for (int step = 0; step < 4000; ++step) {
      const double price = static_cast<double>(1 + random.next() % prices) / 4;
      // Growing and shrinking by turns, so that blocks split, merge and empty.
      const bool removes = random.next() % 10 < (step / 1000 % 2 ? 7u : 3u);
      const double size = removes ? 0.0 : static_cast<double>(1 + random.next() % 100) / 8;
      side.set(price, size);
      if (removes)
        plain.erase(price);
      else
        plain[price] = size;
      if (step % 500 == 250) {
        side.clear();
        plain.clear();
      }
      if (plain.empty()) {
        REQUIRE(side.empty());
        continue;
      }
      const auto& best = bids ? *plain.rbegin() : *plain.begin();
      REQUIRE(side.best().price == best.first);
      REQUIRE(side.best().size == best.second);
      const double asked = static_cast<double>(1 + random.next() % prices) / 4;
      REQUIRE(side.size_at(asked) == (plain.count(asked) ? plain[asked] : 0.0));
      if (step % 50 == 0) REQUIRE(same(side, plain, bids));
    }
    REQUIRE(same(side, plain, bids));
  }
}

TEST_CASE("a snapshot that comes in order, best first or last, is the same side") {
  PriceLevels up(PriceLevels::Side::asks), down(PriceLevels::Side::asks);
  for (int i = 1; i <= 1000; ++i) up.set(i, 1 + i), down.set(1001 - i, 1002 - i);
  CHECK(levels_of(up).size() == 1000);
  const std::vector<Level> a = levels_of(up), b = levels_of(down);
  for (std::size_t i = 0; i < 1000; ++i) {
    REQUIRE(a[i].price == static_cast<double>(i + 1));
    REQUIRE(b[i].price == a[i].price);
    REQUIRE(b[i].size == a[i].size);
  }
}

TEST_CASE("prices that are none, and removals of what is not there, change nothing") {
  PriceLevels side(PriceLevels::Side::bids);
  side.set(absent, 1);
  side.set(-1, 1);
  side.set(0, 1);
  side.set(infinite, 1);
  side.set(5, 0);
  side.set(5, absent);
  CHECK(side.empty());
  CHECK(side.size_at(5) == 0);
}

TEST_CASE("the imbalance that is added up only when touched equals the one of all levels") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CounterRandom random(seed);
    OrderBook book;
    DepthImbalance kept(20);
    for (int step = 0; step < 3000; ++step) {
      const bool bid = random.next() % 2;
      const double off = static_cast<double>(1 + random.next() % 60);
      const double size = random.next() % 4 ? static_cast<double>(random.next() % 50) : 0.0;
      (bid ? book.bids : book.asks).set(bid ? 1000 - off : 1000 + off, size);
      if (random.next() % 400 == 0) book.clear();
      const double x = kept.of(book);
      const double full = book_imbalance(levels_of(book.bids), levels_of(book.asks), 20);
      if (!book.two_sided()) continue;
      REQUIRE(x == full);
    }
  }
}

TEST_CASE("the microprice lies between the best two, on the side that has less") {
  CHECK(microprice({100, 1}, {102, 1}) == 101);
  CHECK(microprice({100, 3}, {102, 1}) == 101.5);
  CHECK(microprice({100, 0}, {102, 1}) == 100);
}

TEST_CASE("depth counts what is shown within a share of the middle") {
  OrderBook book;
  book.bids.set(100, 1);
  book.bids.set(99, 2);
  book.bids.set(90, 5);
  CHECK(notional_within(book.bids, 100, 0.01) == 100 + 198);
  CHECK(notional_within(book.bids, 100, 0.2) == 100 + 198 + 450);
}

TEST_CASE("the spread model finds what volatility, volume and the hour do to a spread") {
  SpreadModel model(20000);
  CounterRandom random(7);
  const auto uniform = [&] { return static_cast<double>(random.next() >> 11) * 0x1p-53; };
  const auto truth = [](int hour, double vol, double volume) {
    return 2.0 * fn::pow(vol / 0.5, 0.6) * fn::pow((1 + volume) / 1e5, -0.25) * (hour < 6 ? 1.5 : 1.0);
  };
  CHECK_FALSE(known(model.expect(0, 0.5, 1e5)));
  for (int i = 0; i < 20000; ++i) {
    const int hour = i / 100 % 24;
    const double vol = 0.2 * fn::exp(uniform() * 2), volume = 1e4 * fn::exp(uniform() * 4);
    model.add(hour, vol, volume, truth(hour, vol, volume) * fn::exp(0.2 * (uniform() - 0.5)));
  }
  for (const int hour : {3, 12})
    for (const double vol : {0.3, 1.0})
      for (const double volume : {3e4, 3e5})
        CHECK(model.expect(hour, vol, volume) == Approx(truth(hour, vol, volume)).epsilon(0.06));
  CHECK_FALSE(known(model.expect(3, absent, 1)));
  CHECK(model.expect(3, 1e9, 0) < 1000 * model.expect(3, 0.5, 1e5));  // no influence beyond a factor of ten
}

TEST_CASE("an order at the back of the best price is filled when more is traded than stood before it") {
  MakerFill fills(10);
  const Top top{{100, 5}, {101, 5}};
  for (int i = 0; i < 20; ++i) {
    fills.quote(top, i * 20);
    fills.trade(100, 5, true);      // the queue, and no more
    fills.trade(101, 6, false);     // more than the queue
    fills.quote(top, i * 20 + 10);  // the bid's time is over
    fills.forget_orders();
  }
  CHECK(fills.probability() == Approx(0.5).margin(0.02));
  MakerFill through(10);
  for (int i = 0; i < 10; ++i) {
    through.quote(top, i * 20);
    through.trade(99.5, 0.1, true);
    through.trade(101.5, 0.1, false);
  }
  CHECK(through.probability() == 1.0);
  CHECK_FALSE(known(MakerFill(10).probability()));
}
