// SharedFigures: which of the chosen indicators one quant::BarSet can give, and whether that is worth it.
//
// A set computes all its figures at each bar; asked for most of them it takes half the time of the indicators
// one by one, asked for few it takes longer. Figures are the same to the bit either way.
#pragma once

#include "quant/bar_set.h"
#include "stages/indicator_keys.h"

namespace tu::stages {

class SharedFigures {
 public:
  using Figure = double quant::BarFigures::*;
  explicit SharedFigures(const IndicatorChoice& choice);

  bool worth_it() const { return count_ >= 5; }
  const quant::BarSetParams& params() const { return params_; }

  // The figure of the set, or null when it has none of that length.
  Figure sma(int n) const {
    using F = quant::BarFigures;
    return n == params_.bars ? &F::sma_fast : n == params_.slow ? &F::sma_slow : nullptr;
  }
  Figure ema(int n) const {
    using F = quant::BarFigures;
    return n == params_.ema_fast ? &F::ema_fast : n == params_.ema_slow ? &F::ema_slow : nullptr;
  }
  Figure rsi(int n) const { return n == params_.wilder ? &quant::BarFigures::rsi : nullptr; }
  Figure atr(int n) const { return n == params_.wilder ? &quant::BarFigures::atr : nullptr; }
  Figure vwap(int n) const { return n == params_.bars ? &quant::BarFigures::vwap : nullptr; }
  Figure volume_ratio(int n) const { return n == params_.bars ? &quant::BarFigures::volume_ratio : nullptr; }
  bool bands(double n, double width) const { return n == params_.bars && width == params_.width; }
  bool adx(int n) const { return n == params_.wilder; }

 private:
  quant::BarSetParams params_;
  int count_ = 0;
};

}  // namespace tu::stages
