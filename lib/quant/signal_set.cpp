#include "quant/signal_set.h"

#include "quant/blend.h"
#include "quant/bollinger.h"
#include "quant/handover.h"
#include "quant/rsi.h"
#include "quant/vwap.h"

namespace tu::quant {
namespace {

constexpr int fast_bars = 20, slow_bars = 50, wilder_bars = 14;

}  // namespace

struct SignalSet::Alone {
  SignalFigures step(const Bar& b) {
    const Bands band = bands.step(b.close);
    return {band.mid,
            slow.step(b.close),
            rsi.step(b.close),
            atr.step(b.high, b.low, b.close),
            band.upper,
            band.lower,
            vwap.step(b.high, b.low, b.close, b.volume)};
  }
  Sma slow{slow_bars};
  Rsi rsi{wilder_bars};
  Atr atr{wilder_bars};
  Bollinger bands{fast_bars, bands_width};
  VwapZ vwap{fast_bars};
};

SignalSet::SignalSet(const SignalWeights& weights)
    : weights_(weights),
      weight_(weights.trend + weights.rsi + weights.bounce + weights.vwap),
      keep_(pair_of((wilder_bars - 1.0) / wilder_bars)),
      counts_{fast_bars, slow_bars},
      share_(1.0 / wilder_bars),
      inverse_(1.0 / fast_bars),
      alone_(std::make_unique<Alone>()),
      places_(fast_bars),
      places_end_(places_.data() + places_.size()),
      slow_(slow_bars) {}
SignalSet::SignalSet(SignalSet&&) noexcept = default;
SignalSet& SignalSet::operator=(SignalSet&&) noexcept = default;
SignalSet::~SignalSet() = default;

SignalReading SignalSet::warm_up(SignalSet& set, const Bar& b) {
  const SignalFigures figures = set.alone_->step(b);
  SignalReading now = set.reading(b, figures);
  if (!known(figures.slow)) now.composite = 0.0;
  if (++set.seen_ > slow_bars) {
    set.live_.closes = Pair{b.close, -b.close};
    set.take_over();
    set.alone_.reset();
    set.go_ = has_avx() ? go_on_avx : go_on;
  }
  return now;
}

QUANT_AVX SignalReading SignalSet::go_on_avx(SignalSet& set, const Bar& b) {
  return set.reading(b, set.figures(b));
}

void SignalSet::take_over() {
  const RollingDeviation& closes = Handover::window(alone_->bands);
  const RollingMean& slow = Handover::window(alone_->slow);
  const VwapZ& vwap = alone_->vwap;
  const Anchor c = Handover::anchor(closes), m = Handover::anchor(slow);
  anchors_ = Pair{c.value, Handover::anchor(vwap)};
  sums_hi_ = Pair{c.sum_hi, m.sum_hi};
  sums_lo_ = Pair{c.sum_lo, m.sum_lo};
  const Pair of_closes = Handover::sums(closes);
  const Handover::Weighed of_vwap = Handover::sums(vwap);
  live_.sums = {lows(of_closes, of_vwap.sums), highs(of_closes, of_vwap.sums), of_vwap.weight};
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const Pair kept = Handover::place(closes, i);
    const Handover::Weighed behind = Handover::tail(vwap, i);
    places_[i].values = Pair{kept[0], Handover::price(vwap, i)};  // of closes: from the next block on
    places_[i].tail = {lows(kept, behind.sums), highs(kept, behind.sums), behind.weight};
    places_[i].volume = Handover::volume(vwap, i);
  }
  live_.slow = slow_.take_over(slow);
  live_.place = places_.data() + Handover::at(closes);
  live_.atr = Handover::value(alone_->atr);
  live_.gains = Handover::gains(alone_->rsi);
}

SignalSet::Blocks SignalSet::end_block() {
  const Pair anchors = places_.back().values;
  const DoubleDouble of_close = two_product(anchors[0], counts_[0]);
  anchors_ = anchors;
  sums_hi_ = whole(low_high(pair_of(of_close.hi), sums_hi_));
  sums_lo_ = whole(low_high(pair_of(of_close.lo), sums_lo_));
  Pair first{}, second{};  // of the tail: apart, so that they stay in registers
  double volume = 0.0;
  Place* const begin = places_.data();
  for (Place* p = places_end_; p-- > begin;) {
    p->tail = {first, second, volume};
    const Pair off = p->values - anchors, weighed = off * Pair{1.0, p->volume};
    first += weighed;
    second += weighed * off;
    volume += p->volume;
  }
  return {first, second, volume};  // the window is this block
}

double SignalSet::z_anew(double close) const {
  return vwap_z_anew(close, [this](auto f) {
    for (const Place& p : places_) f(p.values[1], p.volume);
  });
}

}  // namespace tu::quant
