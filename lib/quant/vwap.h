// Volume-weighted average of the typical price (high + low + close)/3: of the UTC day, and of the last n
// bars.
//
// Not known while the volume counted is 0. Session: a bad bar answers NaN and is left out, the day goes on.
// Rolling: a bad bar (or a negative or missing volume) answers NaN and starts afresh.
#pragma once

#include <algorithm>
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
    return step(high, low, close, volume);
  }
  double step(double high, double low, double close, double volume) {
    const double value = value_.add_for_sum((high + low + close) * volume);
    const double traded = volume_.add_for_sum(volume);
    return traded > 0.0 ? value / (3.0 * traded) : absent;
  }

 private:
  friend struct Handover;
  RollingMean value_, volume_;  // the value three times as large: no division by 3 for each bar
};

// How many deviations the close lies from the VWAP of a window, from its bars themselves: `each(f)` calls
// f(three times the typical price, volume) for each, in the order of their places; `close` is three times
// the close.
template <class Each>
double vwap_z_anew(double close, Each each) {
  double weight = 0.0, low = infinite, high = -infinite;
  each([&](double price, double volume) {
    if (!(volume > 0.0)) return;
    weight += volume;
    low = std::min(low, price);
    high = std::max(high, price);
  });
  // Nothing traded in the window, or all of it at one price: no deviation.
  if (!(low < high)) return absent;
  double mean = 0.0, squares = 0.0;
  each([&](double price, double volume) {
    if (volume > 0.0) mean += volume * (price - low);
  });
  mean /= weight;
  each([&](double price, double volume) {
    const double off = price - low - mean;
    if (volume > 0.0) squares += volume * off * off;
  });
  return squares > 0.0 ? (close - low - mean) / std::sqrt(squares / weight) : absent;
}

// How many volume-weighted deviations the close lies from the rolling VWAP.
// Not known when the deviation is 0: when the typical prices of all bars with volume in the window are equal.
//
// Sums over blocks and their tails, as in window.h. Its anchor may weigh nothing, and then be far from all
// that does: a window in which that would cost digits is worked out anew.
class VwapZ {
 public:
  explicit VwapZ(int n = 20) : size_(static_cast<std::size_t>(n < 1 ? 1 : n)), places_(size_) {}
  double add(double high, double low, double close, double volume) {
    if (!good_bar(high, low, close) || !good_volume(volume)) [[unlikely]] {
      reset();
      return absent;
    }
    return step(high, low, close, volume);
  }
  double step(double high, double low, double close, double volume) {
    const double price = high + low + close;  // three times the typical price, and so is all that follows
    Place& place = places_[at_];
    place.price = price;
    place.volume = volume;
    sums_.add(price - anchor_, volume);
    Sums window = sums_;
    window.weight += place.tail.weight;
    window.first += place.tail.first;
    window.second += place.tail.second;
    if (++at_ == size_) [[unlikely]]
      window = end_block();
    const double whole = window.weight * window.second;
    const double spread = whole - window.first * window.first;  // (weight x deviation) squared
    if (spread < whole * 1e-4) [[unlikely]]
      return anew(3.0 * close);
    const double far = (3.0 * close - anchor_) * window.weight - window.first;
    return spread > 0.0 ? far / std::sqrt(spread) : absent;
  }

 private:
  friend struct Handover;
  struct Sums {
    double weight, first, second;
    void add(double off, double volume) {
      const double weighed = off * volume;
      weight += volume;
      first += weighed;
      second += weighed * off;
    }
  };
  struct Place {
    double price = 0.0, volume = 0.0;
    Sums tail{absent, absent, absent};
  };
  void reset();
  Sums end_block();
  double anew(double close) const;

  std::size_t size_, at_ = 0;
  double anchor_ = 0.0;
  Sums sums_{0.0, 0.0, 0.0};
  bool grown_ = false;
  std::vector<Place> places_;
};

}  // namespace tu::quant
