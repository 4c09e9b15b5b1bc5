// The usual indicators of a bar in one object.
#include "quant/bar_set.h"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cstring>
#include <vector>

#include "quant/adx.h"
#include "quant/bollinger.h"
#include "quant/rsi.h"
#include "quant/volume_ratio.h"
#include "quant/vwap.h"
#include "walk.h"

using namespace tu::quant;

namespace {

// Each indicator by itself.
class Alone {
 public:
  explicit Alone(const BarSetParams& p = {})
      : fast_(p.bars),
        slow_(p.slow),
        ema_fast_(p.ema_fast),
        ema_slow_(p.ema_slow),
        rsi_(p.wilder),
        atr_(p.wilder),
        bands_(p.bars, p.width),
        vwap_(p.bars),
        ratio_(p.bars),
        adx_(p.wilder) {}
  BarFigures add(const Bar& b) {
    BarFigures f{};
    const Bands bands = bands_.add(b.close);
    const Direction d = adx_.add(b.high, b.low, b.close);
    f.sma_fast = fast_.add(b.close);
    f.sma_slow = slow_.add(b.close);
    f.ema_fast = ema_fast_.add(b.close);
    f.ema_slow = ema_slow_.add(b.close);
    f.rsi = rsi_.add(b.close);
    f.atr = atr_.add(b.high, b.low, b.close);
    f.bb_upper = bands.upper;
    f.bb_lower = bands.lower;
    f.vwap = vwap_.add(b.high, b.low, b.close, b.volume);
    f.volume_ratio = ratio_.add(b.volume);
    f.plus_di = d.plus_di;
    f.minus_di = d.minus_di;
    f.adx = d.adx;
    return f;
  }

 private:
  Sma fast_, slow_;
  Ema ema_fast_, ema_slow_;
  Rsi rsi_;
  Atr atr_;
  Bollinger bands_;
  RollingVwap vwap_;
  VolumeRatio ratio_;
  Adx adx_;
};

constexpr BarFigures not_known{absent, absent, absent, absent, absent, absent, absent,
                               absent, absent, absent, absent, absent, absent};

int differing(const BarFigures& a, const BarFigures& b) {
  return differing_figures(a, b);
}

// Room for the figures of some bars, and behind them what nobody may touch.
class Columns {
 public:
  explicit Columns(std::size_t bars) {
    for (auto& c : columns_) c.assign(bars + 8, untouched);
  }
  BarColumns places() {
    return {at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7), at(8), at(9), at(10), at(11), at(12)};
  }
  BarFigures row(std::size_t i) const {
    BarFigures f;
    double row[13];
    for (std::size_t k = 0; k < 13; ++k) row[k] = columns_[k][i];
    static_assert(sizeof row == sizeof f);
    std::memcpy(&f, row, sizeof f);
    return f;
  }
  bool ends_with(std::size_t bars) const {
    return std::all_of(columns_.begin(), columns_.end(), [&](auto& c) { return c[bars] == untouched; });
  }

 private:
  static constexpr double untouched = -12345.0;
  double* at(std::size_t i) { return columns_[i].data(); }
  std::array<std::vector<double>, 13> columns_;
};

// The bars from `first` on, in runs of up to `longest`, given at once to one set and one by one to another.
void check_runs(BarSet at_once, BarSet one_by_one, int first, int last, int longest) {
  std::vector<Bar> bars;
  for (int i = first, turn = 0; i < last; i += static_cast<int>(bars.size())) {
    const std::size_t n = walk_bits(static_cast<std::uint64_t>(++turn)) % static_cast<unsigned>(longest) + 1;
    bars.clear();
    for (std::size_t k = 0; k < n; ++k) bars.push_back(walk_bar(i + static_cast<int>(k)));
    Columns columns(n);
    at_once.steps(bars, columns.places());
    for (std::size_t k = 0; k < n; ++k) {
      CAPTURE(i, k, n);
      REQUIRE(differing(columns.row(k), one_by_one.step(bars[k])) == 0);
    }
    REQUIRE(columns.ends_with(n));
  }
}

// With a hole now and then.
Bar bar(int i) {
  return i % 2003 == 1999 ? Bar{absent, absent, absent, absent} : walk_bar(i);
}

}  // namespace

TEST_CASE("the set gives what each of its indicators gives alone, to the bit") {
  BarSet set;
  Alone alone;
  for (int i = 0; i < 30000; ++i) {
    CAPTURE(i);
    REQUIRE(differing(set.add(bar(i)), alone.add(bar(i))) == 0);
  }
}

TEST_CASE("the set gives the same bits for any lengths") {
  int draw = 0;
  const auto length = [&](int most) {
    return 1 + static_cast<int>(walk_noise(static_cast<std::uint64_t>(++draw)) * most);
  };
  for (int turn = 0; turn < 200; ++turn) {
    const BarSetParams p{length(40), length(90), length(30), length(60), length(20), 1.5};
    CAPTURE(p.bars, p.slow, p.ema_fast, p.ema_slow, p.wilder);
    BarSet set(p);
    Alone alone(p);
    for (int i = 0; i < 1500; ++i) {
      CAPTURE(i);
      REQUIRE(differing(set.add(bar(turn * 100 + i)), alone.add(bar(turn * 100 + i))) == 0);
    }
  }
}

TEST_CASE("a run of bars gives what its bars give one by one, to the bit") {
  check_runs(BarSet(), BarSet(), 0, 30000, 100);
  check_runs(BarSet(), BarSet(), 0, 3000, 7);
}

TEST_CASE("a run of bars gives the same bits for any lengths") {
  int draw = 1000;
  const auto length = [&](int most) {
    return 1 + static_cast<int>(walk_noise(static_cast<std::uint64_t>(++draw)) * most);
  };
  for (int turn = 0; turn < 100; ++turn) {
    const BarSetParams p{length(40), length(90), length(30), length(60), length(20), 1.5};
    CAPTURE(p.bars, p.slow, p.ema_fast, p.ema_slow, p.wilder);
    check_runs(BarSet(p), BarSet(p), turn * 100, turn * 100 + 1500, 60);
  }
}

TEST_CASE("a set that was moved goes on") {
  BarSet one, other;
  for (int i = 0; i < 400; ++i) {
    one.add(bar(i));
    other.add(bar(i));
    if (i % 7 == 0) other = BarSet(std::move(other));
  }
  CHECK(differing(one.add(bar(400)), other.add(bar(400))) == 0);
}

TEST_CASE("a bar that is bad in one part starts the whole set afresh") {
  BarSet used, fresh;
  for (int i = 0; i < 333; ++i) used.add(bar(i));
  Bar without_volume = bar(333);
  without_volume.volume = -1.0;
  CHECK(differing(used.add(without_volume), not_known) == 0);
  for (int i = 0; i < 200; ++i) REQUIRE(differing(used.add(bar(i)), fresh.add(bar(i))) == 0);
}

TEST_CASE("the set knows each figure from the bar on that its indicator needs") {
  BarSet set;
  for (int i = 0; i < 60; ++i) {
    const BarFigures f = set.add(bar(i));
    CHECK(known(f.sma_fast) == (i >= 19));
    CHECK(known(f.sma_slow) == (i >= 49));
    CHECK(known(f.ema_slow) == (i >= 25));
    CHECK(known(f.rsi) == (i >= 14));
    CHECK(known(f.volume_ratio) == (i >= 19));
    CHECK(known(f.adx) == (i >= 27));
  }
}
