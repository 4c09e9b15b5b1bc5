#include "quant/bar_set.h"

#include <algorithm>

namespace tu::quant {
namespace {

constexpr Pair unknown{absent, absent};

std::size_t places_for(int n) {
  return static_cast<std::size_t>(n < 1 ? 1 : n);
}

}  // namespace

BarSet::BarSet(const BarSetParams& p)
    : params_(p),
      anchor_{static_cast<double>(places_for(p.bars))},
      inverse_(1.0 / anchor_.n),
      width_(p.width),
      keep_(p.wilder < 1 ? 0.0 : (p.wilder - 1.0) / p.wilder),
      wilder_inverse_(p.wilder < 1 ? 1.0 : 1.0 / p.wilder),
      alpha_{2.0 / (std::max(p.ema_fast, 1) + 1), 2.0 / (std::max(p.ema_slow, 1) + 1)},
      warm_(std::max({p.ema_fast, p.ema_slow, 2 * std::max(p.wilder, 1)}) + 1),
      size_(places_for(p.bars)),
      places_(size_, Place{unknown, unknown}),
      slow_(p.slow),
      ema_fast_(p.ema_fast),
      ema_slow_(p.ema_slow),
      rsi_(p.wilder),
      atr_(p.wilder),
      adx_(p.wilder) {}

BarFigures BarSet::add_slowly(const Bar& b, bool good) {
  if (!good) {
    if (seen_ > 0) *this = BarSet(params_);
    return join({absent, absent, absent, absent, unknown}, {unknown, absent, absent, absent, unknown});
  }
  const Windowed windowed = add_to_windows(b);
  return join(windowed, warm_up(b));
}

BarSet::Sums BarSet::end_block() {
  anchor_.move(places_.back().close[0]);
  traded_anchor_ = places_.back().traded;
  const DoubleDouble value = two_product(traded_anchor_[0], anchor_.n);
  const DoubleDouble volume = two_product(traded_anchor_[1], anchor_.n);
  traded_hi_ = Pair{value.hi, volume.hi};
  traded_lo_ = Pair{value.lo, volume.lo};
  Sums tail{};
  for (std::size_t i = places_.size(); i-- > 0;) {
    const double off = places_[i].close[0] - anchor_.value;
    const Pair traded = places_[i].traded - traded_anchor_;
    places_[i] = {tail.close, tail.traded};
    tail.close += Pair{off, off * off};
    tail.traded += traded;
  }
  at_ = 0;
  sums_ = Sums{};
  return tail;
}

BarSet::Smoothed BarSet::warm_up(const Bar& b) {
  const Direction d = adx_.step(b.high, b.low, b.close);
  const Smoothed now{Pair{ema_fast_.step(b.close), ema_slow_.step(b.close)}, rsi_.step(b.close),
                     atr_.step(b.high, b.low, b.close), d.adx, Pair{d.plus_di, d.minus_di}};
  if (++seen_ < warm_) return now;
  smooth_.ema = Pair{ema_fast_.value_, ema_slow_.value_};
  smooth_.gains = Pair{rsi_.gains_, rsi_.changes_};
  smooth_.moves = Pair{adx_.plus_, adx_.minus_};
  smooth_.ranges = Pair{adx_.range_, atr_.average_.value()};
  smooth_.adx = adx_.adx_;
  smooth_.high = b.high;
  smooth_.low = b.low;
  smooth_.close = b.close;
  return now;
}

}  // namespace tu::quant
