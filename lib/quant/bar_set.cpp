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
      slow_(static_cast<std::size_t>(places_for(p.slow))) {
  place_ = places_.data();
  places_end_ = place_ + places_.size();
}
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
    set.smooth_.reach = Pair{b.high, -b.low};
    set.smooth_.close = Pair{b.close, -b.close};
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
  sums_ = {swapped(Handover::sums(closes)), Pair{Handover::sum(*value), Handover::sum(*volume)}};
  const std::size_t at = Handover::at(closes);
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const Pair kept = swapped(Handover::place(closes, i));
    places_[i] = {i < at ? highs(kept, kept) : kept,
                  Pair{Handover::place(*value, i), Handover::place(*volume, i)}};
  }
  slow_.take_over(slow);
  place_ = places_.data() + at;

  smooth_.ema = Pair{Handover::value(alone_->ema_fast), Handover::value(alone_->ema_slow)};
  smooth_.gains = Handover::gains(alone_->rsi);
  smooth_.moves = Handover::moves(alone_->adx);
  smooth_.ranges = Pair{Handover::range(alone_->adx), Handover::value(alone_->atr)};
  smooth_.adx = Pair{0.0, Handover::value(alone_->adx)};
}

BarSet::Quotients BarSet::with_zeroes(Quotients q, Pair offsets, Pair under) const {
  if (offsets[0] == 0.0) q.means[0] = anchor_[0];
  if (offsets[1] == 0.0) q.means[1] = slow_.anchor();
  const bool ranged = smooth_.ranges[0] > 0.0;
  if (!(under[0] > 0.0)) q.rsi[0] = 50.0;
  if (!(under[1] > 0.0) || !ranged) q.adx = smooth_.adx;
  if (!ranged) q.directions = Pair{};
  return q;
}

// The rest is compiled into each of the two that go on.
[[gnu::always_inline]] inline BarSet::Place BarSet::end_block() {
  const double close = places_.back().close[0];
  const Pair traded = places_.back().traded;
  const DoubleDouble of_close = two_product(close, counts_[0]);
  const DoubleDouble of_value = two_product(traded[0], counts_[0]);
  const DoubleDouble of_volume = two_product(traded[1], counts_[0]);
  anchor_ = pair_of(close);
  sums_hi_ = whole(low_high(pair_of(of_close.hi), sums_hi_));
  sums_lo_ = whole(low_high(pair_of(of_close.lo), sums_lo_));
  traded_anchor_ = traded;
  traded_hi_ = Pair{of_value.hi, of_volume.hi};
  traded_lo_ = Pair{of_value.lo, of_volume.lo};
  Pair closes{}, trades{};  // of the tail: apart, so that they stay in registers
  const Pair anchor = anchor_;
  Place* const first = places_.data();
#pragma GCC unroll 4
  for (Place* p = places_end_; p-- > first;) {
    const Place x = *p;
    *p = {closes, trades};
    closes += first_squared(highs(x.close, x.close) - anchor);
    trades += x.traded - traded;
  }
  place_ = first;
  sums_ = Place{};
  return {closes, trades};  // the window is this block
}

[[gnu::always_inline]] inline BarFigures BarSet::figures(const Bar& b) {
  const Pair none{};
  const Pair close = pair_of(b.close);
  // What takes longest goes first: the moves, whose shares are divided, multiplied and added.
  const Pair reach = second_negated(Pair{b.high, b.low});
  Smooth& s = smooth_;
  const Pair moves = s.moves * keep_ + larger_gain(reach - s.reach);
  const Pair off = close - anchor_;
  sums_.close += first_squared(off);
  Place window{sums_.close + place_->close, none};
  const Pair both_closes = second_negated(close);
  const Pair change = both_closes - s.close;
  const Pair gains = s.gains * keep_ + larger(change, lows(none, change));
  const Pair edges = larger(reach, s.close);
  const Pair range = edges + highs(edges, edges);
  const Pair ranges = s.ranges * keep_ + lows(range, range) * weight_;
  s.gains = gains;
  s.ranges = ranges;
  s.moves = moves;
  s.reach = reach;
  s.close = both_closes;

  const Pair traded{(b.high + b.low + b.close) * b.volume, b.volume};
  sums_.traded += traded - traded_anchor_;
  window.traded = sums_.traded + place_->traded;
  *place_ = {close, traded};
  if (++place_ == places_end_) [[unlikely]]
    window = end_block();
  const double slow = slow_.add(b.close, counts_[1], sums_hi_, sums_lo_);

  const Pair down = highs(moves, moves);
  const Pair moved = moves + down;
  const Pair under = high_low(gains, moved);
  const Pair shares = lows(gains, magnitudes(moves - down)) / under;
  const double first = window.close[1];
  const double squares = window.close[0] - first * (first * inverse_);
  const double half = width_ * root((0.0 > squares ? 0.0 : squares) * inverse_);
  const Pair offsets = high_low(window.close, pair_of(slow));
  Quotients q;
  q.means = (sums_hi_ + (sums_lo_ + offsets)) / counts_;
  const Pair total = traded_hi_ + (traded_lo_ + window.traded);
  const Pair vwap_ratio = Pair{total[0], b.volume * counts_[0]} / (highs(total, total) * thrice_);
  const Pair running = lows(ranges, ranges);
  const Pair scale = hundred_ / running;
  s.ema += alpha_ * (close - s.ema);
  q.rsi = shares * hundred_;
  q.directions = moves * scale;
  q.adx = s.adx * keep_ + q.rsi * weight_;
  if (any(offsets == none, smaller(under, running) <= none)) [[unlikely]]
    q = with_zeroes(q, offsets, under);
  s.adx = q.adx;
  const Pair bands = lows(q.means, q.means) + Pair{half, -half};
  const Pair rsi_atr = low_high(q.rsi, ranges);
  return {q.means[0], q.means[1],    s.ema[0],      s.ema[1],        rsi_atr[0],      rsi_atr[1], bands[0],
          bands[1],   vwap_ratio[0], vwap_ratio[1], q.directions[0], q.directions[1], q.adx[1]};
}

BarFigures BarSet::go_on(BarSet& set, const Bar& b) {
  return set.figures(b);
}
QUANT_AVX BarFigures BarSet::go_on_avx(BarSet& set, const Bar& b) {
  return set.figures(b);
}

}  // namespace tu::quant
