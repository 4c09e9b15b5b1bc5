// Validation, tail risk, microstructure, chaos.
#pragma once

#include "quant/book.h"
#include "quant/chaos.h"
#include "quant/cscv.h"
#include "quant/order_flow.h"
#include "quant/price_impact.h"
#include "quant/sharpe.h"
#include "quant/var_es.h"
#include "quant/vpin.h"
#include "vectors_json.h"

namespace vectors {

using namespace tu::quant;

inline std::string moments_vector(const In& in) {
  const Moments m = moments(in.list("returns"));
  return object({{"skew", json(m.skew)}, {"kurt", json(m.kurt)}});
}

inline std::string psr_vector(const In& in) {
  return json(
      probabilistic_sharpe(in.num("sr"), in.num("n"), in.num("skew"), in.num("kurt"), in.num("benchmark")));
}

inline std::string dsr_vector(const In& in) {
  const DeflatedSharpe d = deflated_sharpe(in.list("returns"), in.list("trial_sharpes"));
  return object({{"sr", json(d.sr)}, {"sr0", json(d.sr0)}, {"dsr", json(d.dsr)}});
}

inline std::string cscv_vector(const In& in) {
  const Overfitting o = cscv(in.rows("matrix"), in.integer("blocks"));
  return object({{"pbo", json(o.pbo)},
                 {"logits", json(o.logits)},
                 {"prob_loss", json(o.prob_loss)},
                 {"slope", json(o.slope)},
                 {"splits", json(o.splits)}});
}

inline std::string tail_json(const TailRisk& t) {
  return object({{"var", json(t.var)}, {"es", json(t.es)}});
}

inline std::vector<Level> levels(const In& in, const char* key) {
  std::vector<Level> out;
  for (const auto& row : in.rows(key)) {
    if (row.size() >= 2) out.push_back({row[0], row[1]});
  }
  return out;
}

inline std::vector<double> flow(const In& in) {
  const auto bid = in.list("bid_px"), bid_size = in.list("bid_sz"), ask = in.list("ask_px"),
             ask_size = in.list("ask_sz");
  OrderFlow events;
  std::vector<double> out;
  for (std::size_t i = 0; i < bid.size(); ++i)
    out.push_back(events.add(bid[i], bid_size[i], ask[i], ask_size[i]));
  return out;
}

inline std::string vpin_json(const VpinSeries& v) {
  return object({{"buckets", json(v.buckets)}, {"vpin", json(v.vpin)}});
}

inline std::string impact_vector(const In& in) {
  const PriceImpact p = price_impact(in.list("price_change"), in.list("signed_volume"));
  return object({{"lambda", json(p.line.slope)},
                 {"intercept", json(p.line.intercept)},
                 {"r2", json(p.line.r2)},
                 {"stderr", json(p.line.slope_se)},
                 {"n", json(p.n)}});
}

inline std::string lyapunov_vector(const In& in) {
  LyapunovParams p;
  p.m = in.integer("m", p.m);
  p.tau = in.integer("tau", p.tau);
  p.theiler = in.integer("theiler", p.theiler);
  p.kmax = in.integer("kmax", p.kmax);
  p.dt = in.num("dt", p.dt);
  const Lyapunov l = lyapunov_rosenstein(in.list("x"), p);
  return object({{"lambda", json(l.lambda)}, {"divergence", json(l.divergence)}});
}

inline std::string hurst_vector(const In& in) {
  std::vector<int> scales;
  for (const double s : in.list("scales")) scales.push_back(static_cast<int>(s));
  const HurstFit h = hurst_dfa(in.list("x"), scales);
  return object({{"hurst", json(h.hurst)}, {"fluct", json(h.fluctuation)}});
}

inline std::string higuchi_vector(const In& in) {
  const FractalFit f = higuchi_dimension(in.list("x"), in.integer("kmax", 8));
  return object({{"fd", json(f.dimension)}, {"lengths", json(f.lengths)}});
}

inline const Table statistics_table = {
    {"val.sharpe", [](const In& in) { return json(sharpe(in.list("returns"))); }},
    {"val.moments", moments_vector},
    {"val.psr", psr_vector},
    {"val.expected_max_sharpe",
     [](const In& in) { return json(expected_max_sharpe(in.num("trials"), in.num("variance"))); }},
    {"val.dsr", dsr_vector},
    {"val.cscv", cscv_vector},
    {"risk.var_es_historical",
     [](const In& in) { return tail_json(historical_tail_risk(in.list("returns"), in.num("confidence"))); }},
    {"risk.var_es_parametric",
     [](const In& in) { return tail_json(parametric_tail_risk(in.list("returns"), in.num("confidence"))); }},
    {"micro.book_imbalance",
     [](const In& in) {
       return json(book_imbalance(levels(in, "bids"), levels(in, "asks"), in.integer("depth", 20)));
     }},
    {"micro.ofi_events", [](const In& in) { return json(flow(in)); }},
    {"micro.ofi_bucket", [](const In& in) { return json(bucket_flow(flow(in), in.integer("events"))); }},
    {"micro.vpin_trades",
     [](const In& in) {
       return vpin_json(
           vpin_of_trades(in.list("volume"), in.list("side"), in.num("bucket"), in.integer("window")));
     }},
    {"micro.vpin_bvc",
     [](const In& in) {
       return vpin_json(
           vpin_of_bars(in.list("price"), in.list("volume"), in.num("bucket"), in.integer("window")));
     }},
    {"micro.kyle_lambda", impact_vector},
    {"chaos.lyapunov_rosenstein", lyapunov_vector},
    {"chaos.hurst_dfa", hurst_vector},
    {"chaos.higuchi_fd", higuchi_vector},
};

}  // namespace vectors
