#include "quant/bar_set.h"

#include <algorithm>

#include "quant/adx.h"
#include "quant/bollinger.h"
#include "quant/handover.h"
#include "quant/rsi.h"
#include "quant/volume_ratio.h"
#include "quant/vwap.h"

namespace tu::quant {
namespace {

std::size_t places_for(int n) {
  return static_cast<std::size_t>(n < 1 ? 1 : n);
}

}  // namespace

// Each indicator by itself.
struct BarSet::Alone {
  explicit Alone(const BarSetParams& p)
      : slow(p.slow),
        ema_fast(p.ema_fast),
        ema_slow(p.ema_slow),
        rsi(p.wilder),
        atr(p.wilder),
        bands(p.bars, p.width),
        vwap(p.bars),
        ratio(p.bars),
        adx(p.wilder) {}
  BarFigures step(const Bar& b) {
    const Bands band = bands.step(b.close);
    const Direction d = adx.step(b.high, b.low, b.close);
    return {band.mid,
            slow.step(b.close),
            ema_fast.step(b.close),
            ema_slow.step(b.close),
            rsi.step(b.close),
            atr.step(b.high, b.low, b.close),
            band.upper,
            band.lower,
            vwap.step(b.high, b.low, b.close, b.volume),
            ratio.step(b.volume),
            d.plus_di,
            d.minus_di,
            d.adx};
  }
  Sma slow;
  Ema ema_fast, ema_slow;
  Rsi rsi;
  Atr atr;
  Bollinger bands;
  RollingVwap vwap;
  VolumeRatio ratio;
  Adx adx;
};

BarSet::BarSet(const BarSetParams& p)
    : keep_(pair_of(p.wilder < 1 ? 0.0 : (p.wilder - 1.0) / p.wilder)),
      weight_{1.0, p.wilder < 1 ? 1.0 : 1.0 / p.wilder},
      alpha_{2.0 / (std::max(p.ema_fast, 1) + 1), 2.0 / (std::max(p.ema_slow, 1) + 1)},
      counts_{static_cast<double>(places_for(p.bars)), static_cast<double>(places_for(p.slow))},
      hundred_(pair_of(100.0)),
      thrice_{3.0, 1.0},
      inverse_(1.0 / counts_[0]),
      width_(p.width),
      params_(p),
      warm_(std::max({p.bars, p.slow, p.ema_fast, p.ema_slow, 2 * std::max(p.wilder, 1)}) + 1),
      alone_(std::make_unique<Alone>(p)),
      places_(places_for(p.bars)),
      places_end_(places_.data() + places_.size()),
      slow_(places_for(p.slow)) {}
BarSet::BarSet(BarSet&&) noexcept = default;
BarSet& BarSet::operator=(BarSet&&) noexcept = default;
BarSet::~BarSet() = default;

BarFigures BarSet::start_afresh() {
  if (seen_ > 0) *this = BarSet(params_);
  return {absent, absent, absent, absent, absent, absent, absent,
          absent, absent, absent, absent, absent, absent};
}

BarFigures BarSet::warm_up(BarSet& set, const Bar& b) {
  const BarFigures now = set.alone_->step(b);
  if (++set.seen_ == set.warm_) {
    set.live_.smooth.reach = Pair{b.high, -b.low};
    set.live_.smooth.close = Pair{b.close, -b.close};
    set.take_over();
    set.alone_.reset();
    set.go_ = has_avx() ? go_on_avx : go_on;
  }
  return now;
}

void BarSet::take_over() {
  const RollingDeviation& closes = Handover::window(alone_->bands);
  const auto [value, volume] = Handover::windows(alone_->vwap);
  const RollingMean& slow = Handover::window(alone_->slow);
  const Anchor c = Handover::anchor(closes), v = Handover::anchor(*value), n = Handover::anchor(*volume),
               m = Handover::anchor(slow);
  anchor_ = pair_of(c.value);
  sums_hi_ = Pair{c.sum_hi, m.sum_hi};
  sums_lo_ = Pair{c.sum_lo, m.sum_lo};
  traded_anchor_ = Pair{v.value, n.value};
  traded_hi_ = Pair{v.sum_hi, n.sum_hi};
  traded_lo_ = Pair{v.sum_lo, n.sum_lo};
  live_.sums = {swapped(Handover::sums(closes)), Pair{Handover::sum(*value), Handover::sum(*volume)}};
  const std::size_t at = Handover::at(closes);
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const Pair kept = swapped(Handover::place(closes, i));
    places_[i] = {i < at ? highs(kept, kept) : kept,
                  Pair{Handover::place(*value, i), Handover::place(*volume, i)}};
  }
  live_.slow = slow_.take_over(slow);
  live_.place = places_.data() + at;

  Smooth& s = live_.smooth;
  s.ema = Pair{Handover::value(alone_->ema_fast), Handover::value(alone_->ema_slow)};
  s.gains = Handover::gains(alone_->rsi);
  s.moves = Handover::moves(alone_->adx);
  s.ranges = Pair{Handover::range(alone_->adx), Handover::value(alone_->atr)};
  s.adx = Pair{0.0, Handover::value(alone_->adx)};
}

// Compiled into each of the two that go on.
[[gnu::always_inline]] inline BarFigures BarSet::figures(const Bar& b) {
  const Pair none{};
  const Sums sums = advance(live_, b);
  const Pair gains = sums.gains, moves = sums.moves, ranges = sums.ranges, last = live_.smooth.adx;
  const Pair down = highs(moves, moves);
  const Pair moved = moves + down;
  const Pair under = high_low(gains, moved);
  const Pair shares = lows(gains, magnitudes(moves - down)) / under;
  const double first = sums.closes[1];
  const double squares = sums.closes[0] - first * (first * inverse_);
  const double half = width_ * root(greater(0.0, squares) * inverse_);
  Pair means = sums.means / counts_;
  const Pair vwap_ratio =
      Pair{sums.traded[0], b.volume * counts_[0]} / (highs(sums.traded, sums.traded) * thrice_);
  const Pair running = lows(ranges, ranges);
  const Pair scale = hundred_ / running;
  Pair rsi = shares * hundred_;
  Pair directions = moves * scale;
  Pair adx = last * keep_ + rsi * weight_;
  if (any(sums.offsets == none, smaller(under, running) <= none)) [[unlikely]] {
    if (sums.offsets[0] == 0.0) means[0] = anchor_[0];
    if (sums.offsets[1] == 0.0) means[1] = slow_.anchor();
    if (under[0] <= 0.0) rsi[0] = 50.0;
    if (running[0] <= 0.0) directions = none;
    if (running[0] <= 0.0 || under[1] <= 0.0) adx = last;
  }
  live_.smooth.adx = adx;
  const Pair bands = lows(means, means) + Pair{half, -half};
  const Pair rsi_atr = low_high(rsi, ranges);
  return {means[0], means[1],      sums.ema[0],   sums.ema[1],   rsi_atr[0],    rsi_atr[1], bands[0],
          bands[1], vwap_ratio[0], vwap_ratio[1], directions[0], directions[1], adx[1]};
}

BarFigures BarSet::go_on(BarSet& set, const Bar& b) {
  return set.figures(b);
}
QUANT_AVX BarFigures BarSet::go_on_avx(BarSet& set, const Bar& b) {
  return set.figures(b);
}

}  // namespace tu::quant
