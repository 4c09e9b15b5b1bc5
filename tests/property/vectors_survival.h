// Survival, posture, the outside breaker, the envelope, shards.
#pragma once

#include "quant/circuit_breaker.h"
#include "quant/envelope_gate.h"
#include "quant/shard.h"
#include "vectors_divergence.h"

namespace vectors {

inline ExternalFactors external_factors(const In& in) {
  return {in.num("funding"), in.num("dvol"), in.num("fng"), in.num("taker")};
}
inline std::string factors_vector(const In& in) {
  std::vector<ExternalFactors> scans;
  for (const In& s : in.objects("scans")) scans.push_back(external_factors(s));
  const ExternalFactors m = median_factors(scans);
  return object(
      {{"funding", json(m.funding)}, {"dvol", json(m.dvol)}, {"fng", json(m.fng)}, {"taker", json(m.taker)}});
}
inline std::string signals_vector(const In& in) {
  const BreakerSignals s = breaker_signals(external_factors(in));
  return object({{"weights", object({{"funding", json(s.funding)},
                                     {"dvol", json(s.dvol)},
                                     {"taker", json(s.taker)},
                                     {"fng", json(s.fng)}})},
                 {"signals", json(s.sum())}});
}
inline std::string beta_vector(const In& in) {
  const BreakerBeta b = breaker_beta(in.list("history"), in.num("w750_vel"), in.integer("ob_regime"));
  return object({{"threshold", json(b.threshold)}, {"beta", json(b.beta)}});
}

inline SurvivalReading survival_reading(const In& in) {
  SurvivalReading r;
  r.nodes = in.num("hz_nodes");
  r.heartbeat_age_s = in.num("heartbeat_age_s");
  r.model_status = in.text("mc_status");
  r.staleness_hours = in.num("staleness_hours");
  r.book_stale = in.flag("ob_stale");
  r.depth_quality = in.num("depth_quality");
  r.fill_prob = in.num("fill_prob");
  r.volatility_spike = in.flag("dvol_spike");
  r.since_spike_min = in.num("t_since_spike_min");
  r.drawdown = in.num("drawdown");
  return r;
}
inline std::string survival_vector(const In& in) {
  const Survival s = survival_target(survival_reading(in));
  return object({{"cat1", json(s.cat[0])},
                 {"cat2", json(s.cat[1])},
                 {"cat3", json(s.cat[2])},
                 {"cat4", json(s.cat[3])},
                 {"cat5", json(s.cat[4])},
                 {"degraded", json(s.degraded)},
                 {"target", json(s.target)}});
}
inline std::string hysteresis_vector(const In& in) {
  Posture initial = Posture::hibernate;
  for (const auto p : {Posture::apex, Posture::stalker, Posture::turtle}) {
    if (in.text("initial", "APEX") == name_of(p)) initial = p;
  }
  PostureHysteresis posture(initial);
  const auto rm = in.list("rm");
  const auto kill = flags(in, "kill");
  std::string out;
  for (std::size_t i = 0; i < rm.size(); ++i) {
    out += (i ? "," : "") + json(name_of(posture.add(rm[i], i < kill.size() && kill[i])));
  }
  return "[" + out + "]";
}
inline std::string survival_run_vector(const In& in) {
  PostureHysteresis posture;
  double rm = 1.0;
  return json_list(in.objects("readings"), [&](const In& reading) {
    const Survival s = survival_target(survival_reading(reading));
    rm = survival_step(rm, s.target, in.num("dt_min"));
    const Posture now = posture.add(rm, s.cat[0] == 0.0);
    return object({{"target", json(s.target)}, {"rm", json(rm)}, {"posture", json(name_of(now))}});
  });
}
inline std::string envelope_vector(const In& in) {
  const EnvelopeVerdict v =
      envelope_gate(in.num("catastrophic_probability"), in.num("envelope_score"), posture_named(in));
  return object({{"status", json(v.status)}, {"scale", json(v.scale)}, {"halt", json(v.halt)}});
}
inline std::string shard_vector(const In& in) {
  const Shard s = shard_of(in.text("symbol"), in.text("feature", "vel_div"), "DOLPHIN_FEATURES");
  return object({{"shard", json(s.shard)}, {"map", json(s.map)}, {"key", json(s.key)}});
}

inline const Table survival_table = {
    {"s002.subday_force",
     [](const In& in) { return json(boost_collapsed(in.num("old_boost"), in.num("new_boost"))); }},
    {"s002.acb_factors", factors_vector},
    {"s002.acb_signals", signals_vector},
    {"s002.acb_boost", [](const In& in) { return json(breaker_boost(in.num("signals"))); }},
    {"s002.acb_beta", beta_vector},
    {"s002.survival", survival_vector},
    {"s002.survival_step",
     [](const In& in) { return json(survival_step(in.num("last"), in.num("target"), in.num("dt_min"))); }},
    {"s002.posture", [](const In& in) { return json(name_of(posture_of(in.num("rm")))); }},
    {"s002.hysteresis", hysteresis_vector},
    {"s002.survival_run", survival_run_vector},
    {"s002.mc_gate", envelope_vector},
    {"s002.shard", shard_vector},
};

}  // namespace vectors
