// The spot multi-agent system: signals, aggregation, limits, fees, grid, treasury, lifecycle.
#pragma once

#include "quant/accumulation.h"
#include "quant/composite.h"
#include "quant/fees.h"
#include "quant/grid.h"
#include "quant/hardstop.h"
#include "quant/kelly.h"
#include "quant/lifecycle.h"
#include "quant/risk_scaling.h"
#include "quant/treasury.h"
#include "vectors_json.h"

namespace vectors {

using namespace tu::quant;

inline std::string signal_json(const Signal& s) {
  return object({{"direction", json(name_of(s.side))}, {"confidence", json(s.confidence)}});
}

inline Side side_of(std::string_view name) {
  if (name == "BUY") return Side::buy;
  return name == "SELL" ? Side::sell : Side::none;
}

inline std::string arbitrage_vector(const In& in) {
  const ArbitrageSignal s = arbitrage_signal(in.num("price"), in.list("others"));
  return object({{"direction", json(name_of(s.signal.side))},
                 {"confidence", json(s.signal.confidence)},
                 {"deviation", json(s.deviation)}});
}

inline std::string uptick_vector(const In& in) {
  UptickParams p;
  p.window = in.integer("window", p.window);
  p.min_dip = in.num("min_dip", p.min_dip);
  p.min_bounce = in.num("min_bounce", p.min_bounce);
  return signal_json(uptick_signal(in.list("closes"), p));
}

inline std::string aggregate_vector(const In& in) {
  std::vector<SourceSignal> signals;
  for (const In& s : in.objects("signals")) {
    signals.push_back({s.text("source"), {side_of(s.text("direction")), s.num("confidence")}});
  }
  CompositeRule rule;
  rule.min_composite = in.num("min_composite", rule.min_composite);
  rule.min_confirming = in.integer("min_confirming", rule.min_confirming);
  const Composite c = aggregate(signals, in.text("regime") == "DOWNTREND", rule);
  return object({{"buy_count", json(c.buys)},
                 {"sell_count", json(c.sells)},
                 {"direction", json(name_of(c.side))},
                 {"confirming", json(c.confirming)},
                 {"composite_a", json(c.confirming_only)},
                 {"composite_b", json(c.over_all)},
                 {"execute_a", json(c.execute_confirming_only)},
                 {"execute_b", json(c.execute_over_all)}});
}

inline std::string adaptive_vector(const In& in) {
  const AdaptiveLimits a = adaptive_limits(in.num("portfolio"), in.integer("streak"),
                                           in.integer("grid_levels", 4), in.num("daily_loss_floor", 1.0));
  return object({{"max_trade", json(a.max_trade)},
                 {"max_daily_loss", json(a.max_daily_loss)},
                 {"min_reserve", json(a.min_reserve)},
                 {"grid_size", json(a.grid_size)},
                 {"dca_daily", json(a.dca_daily)}});
}

inline std::string trade_cap_vector(const In& in) {
  return json(trade_cap({in.num("portfolio"), in.num("cash"), in.num("asset_value"), in.num("exposure"),
                         in.integer("streak"), in.num("agent_cap")}));
}

inline std::string hardstop_vector(const In& in) {
  const StopVerdict v = check_hardstop({in.num("value"), in.num("previous"), in.num("peak"),
                                        in.num("day_start"), in.num("daily_loss_floor", 2.0)});
  return object({{"action", json(name_of(v.action))}, {"peak", json(v.peak)}});
}

inline std::string kelly_vector(const In& in) {
  const KellySize k = kelly_size(in.num("win_prob"), in.num("avg_win"), in.num("avg_loss"),
                                 in.num("portfolio"), in.integer("streak"));
  return object({{"full", json(k.full)}, {"quarter", json(k.quarter)}, {"size", json(k.size)}});
}

inline std::string fee_tier_vector(const In& in) {
  static const std::vector<FeeStep> schedule = {{"INTRO_1", 0, 0.0060, 0.0120},
                                                {"INTRO_2", 1000, 0.0040, 0.0060},
                                                {"INTRO_3", 10000, 0.0025, 0.0040},
                                                {"ADVANCED_1", 50000, 0.0010, 0.0020}};
  const FeeStanding s = fee_standing(in.num("volume_30d"), schedule);
  return object({{"tier", json(s.step->tier)},
                 {"maker", json(s.step->maker)},
                 {"taker", json(s.step->taker)},
                 {"to_next", json(s.to_next)}});
}

inline std::string round_trip_vector(const In& in) {
  const RoundTrip r = round_trip(in.num("spacing"), in.num("fee_in"), in.num("fee_out"));
  return object({{"net_simple", json(r.net_simple)},
                 {"net_exact", json(r.net_exact)},
                 {"breakeven_simple", json(r.breakeven_simple)},
                 {"breakeven_exact", json(r.breakeven_exact)},
                 {"profitable", json(r.profitable)}});
}

inline std::string accumulation_vector(const In& in) {
  const In spots(in.at("spots")), highs(in.at("highs"));
  std::vector<AccumulationAsset> assets;
  const std::pair<const char*, double> shares[] = {{"BTC", 0.50}, {"ETH", 0.30}, {"SOL", 0.20}};
  for (const auto& [name, share] : shares) assets.push_back({name, share, spots.num(name), highs.num(name)});
  const auto orders = plan_accumulation(in.num("budget"), assets);
  double total = 0.0;
  for (const auto& o : orders) total += o.notional;
  return object({{"orders", json_list(orders,
                                      [](const AccumulationOrder& o) {
                                        return object({{"asset", json(o.asset)},
                                                       {"dip", json(o.dip)},
                                                       {"usd", json(o.notional)},
                                                       {"limit", json(o.limit)},
                                                       {"qty", json(o.qty)}});
                                      })},
                 {"total", json(total)}});
}

inline std::string stale_vector(const In& in) {
  return json_list(in.list("placed"),
                   [&](double placed) { return json(is_stale_order(in.num("now"), placed)); });
}

inline std::string grid_levels_vector(const In& in) {
  const GridLevels g =
      grid_levels(in.num("center"), in.num("spacing", 0.01), in.integer("levels", 2), in.num("tick", 0.01));
  return object({{"buy", json(g.buy)}, {"sell", json(g.sell)}});
}

inline std::string recenter_vector(const In& in) {
  const GridCenter g = recenter_grid(in.num("center"), in.num("price"), in.num("threshold", 0.03));
  return object({{"recenter", json(g.recenter)}, {"center", json(g.center)}});
}

inline std::string counterpart_vector(const In& in) {
  const GridOrder o = grid_counterpart(side_of(in.text("side")), in.num("price"), in.num("spacing", 0.01),
                                       in.num("tick", 0.01));
  return object({{"side", json(name_of(o.side))}, {"price", json(o.price)}});
}

inline std::string allocate_vector(const In& in) {
  const auto parts = split_by_percent(static_cast<std::int64_t>(in.num("total_cents")), treasury_percent);
  return object({{"checking", json(parts[0])},
                 {"savings", json(parts[1])},
                 {"growth", json(parts[2])},
                 {"subsavings", json(parts[3])}});
}

inline std::string pipeline_vector(const In& in) {
  TrialStage stage = TrialStage::cold;
  for (const auto s : {TrialStage::warm, TrialStage::hot, TrialStage::killed}) {
    if (in.text("stage") == name_of(s)) stage = s;
  }
  return json(
      name_of(next_stage(stage, {in.num("win_rate"), in.num("ret"), in.num("drawdown", 0.0),
                                 in.integer("trades"), in.num("sharpe", 0.0), in.num("runtime_h", 0.0)})));
}

inline std::string lifecycle_vector(const In& in) {
  return json(
      name_of(judge_agent(in.num("sharpe"), in.num("win_rate"), in.integer("trades"), in.num("drawdown"))));
}

inline const Table spot_table = {
    {"s000.signal_rsi", [](const In& in) { return signal_json(rsi_signal(in.num("rsi"))); }},
    {"s000.signal_fear_greed", [](const In& in) { return signal_json(fear_greed_signal(in.num("index"))); }},
    {"s000.signal_momentum", [](const In& in) { return signal_json(momentum_signal(in.list("closes"))); }},
    {"s000.signal_arb", arbitrage_vector},
    {"s000.signal_orderbook", [](const In& in) { return signal_json(book_signal(in.num("imbalance"))); }},
    {"s000.signal_uptick", uptick_vector},
    {"s000.aggregate", aggregate_vector},
    {"s000.streak_multiplier", [](const In& in) { return json(streak_multiplier(in.integer("streak"))); }},
    {"s000.adaptive_risk", adaptive_vector},
    {"s000.trade_cap", trade_cap_vector},
    {"s000.hardstop", hardstop_vector},
    {"s000.kelly", kelly_vector},
    {"s000.fee_tier", fee_tier_vector},
    {"s000.round_trip", round_trip_vector},
    {"s000.dca_plan", accumulation_vector},
    {"s000.dca_stale", stale_vector},
    {"s000.grid_levels", grid_levels_vector},
    {"s000.grid_recenter", recenter_vector},
    {"s000.grid_counterpart", counterpart_vector},
    {"s000.allocate", allocate_vector},
    {"s000.pipeline", pipeline_vector},
    {"s000.lifecycle", lifecycle_vector},
};

}  // namespace vectors
