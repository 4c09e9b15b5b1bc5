// The market's regime, one label a bar: which way prices have gone measured against their own noise, else how
// wild they are.
//
// With F, S the fast and slow mean of the closes, A the average true range, W the Bollinger bandwidth, first
// match:
//   unknown    fewer than `slow` bars, a bad bar (or close <= 0) among the last `slow`, or a part not known
//   yet downtrend  F - S < -trend_k A and close < F        uptrend   F - S > trend_k A and close > F volatile
//   A / close > atr_hi or W > bw_hi         ranging   otherwise
// Trends go first so that a crash cannot escape a rule against buying in a downtrend by being called
// volatile. The two volatility limits suit hourly bars: `scaled_to` fits them to another length.
#pragma once

#include <string_view>
#include <vector>

#include "quant/atr.h"
#include "quant/bollinger.h"
#include "quant/moving_average.h"
#include "quant/pair.h"

namespace tu::quant {

enum class RegimeLabel { unknown, downtrend, uptrend, volatile_, ranging };
std::string_view name_of(RegimeLabel label);  // "UNKNOWN", "DOWNTREND", ...
std::vector<std::string_view> label_names();  // of those that are known

struct RegimeParams {
  int fast = 20;
  int slow = 50;
  int atr_n = 14;
  int bb_n = 20;
  double bb_k = 2.0;
  double trend_k = 0.5;
  double atr_hi = 0.03;
  double bw_hi = 0.10;

  // Volatility grows with the square root of time.
  RegimeParams scaled_to(double bar_seconds) const;
};

// Whether it goes up, and down: lanes of which at most one is set. Which way a market goes no branch
// predictor knows, so that nothing here is a branch.
inline PairBits trends_of(const RegimeParams& p, double close, double fast, double slow, double atr) {
  const Pair apart = second_negated(pair_of(fast - slow)), from_fast = second_negated(pair_of(close));
  return both(both(apart > pair_of(p.trend_k * atr), from_fast > second_negated(pair_of(fast))),
              pair_of(atr) > Pair{});
}
inline constexpr RegimeLabel labels_of_trends[2][4] = {
    {RegimeLabel::ranging, RegimeLabel::uptrend, RegimeLabel::downtrend, RegimeLabel::unknown},
    {RegimeLabel::volatile_, RegimeLabel::uptrend, RegimeLabel::downtrend, RegimeLabel::unknown}};
// `wildness` is A / close and W.
inline RegimeLabel label_of(const RegimeParams& p, PairBits trends, Pair wildness) {
  const bool wild = lanes_set(wildness - Pair{p.atr_hi, p.bw_hi} > pair_of(slack)) != 0;
  return labels_of_trends[wild][lanes_set(trends)];
}

// The label of a bar from figures that are already known, whoever worked them out. NaN: unknown.
inline RegimeLabel regime_of(const RegimeParams& p, double close, double fast, double slow, double atr,
                             double bandwidth) {
  if (!known(fast) || !known(slow) || !known(atr) || !known(bandwidth)) return RegimeLabel::unknown;
  return label_of(p, trends_of(p, close, fast, slow, atr), Pair{atr / close, bandwidth});
}

class RegimeClassifier {
 public:
  explicit RegimeClassifier(const RegimeParams& params = {});
  RegimeLabel add(double high, double low, double close);

  // What the last label rests on; NaN while not known.
  double fast() const { return fast_now_; }
  double slow() const { return slow_now_; }
  double atr() const { return atr_now_; }

 private:
  RegimeParams params_;
  Sma fast_, slow_;
  Atr atr_;
  Bollinger bands_;
  int good_ = 0;  // good bars in a row, counted up to `slow`
  double fast_now_ = absent, slow_now_ = absent, atr_now_ = absent;
};

}  // namespace tu::quant
