// VPIN: volume-synchronised probability of informed trading (Easley, Lopez de Prado, O'Hara 2012).
//
// Volume is poured in time order into buckets of equal size; a record larger than the room is split and keeps
// its share of buying. The figure is the mean imbalance of the last `window` buckets over their size, in [0,
// 1], one for each bucket completed from the window-th on. Records whose volume is missing or not positive
// are left out.
#pragma once

#include <span>
#include <vector>

#include "quant/window.h"

namespace tu::quant {

class Vpin {
 public:
  Vpin(double bucket, int window) : bucket_(bucket), window_(window) {}
  // `buy_share` in [0, 1]. Appends the figures of the buckets that this record completes.
  void add(double volume, double buy_share, std::vector<double>& out);
  int buckets() const { return buckets_; }

 private:
  double bucket_;
  RollingMean window_;
  double buys_ = 0.0, filled_ = 0.0;
  int buckets_ = 0;
};

struct VpinSeries {
  int buckets = 0;
  std::vector<double> vpin;
};
// side: +1 where the aggressor bought, -1 where it sold.
VpinSeries vpin_of_trades(std::span<const double> volume, std::span<const double> side, double bucket,
                          int window);
// Bulk classification: the share of buying is the normal probability of the price change in deviations of all
// changes of the call, 1/2 where they do not vary. The first record only supplies a price.
VpinSeries vpin_of_bars(std::span<const double> price, std::span<const double> volume, double bucket,
                        int window);

}  // namespace tu::quant
