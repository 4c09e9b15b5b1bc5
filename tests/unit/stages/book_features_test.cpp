// The figures that are read off one book and its trades, by numbers worked out by hand.
#include "stages/book_features.h"

#include <catch2/catch.hpp>

#include "stages/book_options.h"

using namespace tu;
using namespace tu::stages;
using quant::known;
using F = BookFeature;

namespace {

// A market whose best prices lie half a unit either side of the middle, with `size` on each.
struct Market {
  explicit Market(BookOptions o = {}) : features(o.rules()), every(o.every.us) {}
  void book(double middle, double bid_size, double ask_size) {
    book_.clear();
    book_.bids.set(middle - 0.5, bid_size);
    book_.asks.set(middle + 0.5, ask_size);
    features.book(book_);
  }
  void sample() {
    ts += every;
    features.sample(ts, book_);
  }
  void trade(double price, double size, int side) { features.trade(ts + 1, price, size, side); }
  double of(F f) const { return features.of(f); }

  BookFeatures features;
  quant::OrderBook book_;
  DurUs every;
  TsUs ts = 1'700'000'000'000'000;
};

BookOptions with(void (*change)(BookOptions&)) {
  BookOptions o;
  change(o);
  return o;
}

}  // namespace

TEST_CASE("imbalance: its mean, and the share of samples that keep its sign") {
  Market m(with([](BookOptions& o) { o.mean = 2, o.persistence = 4; }));
  for (const double bids : {1.0, 3.0, 3.0}) m.book(1000, bids, 1), m.sample();
  CHECK(m.of(F::imbalance) == 0.5);
  CHECK(m.of(F::imbalance_ma) == 0.5);
  CHECK_FALSE(known(m.of(F::persistence)));
  m.book(1000, 1, 3), m.sample();
  CHECK(m.of(F::imbalance_ma) == 0);
  CHECK(m.of(F::persistence) == 0);  // the mean has no sign
  m.book(1000, 1, 3), m.sample();
  CHECK(m.of(F::imbalance_ma) == -0.5);
  CHECK(m.of(F::persistence) == 0.5);
}

TEST_CASE("withdrawal is what is left of the depth before it, less 1; a deep book is worth more than 1") {
  Market m(with([](BookOptions& o) { o.withdrawal = 2, o.deep = 5000; }));
  m.book(1000, 10, 10), m.sample();
  m.book(1000, 10, 10), m.sample();
  CHECK_FALSE(known(m.of(F::withdrawal)));
  CHECK(m.of(F::depth_quality) == Approx(999.5 * 10 / 5000));  // the thinner side
  m.book(1000, 5, 5), m.sample();
  CHECK(m.of(F::withdrawal) == Approx(-0.5));
}

TEST_CASE("depth is judged by the market's own mean where no yardstick is given") {
  Market m;
  for (int i = 0; i < 10; ++i) m.book(1000, 10, 10), m.sample();
  CHECK_FALSE(known(m.of(F::depth_quality)));
  m.book(1000, 20, 20), m.sample();
  CHECK(m.of(F::depth_quality) == Approx(2));
}

TEST_CASE("order flow is summed from sample to sample, and absent where nothing changed") {
  Market m;
  m.book(1000, 5, 5), m.sample();
  CHECK_FALSE(known(m.of(F::ofi)));
  m.book(1000, 8, 5);  // 3 more bid
  m.book(1000, 8, 4);  // 1 less offered
  m.sample();
  CHECK(m.of(F::ofi) == 4);
  m.sample();
  CHECK_FALSE(known(m.of(F::ofi)));
}

TEST_CASE("VPIN is 1 where all is bought, 0 where half is, and waits for its buckets") {
  Market m(with([](BookOptions& o) { o.vpin_bucket = 4, o.vpin_buckets = 2; }));
  m.trade(1001, 7, 1);
  CHECK_FALSE(known(m.of(F::vpin)));
  m.trade(1001, 1, 1);
  CHECK(m.of(F::vpin) == 1);
  for (int i = 0; i < 8; ++i) m.trade(1000, 1, i % 2 ? 1 : -1);
  CHECK(m.of(F::vpin) == 0);
}

TEST_CASE("a bucket that is not given is what a minute traded at first") {
  Market m(with([](BookOptions& o) { o.vpin_buckets = 1, o.vpin_learn = {2 * us_per_min}; }));
  m.book(1000, 5, 5);
  const auto second = [&] { m.sample(), m.trade(1001, 1, 1); };
  for (int i = 0; i < 120 + 59; ++i) second();
  CHECK_FALSE(known(m.of(F::vpin)));  // 59 since the two minutes, in a bucket of 60
  second();
  CHECK(m.of(F::vpin) == 1);
}

TEST_CASE("lambda is the price that a unit bought moves") {
  Market m;
  double middle = 1000;
  m.book(middle, 5, 5), m.sample();
  for (int i = 0; i < 20; ++i) {
    const double net = i % 5 - 2;
    if (net != 0) m.trade(middle, net > 0 ? net : -net, net > 0 ? 1 : -1);
    m.book(middle += 0.25 * net, 5, 5);
    m.sample();
  }
  CHECK(m.of(F::lambda) == Approx(0.25));
}

TEST_CASE("a cascade: depth leaves, and what is sold pushes the price down") {
  const auto run = [](int side, double move, double size) {
    Market m(with([](BookOptions& o) { o.withdrawal = 2; }));
    double middle = 1000;
    m.book(middle, 10, 10), m.sample();
    m.book(middle, 10, 10), m.sample();
    for (int i = 0; i < 2; ++i) {
      m.trade(middle, 5, side);
      m.book(middle += move, size, size);
      m.sample();
    }
    return m.features.cascade(0.2);
  };
  CHECK(run(-1, -2, 3));
  CHECK(run(1, 2, 3));
  CHECK_FALSE(run(1, -2, 3));    // bought, but it falls
  CHECK_FALSE(run(-1, -2, 10));  // the depth stays
}

TEST_CASE("nothing reaches over a hole but what trades alone say") {
  Market m(with([](BookOptions& o) { o.vpin_bucket = 1, o.vpin_buckets = 1; }));
  m.trade(1000, 2, 1);
  for (int i = 0; i < 12; ++i) m.book(1000 + i, 5, 5), m.sample();
  CHECK(known(m.of(F::withdrawal)));
  m.features.interrupt();
  for (std::size_t i = 0; i < book_feature_count; ++i)
    CHECK(known(m.of(static_cast<F>(i))) == (static_cast<F>(i) == F::vpin));
  m.book(500, 5, 5), m.sample();
  CHECK_FALSE(known(m.of(F::withdrawal)));
  CHECK_FALSE(known(m.of(F::ofi)));
}
