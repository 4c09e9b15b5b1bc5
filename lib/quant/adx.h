// Average directional index with its two directional indicators (Wilder), all 0..100.
//
// Seeding is TA-Lib's: the running sums start from n - 1 bars, the indicators are known from index n of a run
// and the index from 2n - 1. A bar without any directional movement leaves the index where it is. A bad bar
// starts afresh.
#pragma once

#include "quant/atr.h"
#include "quant/pair.h"

namespace tu::quant {

struct Direction {
  double plus_di = absent;
  double minus_di = absent;
  double adx = absent;
};

class Adx {
 public:
  explicit Adx(int n = 14)
      : keep_(n < 1 ? 0.0 : (n - 1.0) / n), inverse_(n < 1 ? 1.0 : 1.0 / n), n_(n < 1 ? 1 : n) {}

  Direction add(double high, double low, double close) {
    if (!good_bar(high, low, close)) [[unlikely]] {
      index_ = -1;
      return {};
    }
    return step(high, low, close);
  }
  Direction step(double high, double low, double close) {
    if (++index_ == 0) [[unlikely]]
      return begin(high, low, close);
    const Pair moved = larger_gain(Pair{high - high_, low_ - low});
    const double plus = moved[0], minus = moved[1];
    const double range = true_range_of(high, low, close_);
    high_ = high;
    low_ = low;
    close_ = close;
    if (index_ < 2 * n_) [[unlikely]]
      return warm_up(plus, minus, range);
    index_ = 2 * n_;  // from here on all bars are alike; never overflows
    return go_on(plus, minus, range);
  }

 private:
  friend struct Handover;
  Direction begin(double high, double low, double close) {
    high_ = high;
    low_ = low;
    close_ = close;
    plus_ = minus_ = range_ = adx_ = 0.0;
    return {};
  }

  void sum_up(double keep, double plus, double minus, double range) {
    plus_ = plus_ * keep + plus;
    minus_ = minus_ * keep + minus;
    range_ = range_ * keep + range;
  }

  // |+DI - -DI| / (+DI + -DI) in percent: the sum of the ranges cancels.
  double dx() const { return 100.0 * (std::fabs(plus_ - minus_) / (plus_ + minus_)); }
  bool moved() const { return range_ > 0.0 && plus_ + minus_ > 0.0; }
  Direction result(double adx) const {
    const double scale = range_ > 0.0 ? 100.0 / range_ : 0.0;
    return {plus_ * scale, minus_ * scale, adx};
  }

  Direction go_on(double plus, double minus, double range) {
    sum_up(keep_, plus, minus, range);
    if (moved()) [[likely]]
      adx_ = adx_ * keep_ + dx() * inverse_;
    return result(adx_);
  }

  Direction warm_up(double plus, double minus, double range);

  double keep_, inverse_;  // apart from what is stored: a vector load over a fresh store would wait for it
  int n_;
  int index_ = -1;
  double high_ = 0.0, low_ = 0.0, close_ = 0.0;
  double plus_ = 0.0, minus_ = 0.0, range_ = 0.0, adx_ = 0.0;
};

}  // namespace tu::quant
