// Properties that hold for every series.
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "quant/series.h"
#include "quant/vwap.h"
#include "walk.h"

using namespace tu::quant;

namespace {

struct Bars {
  std::vector<double> high, low, close, volume;
  BarColumns columns() const { return {high, low, close, volume}; }
};

// Bars of many characters: steady, wild, flat, with holes.
Bars bars(std::uint64_t seed, int n) {
  Bars b;
  double price = 50.0 + 100.0 * walk_noise(seed);
  const double wild = walk_noise(seed + 1) * 3.0;
  for (int i = 0; i < n; ++i) {
    const auto at = seed * 100003 + 7 * static_cast<std::uint64_t>(i);
    if (walk_noise(at) > 0.2) price = std::max(1.0, price + wild * (walk_noise(at + 1) - 0.5));
    b.close.push_back(price);
    b.high.push_back(price + wild * walk_noise(at + 2));
    b.low.push_back(price - std::min(price * 0.5, wild * walk_noise(at + 3)));
    b.volume.push_back(walk_noise(at + 4) < 0.1 ? 0.0 : 10.0 * walk_noise(at + 5));
    if (walk_noise(at + 6) < 0.003) b.close.back() = absent;
  }
  return b;
}

}  // namespace

TEST_CASE("RSI, ADX and its directions stay within 0 and 100") {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const Bars b = bars(seed, 400);
    for (const double r : rsi(b.close)) REQUIRE((!known(r) || (r >= 0.0 && r <= 100.0)));
    for (const Direction& d : adx(b.columns())) {
      REQUIRE((!known(d.adx) || (d.adx >= 0.0 && d.adx <= 100.0 + 1e-9)));
      REQUIRE((!known(d.plus_di) || (d.plus_di >= 0.0 && d.minus_di >= 0.0)));
    }
  }
}

TEST_CASE("reflected prices have the mirrored RSI") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Bars b = bars(seed, 200);
    std::vector<double> mirrored;
    for (const double c : b.close) mirrored.push_back(1000.0 - c);
    const Series up = rsi(b.close), down = rsi(mirrored);
    for (std::size_t i = 0; i < up.size(); ++i) {
      REQUIRE(known(up[i]) == known(down[i]));
      if (known(up[i])) REQUIRE(up[i] + down[i] == Approx(100.0).margin(1e-7));
    }
  }
}

TEST_CASE("bands lie symmetric about their middle") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    for (const Bands& band : bollinger(bars(seed, 300).close)) {
      if (!known(band.mid)) continue;
      REQUIRE(band.upper >= band.lower);
      REQUIRE(band.upper - band.mid == Approx(band.mid - band.lower).margin(1e-11));
    }
  }
}

TEST_CASE("a VWAP lies between the lowest low and the highest high of its bars") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Bars b = bars(seed, 300);
    const Series vwap = vwap_rolling(b.columns(), 10);
    for (std::size_t i = 0; i < vwap.size(); ++i) {
      if (!known(vwap[i])) continue;
      double low = infinite, high = -infinite;
      for (std::size_t j = i - 9; j <= i; ++j) {
        low = std::min(low, b.low[j]);
        high = std::max(high, b.high[j]);
      }
      REQUIRE(vwap[i] >= low - 1e-9);
      REQUIRE(vwap[i] <= high + 1e-9);
    }
  }
}

TEST_CASE("the incremental VWAP deviation agrees with two passes over its window") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Bars b = bars(seed, 2000);
    const int n = 7;
    const Series z = vwap_z(b.columns(), n);
    for (std::size_t i = 0; i < z.size(); ++i) {
      if (!known(z[i])) continue;
      double value = 0.0, volume = 0.0, squares = 0.0;
      for (std::size_t j = i + 1 - n; j <= i; ++j) {
        value += typical_price(b.high[j], b.low[j], b.close[j]) * b.volume[j];
        volume += b.volume[j];
      }
      const double vwap = value / volume;
      for (std::size_t j = i + 1 - n; j <= i; ++j) {
        const double off = typical_price(b.high[j], b.low[j], b.close[j]) - vwap;
        squares += b.volume[j] * off * off;
      }
      REQUIRE(z[i] == Approx((b.close[i] - vwap) / std::sqrt(squares / volume)).epsilon(1e-6).margin(1e-7));
    }
  }
}

TEST_CASE("after a gap every indicator goes on as if the series began there") {
  const Bars b = bars(3, 200);
  Bars with_gap = b;
  with_gap.close[100] = absent;
  const auto tail = [&](const std::vector<double>& x) {
    return std::vector<double>(x.begin() + 101, x.end());
  };
  const Bars fresh{tail(b.high), tail(b.low), tail(b.close), tail(b.volume)};
  const auto same = [](const Series& whole, const Series& part) {
    for (std::size_t i = 0; i < part.size(); ++i) {
      if (known(whole[101 + i]) != known(part[i])) return false;
      if (known(part[i]) && whole[101 + i] != part[i]) return false;
    }
    return true;
  };
  CHECK(same(sma(with_gap.close, 20), sma(fresh.close, 20)));
  CHECK(same(ema(with_gap.close, 12), ema(fresh.close, 12)));
  CHECK(same(rsi(with_gap.close), rsi(fresh.close)));
  CHECK(same(atr(with_gap.columns()), atr(fresh.columns())));
  CHECK(same(vwap_rolling(with_gap.columns()), vwap_rolling(fresh.columns())));
  CHECK(same(vwap_z(with_gap.columns()), vwap_z(fresh.columns())));
  const auto a = adx(with_gap.columns()), f = adx(fresh.columns());
  CHECK(a.back().adx == f.back().adx);
}
