// Volume-weighted average of the typical price (high + low + close)/3: of the UTC day, and of the last n
// bars.
//
// Not known while the volume counted is 0. Session: a bad bar answers NaN and is left out, the day goes on.
// Rolling: a bad bar (or a negative or missing volume) answers NaN and starts afresh.
#pragma once

#include <cstdint>

#include "quant/window.h"

namespace tu::quant {

inline double typical_price(double high, double low, double close) {
  return (high + low + close) / 3.0;
}

class SessionVwap {
 public:
  // `day` is any number that changes with the session: floor(ts / 86400 s) for UTC days.
  double add(std::int64_t day, double high, double low, double close, double volume) {
    if (day != day_) [[unlikely]] {
      day_ = day;
      value_ = volume_ = 0.0;
    }
    if (!good_bar(high, low, close) || !good_volume(volume)) [[unlikely]]
      return absent;
    value_ += typical_price(high, low, close) * volume;
    volume_ += volume;
    return volume_ > 0.0 ? value_ / volume_ : absent;
  }

 private:
  std::int64_t day_ = INT64_MIN;
  double value_ = 0.0, volume_ = 0.0;
};

class RollingVwap {
 public:
  explicit RollingVwap(int n = 20) : value_(n), volume_(n) {}
  double add(double high, double low, double close, double volume) {
    if (!good_bar(high, low, close) || !good_volume(volume)) [[unlikely]] {
      value_.reset();
      volume_.reset();
      return absent;
    }
    value_.add(typical_price(high, low, close) * volume);
    volume_.add(volume);
    if (!volume_.full() || (volume_.constant() && volume == 0.0)) return absent;
    return volume_.sum() > 0.0 ? value_.sum() / volume_.sum() : absent;
  }

 private:
  RollingMean value_, volume_;
};

// How many volume-weighted deviations the close lies from the rolling VWAP.
// Not known when the deviation is 0: when the typical prices of all bars with volume in the window are equal.
class VwapZ {
 public:
  explicit VwapZ(int n = 20);
  double add(double high, double low, double close, double volume);

 private:
  void reset();
  void recompute();
  void weigh(double price, double weight);

  Ring prices_, volumes_;
  std::size_t refresh_;
  std::size_t count_ = 0, age_ = 0;
  std::int64_t now_ = 0, last_at_ = -1,
               other_at_ = -1;  // bars with volume: the latest, the latest of another price
  double last_price_ = absent;
  double anchor_ = 0.0, weight_ = 0.0, mean_ = 0.0, squares_ = 0.0, weight_peak_ = 0.0, squares_peak_ = 0.0;
};

}  // namespace tu::quant
