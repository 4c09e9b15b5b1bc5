// Indicators and regime.
#pragma once

#include "quant/series.h"
#include "vectors_json.h"

namespace vectors {

using namespace tu::quant;

struct Bars {
  explicit Bars(const In& in)
      : high(in.list("high")), low(in.list("low")), close(in.list("close")), volume(in.list("volume")) {}
  BarColumns columns() const { return {high, low, close, volume}; }
  std::vector<double> high, low, close, volume;
};

template <class T, class Get>
std::string column(const std::vector<T>& rows, Get get) {
  return json_list(rows, [&](const T& row) { return json(get(row)); });
}

inline std::string bollinger_vector(const In& in) {
  const auto rows = bollinger(in.list("close"), in.integer("n", 20), in.num("k", 2.0));
  return object({{"mid", column(rows, [](const Bands& b) { return b.mid; })},
                 {"upper", column(rows, [](const Bands& b) { return b.upper; })},
                 {"lower", column(rows, [](const Bands& b) { return b.lower; })},
                 {"pctb", column(rows, [](const Bands& b) { return b.percent_b(); })},
                 {"bandwidth", column(rows, [](const Bands& b) { return b.bandwidth(); })}});
}

inline std::string adx_vector(const In& in) {
  const auto rows = adx(Bars(in).columns(), in.integer("n", 14));
  return object({{"plus_di", column(rows, [](const Direction& d) { return d.plus_di; })},
                 {"minus_di", column(rows, [](const Direction& d) { return d.minus_di; })},
                 {"adx", column(rows, [](const Direction& d) { return d.adx; })}});
}

inline std::string realised_vol_vector(const In& in) {
  const auto mode =
      in.text("mode", "std") == "rms" ? VolatilityMode::root_mean_square : VolatilityMode::standard_deviation;
  return json(realised_vol(in.list("price"), in.integer("n"), in.num("bars_per_year"), mode));
}

inline std::string regime_vector(const In& in) {
  RegimeParams p;
  if (in.has("params")) {
    const In given(in.at("params"));
    p.fast = given.integer("fast", p.fast);
    p.slow = given.integer("slow", p.slow);
    p.atr_n = given.integer("atr_n", p.atr_n);
    p.bb_n = given.integer("bb_n", p.bb_n);
    p.bb_k = given.num("bb_k", p.bb_k);
    p.trend_k = given.num("trend_k", p.trend_k);
    p.atr_hi = given.num("atr_hi", p.atr_hi);
    p.bw_hi = given.num("bw_hi", p.bw_hi);
  }
  return json_list(classify_regime(Bars(in).columns(), p), [](RegimeLabel r) { return json(name_of(r)); });
}

inline const Table indicator_table = {
    {"ind.sma", [](const In& in) { return json(sma(in.list("x"), in.integer("n"))); }},
    {"ind.ema", [](const In& in) { return json(ema(in.list("x"), in.integer("n"))); }},
    {"ind.rsi", [](const In& in) { return json(rsi(in.list("close"), in.integer("n", 14))); }},
    {"ind.true_range", [](const In& in) { return json(true_range(Bars(in).columns())); }},
    {"ind.atr", [](const In& in) { return json(atr(Bars(in).columns(), in.integer("n", 14))); }},
    {"ind.bollinger", bollinger_vector},
    {"ind.adx", adx_vector},
    {"ind.vwap_session",
     [](const In& in) { return json(vwap_session(in.integers("ts"), Bars(in).columns())); }},
    {"ind.vwap_rolling",
     [](const In& in) { return json(vwap_rolling(Bars(in).columns(), in.integer("n", 20))); }},
    {"ind.vwap_z", [](const In& in) { return json(vwap_z(Bars(in).columns(), in.integer("n", 20))); }},
    {"ind.volume_ratio",
     [](const In& in) { return json(volume_ratio(in.list("volume"), in.integer("n", 20))); }},
    {"ind.realised_vol", realised_vol_vector},
    {"regime.classify", regime_vector},
};

}  // namespace vectors
