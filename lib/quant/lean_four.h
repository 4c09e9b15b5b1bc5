// The leans of four bars at once, curve for curve those of lean.h. For functions that are compiled with AVX.
#pragma once

#if defined(__x86_64__)
#include "quant/four.h"
#include "quant/lean.h"

namespace tu::quant {

// Whether it says so of four bars, by the side it would take.
struct FourSides {
  FourBits buys, sells;
};

QUANT_FOUR Four lean_of(const FourSides& spoken, Four buying, Four selling) {
  const Four most = four_of(1.0);
  return where(spoken.buys, smaller(buying, most)) - where(spoken.sells, smaller(selling, most));
}

QUANT_FOUR Four lean_against(Four x, const Levels& levels) {
  const Four none{}, top = four_of(100.0), half = four_of(0.5), least = four_of(slack);
  const Four below = four_of(levels.limits[0]) - x, above = four_of(levels.limits[1]) + x;
  const FourBits judged = both(x >= none, x <= top);
  return lean_of({both(judged, below > least), both(judged, above > least)},
                 half + half * below / four_of(levels.spans[0]),
                 half + half * above / four_of(levels.spans[1]));
}

QUANT_FOUR Four lean_on_deviation(Four z, double below, double above) {
  const Four none{}, half = four_of(0.5), quarter = four_of(0.25);
  const Four down = four_of(below) - z, up = four_of(-above) + z;
  return lean_of({down >= none, up >= none}, half + quarter * down, half + quarter * up);
}

// Of four bars, one behind the other.
class FourBounces {
 public:
  QUANT_FOUR explicit FourBounces(const BandBounce& b)
      : was_{all_of(b.was_outside()[0]), all_of(b.was_outside()[1])} {}
  QUANT_FOUR Four step(Four close, Four upper, Four lower) {
    const FourSides outside{close<lower, close> upper};
    const FourSides back{without(moved_up(was_.buys, outside.buys), outside.buys),
                         without(moved_up(was_.sells, outside.sells), outside.sells)};
    was_ = outside;
    return lean_of(back, four_of(0.6), four_of(0.6));
  }
  QUANT_FOUR BandBounce last() const { return BandBounce(PairBits{was_.buys[3], was_.sells[3]}); }

 private:
  QUANT_FOUR static FourBits all_of(long long x) { return FourBits{x, x, x, x}; }
  FourSides was_;
};

QUANT_FOUR Four lean_on_trend(const FourSides& trends, Four fast, Four slow, Four atr) {
  const Four half = four_of(0.5);
  const Four sure = half + four_of(0.25) * (magnitudes(fast - slow) / atr - half);
  return lean_of(trends, sure, sure);
}

// trends_of (regime.h), of the bars that can be judged.
QUANT_FOUR FourSides trends_of(const RegimeParams& p, Four close, Four fast, Four slow, Four atr,
                               FourBits judged) {
  const Four apart = fast - slow, least = four_of(p.trend_k) * atr;
  const FourBits ranged = both(judged, atr > Four{});
  return {both(both(apart > least, close > fast), ranged), both(both(-apart > least, close < fast), ranged)};
}

}  // namespace tu::quant
#endif
