// The research platform: volatility targeting, limits, crossover, logistic regression, walk-forward, funding
// drift.
#pragma once

#include "quant/crossover.h"
#include "quant/daily_limit.h"
#include "quant/funding_drift.h"
#include "quant/logistic.h"
#include "quant/vol_target.h"
#include "quant/walk_forward.h"
#include "vectors_json.h"

namespace vectors {

using namespace tu::quant;

inline std::string vol_target_vector(const In& in) {
  VolTarget rule;
  rule.target = in.num("target", rule.target);
  rule.cap = in.num("cap", rule.cap);
  rule.lot = in.num("lot", rule.lot);
  const VolPosition p =
      vol_target_position(in.num("equity"), in.num("price"), in.num("signal"), in.num("vol"), rule);
  return object({{"weight", json(p.weight)}, {"notional", json(p.notional)}, {"quantity", json(p.quantity)}});
}

inline std::string daily_limit_vector(const In& in) {
  const DailyLimit d =
      daily_limit(in.list("daily_pnl"), in.list("equity_path"), in.integer("days", 30), in.num("k", 3.0));
  return object({{"limit", json(d.limit)}, {"drawdown", json(d.drawdown)}, {"breach", json(d.breach)}});
}

inline std::string crossover_vector(const In& in) {
  Crossover cross(in.integer("fast", 5), in.integer("slow", 20));
  std::vector<double> states, events;
  for (const double close : in.list("close")) {
    const Cross c = cross.add(close);
    states.push_back(c.state ? *c.state : absent);
    events.push_back(c.event);
  }
  return object({{"state", json(states)}, {"event", json(events)}});
}

inline std::string logistic_vector(const In& in) {
  const auto x = in.rows("x");
  const auto model = fit_logistic(x, in.list("y"), in.num("l2"));
  if (!model) return object({{"intercept", "null"}, {"weights", "null"}, {"loss", "null"}, {"prob", "null"}});
  const auto rows = in.has("query") ? in.rows("query") : x;
  return object({{"intercept", json(model->intercept)},
                 {"weights", json(model->weights)},
                 {"loss", json(model->loss)},
                 {"prob", json_list(rows, [&](const auto& row) { return json(model->probability(row)); })}});
}

inline std::string walk_forward_vector(const In& in) {
  const WalkForward plan{in.integer("train"), in.integer("test"), in.integer("step"), in.integer("gap"),
                         in.flag("anchored")};
  return json_list(walk_forward(in.integer("n"), plan), [](const Fold& f) {
    return object({{"train", json(std::vector<std::int64_t>{f.train_from, f.train_to})},
                   {"test", json(std::vector<std::int64_t>{f.test_from, f.test_to})}});
  });
}

inline const Table research_table = {
    {"s003.vol_target", vol_target_vector},
    {"s003.daily_limit", daily_limit_vector},
    {"s003.crossover", crossover_vector},
    {"s003.logistic", logistic_vector},
    {"s003.walk_forward", walk_forward_vector},
    {"s003.funding_drift",
     [](const In& in) {
       return json(funding_drift(in.integers("ts"), in.list("rate"), in.integer("slot_hours", 8)));
     }},
};

}  // namespace vectors
