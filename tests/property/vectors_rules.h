// The rules-first bot: universe, triggers, proposals, risk checks, conviction, metrics.
#pragma once

#include "quant/conviction.h"
#include "quant/risk_checks.h"
#include "quant/rule_proposals.h"
#include "quant/trade_metrics.h"
#include "quant/triggers.h"
#include "quant/universe.h"
#include "vectors_indicators.h"
#include "vectors_json.h"

namespace vectors {

inline std::string universe_vector(const In& in) {
  std::string eligible, rejected;
  for (const In& a : in.objects("assets")) {
    const UniverseAsset asset{std::string(a.text("symbol")), a.integer("tier", 3), a.num("volume"),
                              a.num("spread_pct"),           a.num("depth"),       a.num("event_h")};
    const auto reasons = universe_reasons(asset, in.num("now_h", 0.0));
    if (reasons.empty()) {
      eligible += (eligible.empty() ? "" : ",") + json(asset.symbol);
    } else {
      rejected += (rejected.empty() ? "" : ",") + json(asset.symbol) + ":" + json(reasons);
    }
  }
  return R"({"eligible":[)" + eligible + R"(],"rejected":{)" + rejected + "}}";
}

inline std::string triggers_vector(const In& in) {
  const Bars bars(in);
  TriggerRules r;
  r.vol_mult = in.num("vol_mult", r.vol_mult);
  r.vol_n = in.integer("vol_n", r.vol_n);
  r.brk_n = in.integer("brk_n", r.brk_n);
  r.rev_n = in.integer("rev_n", r.rev_n);
  r.rev_drop = in.num("rev_drop", r.rev_drop);
  r.rev_bounce = in.num("rev_bounce", r.rev_bounce);
  r.mom = in.num("mom", r.mom);
  r.mom_n = in.integer("mom_n", r.mom_n);
  return json_list(find_triggers(bars.columns(), r), [](const Trigger& t) {
    return object(
        {{"kind", json(name_of(t.kind))}, {"confidence", json(t.confidence)}, {"value", json(t.value)}});
  });
}

inline TriggerKind trigger_kind(std::string_view name) {
  for (const auto kind :
       {TriggerKind::volume_spike, TriggerKind::breakout, TriggerKind::reversal, TriggerKind::momentum_up}) {
    if (name == name_of(kind)) return kind;
  }
  return TriggerKind::momentum_down;
}

inline std::string proposals_vector(const In& in) {
  std::string out;
  for (const In& a : in.objects("assets")) {
    std::vector<Trigger> triggers;
    for (const In& t : a.objects("triggers")) {
      triggers.push_back({trigger_kind(t.text("kind")), t.num("confidence"), t.num("value")});
    }
    const auto p = propose_by_rules(a.integer("tier"), a.flag("price_up"), triggers);
    if (!p) continue;
    out += (out.empty() ? "" : ",") + object({{"symbol", json(a.text("symbol"))},
                                              {"side", json("BUY")},
                                              {"size_pct", json(p->size_pct)},
                                              {"confidence", json(p->confidence)},
                                              {"reason", json(name_of(p->reason))}});
  }
  return "[" + out + "]";
}

inline std::string risk_checks_vector(const In& in) {
  RiskState state;
  state.kill_switch = in.flag("kill_switch");
  state.daily_pnl_pct = in.num("daily_pnl_pct");
  state.drawdown_pct = in.num("drawdown_pct");
  state.trades_today = in.integer("trades_today");
  simdjson::dom::object held, clusters;
  if (in.at("positions").get(held) == simdjson::SUCCESS) {
    for (const auto field : held) state.positions[std::string(field.key)] = number(field.value);
  }
  if (in.at("clusters").get(clusters) == simdjson::SUCCESS) {
    for (const auto field : clusters) {
      std::string_view name;
      if (field.value.get(name) == simdjson::SUCCESS)
        state.clusters[std::string(field.key)] = std::string(name);
    }
  }
  RiskLimits limits;
  limits.daily_stop = in.num("daily_stop", limits.daily_stop);
  limits.max_drawdown = in.num("max_dd", limits.max_drawdown);
  limits.max_trades = in.integer("max_trades", limits.max_trades);
  limits.max_position = in.num("max_pos", limits.max_position);
  limits.max_cluster = in.num("max_cluster", limits.max_cluster);
  std::vector<SizedProposal> proposals;
  for (const In& p : in.objects("proposals")) {
    proposals.push_back({std::string(p.text("symbol")), p.num("size_pct")});
  }
  const auto verdicts = check_risk(proposals, state, limits);
  std::string approved, rejected;
  for (std::size_t i = 0; i < proposals.size(); ++i) {
    const std::string symbol = json(proposals[i].symbol);
    if (verdicts[i].empty()) {
      approved += (approved.empty() ? "" : ",") + symbol;
    } else {
      rejected +=
          (rejected.empty() ? "" : ",") + object({{"symbol", symbol}, {"violated", json(verdicts[i])}});
    }
  }
  return R"({"approved":[)" + approved + R"(],"rejected":[)" + rejected + "]}";
}

inline std::string conviction_vector(const In& in) {
  const Conviction c =
      review_conviction({in.num("base"), in.num("adjustment"), in.flag("veto"), in.num("spread_bps", 0.0),
                         in.num("move_24h_pct", 0.0), in.flag("thin_book")});
  return object(
      {{"conviction", json(c.conviction)}, {"vetoes", json(c.vetoes)}, {"approve", json(c.approve)}});
}

inline std::string metrics_vector(const In& in) {
  const TradeMetrics m = trade_metrics(in.list("pnls"), in.num("capital"));
  return object({{"trades", json(m.trades)},
                 {"win_rate", json(m.win_rate)},
                 {"profit_factor", json(m.profit_factor)},
                 {"max_drawdown", json(m.max_drawdown)},
                 {"max_consecutive_losses", json(m.max_consecutive_losses)},
                 {"net", json(m.net)},
                 {"pass", json(m.pass)}});
}

inline const Table rules_table = {
    {"s004.universe", universe_vector},     {"s004.triggers", triggers_vector},
    {"s004.proposals", proposals_vector},   {"s004.risk_checks", risk_checks_vector},
    {"s004.conviction", conviction_vector}, {"s004.metrics", metrics_vector},
};

}  // namespace vectors
