// Indicators over a whole series at once: the incremental classes run from the first element to the last.
//
// Every result has the input's length; NaN stands where nothing is known yet. Columns of unequal length are
// read up to the shortest. Times are whole seconds UTC.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "quant/adx.h"
#include "quant/bollinger.h"
#include "quant/realised_vol.h"
#include "quant/regime.h"

namespace tu::quant {

using Series = std::vector<double>;
using Column = std::span<const double>;

struct BarColumns {
  Column high, low, close, volume;
  std::size_t size() const;  // by high, low and close
  std::size_t size_with_volume() const;
};

Series sma(Column x, int n);
Series ema(Column x, int n);
Series rsi(Column close, int n = 14);
Series true_range(const BarColumns& bars);
Series atr(const BarColumns& bars, int n = 14);
std::vector<Bands> bollinger(Column close, int n = 20, double k = 2.0);
Series vwap_session(std::span<const std::int64_t> ts_s, const BarColumns& bars);
Series vwap_rolling(const BarColumns& bars, int n = 20);
Series vwap_z(const BarColumns& bars, int n = 20);
Series volume_ratio(Column volume, int n = 20);
std::vector<Direction> adx(const BarColumns& bars, int n = 14);
Series realised_vol(Column price, int n, double bars_per_year, VolatilityMode mode);
std::vector<RegimeLabel> classify_regime(const BarColumns& bars, const RegimeParams& params = {});

}  // namespace tu::quant
