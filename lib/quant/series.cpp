#include "quant/series.h"

#include <algorithm>

#include "quant/rsi.h"
#include "quant/volume_ratio.h"
#include "quant/vwap.h"

namespace tu::quant {
namespace {

template <class Indicator>
Series run(Column x, Indicator indicator) {
  Series out;
  out.reserve(x.size());
  for (const double value : x) out.push_back(indicator.add(value));
  return out;
}

template <class Out, class Indicator>
std::vector<Out> run_bars(const BarColumns& b, Indicator indicator) {
  std::vector<Out> out;
  out.reserve(b.size());
  for (std::size_t i = 0; i < b.size(); ++i) out.push_back(indicator.add(b.high[i], b.low[i], b.close[i]));
  return out;
}

template <class Indicator>
Series run_volume_bars(const BarColumns& b, Indicator indicator) {
  Series out;
  out.reserve(b.size_with_volume());
  for (std::size_t i = 0; i < b.size_with_volume(); ++i) {
    out.push_back(indicator.add(b.high[i], b.low[i], b.close[i], b.volume[i]));
  }
  return out;
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}

}  // namespace

std::size_t BarColumns::size() const {
  return std::min({high.size(), low.size(), close.size()});
}
std::size_t BarColumns::size_with_volume() const {
  return std::min(size(), volume.size());
}

Series sma(Column x, int n) {
  return run(x, Sma(n));
}
Series ema(Column x, int n) {
  return run(x, Ema(n));
}
Series rsi(Column close, int n) {
  return run(close, Rsi(n));
}
Series true_range(const BarColumns& bars) {
  return run_bars<double>(bars, TrueRange());
}
Series atr(const BarColumns& bars, int n) {
  return run_bars<double>(bars, Atr(n));
}
std::vector<Direction> adx(const BarColumns& bars, int n) {
  return run_bars<Direction>(bars, Adx(n));
}
Series vwap_rolling(const BarColumns& bars, int n) {
  return run_volume_bars(bars, RollingVwap(n));
}
Series vwap_z(const BarColumns& bars, int n) {
  return run_volume_bars(bars, VwapZ(n));
}
Series volume_ratio(Column volume, int n) {
  return run(volume, VolumeRatio(n));
}

std::vector<Bands> bollinger(Column close, int n, double k) {
  std::vector<Bands> out;
  out.reserve(close.size());
  Bollinger indicator(n, k);
  for (const double c : close) out.push_back(indicator.add(c));
  return out;
}

Series vwap_session(std::span<const std::int64_t> ts_s, const BarColumns& b) {
  Series out;
  SessionVwap indicator;
  const std::size_t size = std::min(ts_s.size(), b.size_with_volume());
  out.reserve(size);
  for (std::size_t i = 0; i < size; ++i) {
    out.push_back(indicator.add(floor_div(ts_s[i], 86400), b.high[i], b.low[i], b.close[i], b.volume[i]));
  }
  return out;
}

Series realised_vol(Column price, int n, double bars_per_year, VolatilityMode mode) {
  return run(price, RealisedVol(n, bars_per_year, mode));
}

std::vector<RegimeLabel> classify_regime(const BarColumns& bars, const RegimeParams& params) {
  return run_bars<RegimeLabel>(bars, RegimeClassifier(params));
}

}  // namespace tu::quant
