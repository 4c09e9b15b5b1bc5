// SpreadModel: the spread that a market usually has at this volatility, this volume and this hour of the day.
//
// The logarithm of the spread is a straight line in those of volatility and volume, fitted by least squares
// that forget slowly and are drawn towards no influence while the data says little; on top comes what the
// hour usually adds, drawn towards nothing while the hour has been seen little. Both influences are held
// within a factor of ten. O(1) a sample, no allocation. Threads: none.
#pragma once

#include <array>

#include "quant/number.h"

namespace tu::quant {

class SpreadModel {
 public:
  explicit SpreadModel(int memory = 3600) : slowest_(1.0 / (memory < 2 ? 2 : memory)) {}
  // Volume 0 or more; a sample whose spread or volatility is not positive teaches nothing.
  void add(int hour, double volatility, double volume, double spread_bps);
  // NaN before `samples_min` samples, or when volatility or volume is not known.
  double expect(int hour, double volatility, double volume) const;
  static constexpr int samples_min = 30;

 private:
  struct Point {
    double volatility, volume;  // their logarithms less the means
  };
  Point about_mean(double volatility, double volume) const;
  double slopes_at(Point p) const;

  double slowest_;
  int n_ = 0;
  double mean_volatility_ = 0.0, mean_volume_ = 0.0, mean_spread_ = 0.0;
  double vv_ = 0.0, vq_ = 0.0, qq_ = 0.0, vs_ = 0.0, qs_ = 0.0;  // covariances
  struct Hour {
    double effect = 0.0;
    int n = 0;
  };
  std::array<Hour, 24> hours_{};
};

}  // namespace tu::quant
