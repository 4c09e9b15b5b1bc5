// The correlation-eigenvalue strategy, piece by piece.
#pragma once

#include <array>

#include "quant/correlation.h"
#include "quant/divergence_exits.h"
#include "quant/divergence_sizing.h"
#include "quant/impulse_response.h"
#include "quant/rolling_coherence.h"
#include "vectors_json.h"

namespace vectors {

using namespace tu::quant;

inline DivergenceParams divergence_params(const In& in) {
  DivergenceParams p;
  if (!in.has("params")) return p;
  const In given(in.at("params"));
  const std::pair<const char*, double DivergenceParams::*> reals[] = {
      {"threshold", &DivergenceParams::threshold},
      {"extreme", &DivergenceParams::extreme},
      {"long_threshold", &DivergenceParams::long_threshold},
      {"long_extreme", &DivergenceParams::long_extreme},
      {"min_leverage", &DivergenceParams::min_leverage},
      {"max_leverage", &DivergenceParams::max_leverage},
      {"abs_max_leverage", &DivergenceParams::abs_max_leverage},
      {"convexity", &DivergenceParams::convexity},
      {"fraction", &DivergenceParams::fraction},
      {"min_fraction", &DivergenceParams::min_fraction},
      {"tp", &DivergenceParams::tp},
      {"sl", &DivergenceParams::sl},
      {"dc_bps", &DivergenceParams::dc_bps},
      {"irp_alignment", &DivergenceParams::irp_alignment},
      {"irp_noise", &DivergenceParams::irp_noise},
      {"irp_gate_alignment", &DivergenceParams::irp_gate_alignment},
      {"ob_min_depth", &DivergenceParams::ob_min_depth},
      {"maker", &DivergenceParams::maker},
      {"taker", &DivergenceParams::taker},
      {"maker_entry", &DivergenceParams::maker_entry},
      {"maker_exit", &DivergenceParams::maker_exit},
      {"refund", &DivergenceParams::refund},
      {"ob_edge_bps", &DivergenceParams::ob_edge_bps},
      {"ob_confirm", &DivergenceParams::ob_confirm},
  };
  for (const auto& [name, member] : reals) p.*member = given.num(name, p.*member);
  const std::pair<const char*, int DivergenceParams::*> wholes[] = {
      {"max_hold", &DivergenceParams::max_hold},
      {"dc_lookback", &DivergenceParams::dc_lookback},
      {"irp_window", &DivergenceParams::irp_window},
      {"irp_latency", &DivergenceParams::irp_latency},
      {"lookback", &DivergenceParams::lookback},
      {"bucket_min_trades", &DivergenceParams::bucket_min_trades},
  };
  for (const auto& [name, member] : wholes) p.*member = given.integer(name, p.*member);
  return p;
}

inline int direction_of(const In& in) {
  return in.integer("direction", -1);
}
inline Posture posture_named(const In& in) {
  const std::string_view name = in.text("posture", "APEX");
  for (const auto p : {Posture::apex, Posture::stalker, Posture::turtle}) {
    if (name == name_of(p)) return p;
  }
  return Posture::hibernate;
}
inline std::vector<bool> flags(const In& in, const char* key) {
  std::vector<bool> out;
  if (!in.has(key)) return out;
  for (dom::element e : elements(in.at(key))) out.push_back(e.get_bool().value_unsafe());
  return out;
}

inline std::string correlation_vector(const In& in) {
  const Correlation c = correlate(in.rows("prices"));
  return object({{"matrix", json(c.matrix)}, {"eigenvalues", json(c.eigenvalues)}});
}

// The same kept up to date bar by bar, over all bars.
inline std::vector<Coherence> coherence_by_bars(const Matrix& prices, std::vector<int> windows) {
  const std::size_t bars = prices.empty() ? 0 : prices[0].size();
  RollingCoherence rolling(windows, true);
  for (std::size_t i = 0; i < prices.size(); ++i) rolling.add_asset();
  std::vector<Coherence> out(windows.size());
  for (std::size_t t = 0; t < bars; ++t) {
    std::vector<double> bar;
    for (const auto& p : prices) bar.push_back(p[t]);
    rolling.add(bar, std::vector<char>(bar.size(), 1));
    for (std::size_t w = 0; w < windows.size(); ++w) {
      out[w].lambda.push_back(rolling.of(w).lambda);
      out[w].velocity.push_back(rolling.of(w).velocity);
    }
  }
  return out;
}
inline bool near(const std::vector<double>& a, const std::vector<double>& b) {
  bool same = a.size() == b.size();
  for (std::size_t i = 0; same && i < a.size(); ++i)
    same = known(a[i]) == known(b[i]) && (!known(a[i]) || std::fabs(a[i] - b[i]) < 5e-10);
  return same;
}

inline std::string lambda_vector(const In& in) {
  const auto prices = in.rows("prices");
  const Coherence c = coherence(prices, in.integer("window"), 0, prices.empty() ? 0 : prices[0].size());
  const Coherence by_bars = coherence_by_bars(prices, {in.integer("window")}).front();
  if (!near(c.lambda, by_bars.lambda) || !near(c.velocity, by_bars.velocity))
    return "\"not the same by bars\"";
  return object({{"lambda", json(c.lambda)}, {"velocity", json(c.velocity)}});
}

inline std::string vel_div_vector(const In& in) {
  const auto prices = in.rows("prices");
  const std::size_t bars = prices.empty() ? 0 : prices[0].size();
  const std::size_t tail = std::min<std::size_t>(bars, static_cast<std::size_t>(in.integer("tail")));
  const auto last = [&](const std::vector<double>& x) {
    return std::vector<double>(x.end() - static_cast<std::ptrdiff_t>(tail), x.end());
  };
  std::string out;
  std::vector<double> fast, slow;
  std::vector<int> windows;
  for (const double w : in.list("windows")) windows.push_back(static_cast<int>(w));
  const std::vector<Coherence> by_bars = coherence_by_bars(prices, windows);
  for (std::size_t i = 0; i < windows.size(); ++i) {
    const Coherence c = coherence(prices, windows[i], bars - tail, bars);
    const Coherence& same = by_bars[i];
    if (!near(last(c.lambda), last(same.lambda)) || !near(last(c.velocity), last(same.velocity)))
      return "\"not the same by bars\"";
    const std::string name = std::to_string(windows[i]);
    out += "\"lambda_" + name + "\":" + json(last(c.lambda)) + ",\"velocity_" + name +
           "\":" + json(last(c.velocity)) + ",";
    slow = last(c.velocity);
    if (fast.empty()) fast = slow;
  }
  for (std::size_t i = 0; i < fast.size(); ++i) fast[i] -= slow[i];
  return "{" + out + "\"vel_div\":" + json(fast) + "}";
}

inline std::string divergence_signal_vector(const In& in) {
  const DivergenceSignal s = divergence_signal(in.num("vel_div"), direction_of(in), divergence_params(in));
  return object({{"valid", json(s.valid)}, {"confidence", json(s.confidence)}, {"extreme", json(s.extreme)}});
}

inline std::string direction_vector(const In& in) {
  const DirectionCheck c = check_direction(in.list("prices"), direction_of(in), in.integer("lookback", 7),
                                           in.num("min_bps", 0.75));
  return object({{"state", json(name_of(c.state))}, {"bps", json(c.bps)}});
}

inline std::string book_confirm_vector(const In& in) {
  const BookConfirmation b =
      confirm_by_book(in.num("confidence"), in.num("imbalance"), in.num("persistence"), direction_of(in));
  return object({{"skip", json(b.skip)}, {"factor", json(b.factor)}, {"confidence", json(b.confidence)}});
}

inline std::string impulse_vector(const In& in) {
  const ImpulseProfile p = impulse_profile(in.list("prices"), direction_of(in));
  return object({{"mfe", json(p.mfe)},
                 {"mae", json(p.mae)},
                 {"efficiency", json(p.efficiency)},
                 {"alignment", json(p.alignment)},
                 {"noise", json(p.noise)},
                 {"latency", json(p.latency)},
                 {"ars", json(p.ars)}});
}

inline std::string rank_vector(const In& in) {
  std::vector<AssetHistory> histories;
  for (dom::element item : elements(in.at("histories"))) {
    const dom::array pair = elements(item);
    AssetHistory h;
    h.asset = std::string(pair.at(0).get_string().value_unsafe());
    for (dom::element p : elements(pair.at(1).value_unsafe())) h.prices.push_back(number(p));
    if (in.has("depth")) h.depth = In(in.at("depth")).num(h.asset.c_str());
    histories.push_back(std::move(h));
  }
  const AssetRanking r = rank_assets(histories, direction_of(in), divergence_params(in));
  return object({{"ranking", json_list(r.ranking,
                                       [](const RankedAsset& a) {
                                         return object({{"asset", json(a.asset)},
                                                        {"action", json(a.direction < 0 ? "SHORT" : "LONG")},
                                                        {"ars", json(a.profile.ars)},
                                                        {"alignment", json(a.profile.alignment)},
                                                        {"latency", json(a.profile.latency)},
                                                        {"noise", json(a.profile.noise)},
                                                        {"efficiency", json(a.profile.efficiency)}});
                                       })},
                 {"selected", r.selected ? json(r.ranking[*r.selected].asset) : "null"}});
}

inline std::string fraction_vector(const In& in) {
  return json(effective_fraction(in.num("strength"), in.flag("extreme"),
                                 {in.num("trend", 1.0), in.num("bucket", 1.0), in.num("streak", 1.0)},
                                 divergence_params(in)));
}

inline std::string leverage_vector(const In& in) {
  const FinalLeverage l = final_leverage(in.num("leverage"), in.num("rsm"), in.num("market", 1.0),
                                         in.num("dc_mult", 1.0), posture_named(in), divergence_params(in));
  return object({{"ceiling", json(l.ceiling)}, {"leverage", json(l.leverage)}});
}

inline std::string position_vector(const In& in) {
  SizingState s;
  s.capital = in.num("capital");
  s.history = in.list("history");
  s.wins = flags(in, "results");
  const auto buckets = in.rows("bucket_stats");
  for (std::size_t i = 0; i < 4 && i < buckets.size(); ++i) {
    s.buckets[i] = {static_cast<int>(buckets[i][0]), static_cast<int>(buckets[i][1])};
  }
  s.boost = in.num("boost", 1.0);
  s.beta = in.num("beta", 0.0);
  s.envelope_scale = in.num("mc_scale", 1.0);
  s.market = in.num("market", 1.0);
  s.posture = posture_named(in);
  const DivergencePosition p =
      divergence_position(in.num("vel_div"), direction_of(in), s, divergence_params(in));
  return object({{"strength", json(p.strength)},
                 {"bucket", p.bucket ? json(*p.bucket) : "null"},
                 {"fraction", json(p.fraction)},
                 {"leverage", json(p.leverage)},
                 {"notional", json(p.notional)}});
}

inline BookState book_state(const In& in) {
  return {in.num("eff_imb", 0.0), in.num("withdrawal", 0.0), in.integer("cascade"), in.integer("regime")};
}
inline std::string exit_levels_json(const ExitLevels& l) {
  return object({{"tp", json(l.tp)}, {"sl", json(l.sl)}, {"max_hold", json(l.max_hold)}});
}
inline std::string exit_decision_vector(const In& in) {
  const ExitDecision d = decide_exit(
      in.num("entry"), in.num("price"), in.integer("bars_held"), direction_of(in), posture_named(in),
      in.flag("force_acb"), in.has("ob") ? book_state(In(in.at("ob"))) : BookState{}, divergence_params(in));
  return object({{"action", json(d.action)},
                 {"pnl", json(d.pnl)},
                 {"exit_price", json(d.exit_price)},
                 {"params", known(d.levels.tp) ? exit_levels_json(d.levels) : "null"}});
}

inline std::string fees_vector(const In& in) {
  const double notional = in.num("notional");
  const DivergenceFees f = divergence_fees(notional, in.text("reason"), divergence_params(in));
  const auto bps = [&](double fee) { return json(notional == 0.0 ? absent : fee / notional * 1e4); };
  return object({{"entry", json(f.entry)},
                 {"exit", json(f.exit)},
                 {"entry_bps", bps(f.entry)},
                 {"exit_bps", bps(f.exit)}});
}

inline std::string result_vector(const In& in) {
  const DivergenceResult r = divergence_result(
      in.num("entry"), in.num("exit_price"), in.num("notional"), in.text("reason"), direction_of(in),
      in.text("mode") == "expected", in.num("depth"), in.num("fill"), divergence_params(in));
  return object(
      {{"pnl_pct", json(r.pnl_pct)}, {"gross", json(r.gross)}, {"fees", json(r.fees)}, {"net", json(r.net)}});
}

inline const Table divergence_table = {
    {"s002.correlation", correlation_vector},
    {"s002.lambda_max", lambda_vector},
    {"s002.vel_div", vel_div_vector},
    {"s002.confidence", divergence_signal_vector},
    {"s002.strength",
     [](const In& in) {
       return json(divergence_strength(in.num("vel_div"), direction_of(in), divergence_params(in)));
     }},
    {"s002.bucket",
     [](const In& in) {
       return json(divergence_bucket(in.num("vel_div"), direction_of(in), divergence_params(in)));
     }},
    {"s002.direction_check", direction_vector},
    {"s002.ob_confirm", book_confirm_vector},
    {"s002.irp", impulse_vector},
    {"s002.rank_assets", rank_vector},
    {"s002.leverage",
     [](const In& in) { return json(convex_leverage(in.num("strength"), divergence_params(in))); }},
    {"s002.bucket_boost",
     [](const In& in) {
       return json(bucket_boost({in.integer("wins"), in.integer("trades")}, in.integer("min_trades", 10)));
     }},
    {"s002.streak_mult", [](const In& in) { return json(recent_loss_multiplier(flags(in, "results"))); }},
    {"s002.trend_mult",
     [](const In& in) { return json(divergence_trend_multiplier(in.list("history"), direction_of(in))); }},
    {"s002.effective_fraction", fraction_vector},
    {"s002.regime_size_mult",
     [](const In& in) {
       return json(regime_size_multiplier(in.num("vel_div"), in.num("boost"), in.num("beta"),
                                          in.num("mc_scale"), direction_of(in), divergence_params(in)));
     }},
    {"s002.final_leverage", leverage_vector},
    {"s002.position", position_vector},
    {"s002.exit_params",
     [](const In& in) {
       return exit_levels_json(exit_levels(in.num("pnl"), book_state(in), divergence_params(in)));
     }},
    {"s002.exit_decision", exit_decision_vector},
    {"s002.fees", fees_vector},
    {"s002.trade_pnl", result_vector},
};

}  // namespace vectors
