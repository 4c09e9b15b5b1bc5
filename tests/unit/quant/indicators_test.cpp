// Incremental indicators: seeding, gaps, constant windows, offsets, drift.
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "quant/fn.h"
#include "quant/rsi.h"
#include "quant/series.h"
#include "quant/stats.h"
#include "quant/volume_ratio.h"
#include "quant/vwap.h"
#include "walk.h"

using namespace tu::quant;

TEST_CASE("a simple average is known from the n-th value on and is the mean of the window") {
  const std::vector<double> x = {1, 2, 3, 4, 6};
  const Series out = sma(x, 3);
  REQUIRE(out.size() == 5);
  CHECK_FALSE(known(out[0]));
  CHECK_FALSE(known(out[1]));
  CHECK(out[2] == 2.0);
  CHECK(out[3] == 3.0);
  CHECK(out[4] == 13.0 / 3.0);
}

TEST_CASE("a missing value ends the run: averages start afresh and never reach over it") {
  const std::vector<double> x = {1, 2, 3, absent, 10, 20, infinite, 5};
  const Series simple = sma(x, 2);
  CHECK(simple[2] == 2.5);
  CHECK_FALSE(known(simple[3]));
  CHECK_FALSE(known(simple[4]));
  CHECK(simple[5] == 15.0);
  CHECK_FALSE(known(simple[6]));
  CHECK_FALSE(known(simple[7]));
  const Series smooth = ema(x, 2);
  CHECK_FALSE(known(smooth[4]));
  CHECK(smooth[5] == 15.0);
}

TEST_CASE("what went through the window before does not change an average by a bit") {
  Sma fresh(20), used(20);
  for (int i = 0; i < 200000; ++i) used.add(walk_price(i) * (i % 977 == 0 ? 1e9 : 1.0));
  double a = absent, b = absent;
  for (int i = 0; i < 20; ++i) {
    a = fresh.add(walk_price(i) + 0.01);
    b = used.add(walk_price(i) + 0.01);
  }
  CHECK(a == b);
}

TEST_CASE("means of cents stay short: no rounding noise from the sliding sum") {
  Sma average(4);
  double out = absent;
  for (int i = 0; i < 1000; ++i) out = average.add(100.0 + (i % 7) * 0.01);
  // The last four are 100.03, .04, .05 and .06 above 100 in some order of i mod 7.
  double sum = 0.0;
  for (int i = 996; i < 1000; ++i) sum += (i % 7);
  CHECK(out == Approx(100.0 + sum * 0.01 / 4).epsilon(1e-15));
}

TEST_CASE("RSI of rising prices is 100, of falling ones 0, of a dead market 50") {
  Rsi up(14), down(14), flat(14);
  double u = absent, d = absent, f = absent;
  for (int i = 0; i < 40; ++i) {
    u = up.add(100 + i * 0.1);
    d = down.add(100 - i * 0.1);
    f = flat.add(100);
    CHECK(known(u) == (i >= 14));
  }
  CHECK(u == 100.0);
  CHECK(d == 0.0);
  CHECK(f == 50.0);
}

TEST_CASE("the true range spans the gap from the last close, and the first bar of a run has none") {
  TrueRange range;
  CHECK_FALSE(known(range.add(11, 9, 10)));
  CHECK(range.add(15, 14, 14.5) == 5.0);
  CHECK(range.add(13, 12, 12.5) == 2.5);
  CHECK_FALSE(known(range.add(10, 12, 11)));  // high below low
  CHECK_FALSE(known(range.add(13, 12, 12.5)));
}

TEST_CASE("a constant window has the exact mean and a deviation of exactly 0") {
  Bollinger bands(20);
  for (int i = 0; i < 300; ++i) bands.add(walk_price(i));
  Bands b;
  for (int i = 0; i < 20; ++i) b = bands.add(0.1);
  CHECK(b.mid == 0.1);
  CHECK(b.upper == 0.1);
  CHECK(b.lower == 0.1);
  CHECK_FALSE(known(b.percent_b()));
  CHECK(b.bandwidth() == 0.0);
}

TEST_CASE("an offset of 1e8 leaves the deviation of 1e-2 its digits, for a million bars") {
  Bollinger plain(20), offset(20);
  double worst = 0.0;
  for (int i = 0; i < 1000000; ++i) {
    const double noise =
        std::floor(walk_noise(i) * 64.0) / 64.0 * 0.5;  // multiples of 2^-7: exact at either offset
    const Bands a = plain.add(noise);
    const Bands b = offset.add(1e8 + noise);
    if (!known(a.mid) || a.upper == a.lower) continue;
    const double wide_a = a.upper - a.mid, wide_b = b.upper - b.mid;
    worst = std::max(worst, std::fabs(wide_a - wide_b));
  }
  CHECK(worst < 4e-8);  // the last bit of 1e8 is 1.5e-8
}

