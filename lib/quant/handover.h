// Handover: what single indicators keep, for the sets that go on from where they stand.
#pragma once

#include <utility>

#include "quant/adx.h"
#include "quant/bollinger.h"
#include "quant/pair.h"
#include "quant/rsi.h"
#include "quant/vwap.h"

namespace tu::quant {

struct Handover {
  static const RollingDeviation& window(const Bollinger& b) { return b.window_; }
  static const RollingMean& window(const Sma& s) { return s.window_; }
  // Of three times the typical price by volume, and of volume.
  static std::pair<const RollingMean*, const RollingMean*> windows(const RollingVwap& v) {
    return {&v.value_, &v.volume_};
  }
  template <class Window>
  static const Anchor& anchor(const Window& w) {
    return w.anchor_;
  }
  template <class Window>
  static std::size_t at(const Window& w) {
    return w.at_;
  }
  static double sum(const RollingMean& w) { return w.sum_; }
  static double place(const RollingMean& w, std::size_t i) { return w.places_[i]; }
  static Pair sums(const RollingDeviation& w) { return Pair{w.sums_.first, w.sums_.second}; }
  static Pair place(const RollingDeviation& w, std::size_t i) {
    return Pair{w.places_[i].first, w.places_[i].second};
  }

  // By volume, of three times the typical price: what VwapZ adds up, and what stands at its places.
  struct Weighed {
    Pair sums;
    double weight;
  };
  static Weighed sums(const VwapZ& v) { return weighed(v.sums_); }
  static Weighed tail(const VwapZ& v, std::size_t i) { return weighed(v.places_[i].tail); }
  static double price(const VwapZ& v, std::size_t i) { return v.places_[i].price; }
  static double volume(const VwapZ& v, std::size_t i) { return v.places_[i].volume; }
  static double anchor(const VwapZ& v) { return v.anchor_; }

  static double value(const Ema& e) { return e.value_; }
  static double value(const Atr& a) { return a.average_.value(); }
  static double value(const Adx& a) { return a.adx_; }
  static double range(const Adx& a) { return a.range_; }
  static Pair moves(const Adx& a) { return Pair{a.plus_, a.minus_}; }
  static Pair gains(const Rsi& r) { return Pair{r.gains_, r.changes_}; }

 private:
  static Weighed weighed(const VwapZ::Sums& s) { return {Pair{s.first, s.second}, s.weight}; }
};

}  // namespace tu::quant
