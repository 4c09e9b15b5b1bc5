// Which indicators `indicators` computes, and the keys that they are written under.
//
// Options are lists of window lengths in bars; bands are pairs of length and width. Without any the default
// set is used: SMA 20 and 50, RSI 14, ATR 14, bands 20,2, VWAP of the day, volume ratio 20.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "event/note_row.h"

namespace tu::stages {

struct IndicatorChoice {
  std::vector<int> sma, ema, rsi, atr, vwap_window, volume_ratio, adx, vwap_z, volatility, lyapunov, hurst,
      higuchi;
  std::vector<double> bb;
  bool vwap = false;
  std::string as;

  bool any() const;
  IndicatorChoice with_default_set() const;
  Status check() const;
  // Bars from before that bring every figure to where a longer history would have it: its window, and ten
  // windows where the past only fades.
  int warm_bars() const;
};

// `sma_20`, `bb_upper_20`, and with another width than 2 `bb_upper_20_2.5`; with --as NAME, `NAME_sma_20`.
// In the order in which they stand on a line.
NoteRow indicator_keys(const IndicatorChoice& choice);

}  // namespace tu::stages