TEST_CASE("one wild bar leaves no trace in the deviation once it has left the window") {
  RollingDeviation window(20);
  for (int i = 0; i < 50; ++i) window.add(walk_price(i));
  window.add(1e12);
  std::vector<double> last;
  Spread spread;
  for (int i = 0; i < 20; ++i) {
    last.push_back(walk_price(1000 + i));
    spread = window.add(last.back());
  }
  CHECK(window.population(spread) == Approx(population_deviation(last)).epsilon(1e-12));
  CHECK(spread.mean == Approx(mean(last)).epsilon(1e-15));
}

TEST_CASE("rolling deviation agrees with two passes over the window after 100000 values") {
  RollingDeviation window(50);
  std::vector<double> all;
  for (int i = 0; i < 100000; ++i) {
    all.push_back(walk_price(i));
    const Spread spread = window.add(all.back());
    if (i > 50 && i % 997 == 0) {
      const std::span<const double> last(all.data() + all.size() - 50, 50);
      REQUIRE(window.population(spread) == Approx(population_deviation(last)).epsilon(1e-11));
      REQUIRE(window.sample(spread) == Approx(sample_deviation(last)).epsilon(1e-11));
    }
  }
}

TEST_CASE("the session's VWAP starts at midnight, skips a bad bar and waits for volume") {
  SessionVwap vwap;
  CHECK_FALSE(known(vwap.add(1, 11, 9, 10, 0)));
  CHECK(vwap.add(1, 11, 9, 10, 2) == 10.0);
  CHECK_FALSE(known(vwap.add(1, 9, 11, 10, 2)));
  CHECK(vwap.add(1, 21, 19, 20, 2) == 15.0);
  CHECK(vwap.add(2, 31, 29, 30, 1) == 30.0);
}

TEST_CASE("a rolling VWAP is not known while nothing trades, nor a deviation from it at one price") {
  RollingVwap vwap(2);
  VwapZ z(2);
  vwap.add(11, 9, 10, 0);
  z.add(11, 9, 10, 0);
  CHECK_FALSE(known(vwap.add(11, 9, 10, 0)));
  CHECK_FALSE(known(z.add(11, 9, 10, 0)));
  CHECK(vwap.add(11, 9, 10, 5) == 10.0);
  CHECK_FALSE(known(z.add(11, 9, 10, 5)));
  CHECK(vwap.add(21, 19, 20, 5) == 15.0);
  CHECK(z.add(21, 19, 20, 5) == 1.0);
  CHECK_FALSE(known(vwap.add(21, 19, 20, -1)));
}

TEST_CASE("the volume ratio counts its own bar in the average") {
  VolumeRatio ratio(2);
  CHECK_FALSE(known(ratio.add(1)));
  CHECK(ratio.add(3) == 1.5);
  CHECK(ratio.add(0) == 0.0);
  CHECK_FALSE(known(ratio.add(0)));
}

TEST_CASE("ADX is known from 2n - 1, its directions from n, and a dead market has neither side") {
  Adx moving(14), dead(14);
  for (int i = 0; i < 60; ++i) {
    const double p = walk_price(i);
    const Direction d = moving.add(p + 1, p - 1, p);
    CHECK(known(d.plus_di) == (i >= 14));
    CHECK(known(d.adx) == (i >= 27));
    const Direction still = dead.add(10, 10, 10);
    if (i >= 27) {
      CHECK(still.plus_di == 0.0);
      CHECK(still.adx == 0.0);
    }
  }
}

TEST_CASE("steady growth has no volatility about its mean but has some about zero") {
  RealisedVol about_mean(10, 365.0), about_zero(10, 365.0, VolatilityMode::root_mean_square);
  double a = absent, b = absent, price = 1.0;
  for (int i = 0; i < 30; ++i, price *= 2.0) {
    a = about_mean.add(price);
    b = about_zero.add(price);
    CHECK(known(a) == (i >= 10));
  }
  CHECK(a == 0.0);
  CHECK(b == Approx(fn::log(2.0) * std::sqrt(365.0)).epsilon(1e-14));
  CHECK_FALSE(known(about_mean.add(0.0)));
  CHECK_FALSE(known(about_mean.add(1.0)));
}
