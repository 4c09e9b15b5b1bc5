// The correlation-eigenvalue strategy, bar by bar.
#pragma once

#include "quant/divergence_engine.h"
#include "vectors_divergence.h"

namespace vectors {

inline AssetColumns asset_columns(const In& in, const char* key) {
  AssetColumns out;
  simdjson::dom::object given;
  if (!in.has(key) || in.at(key).get(given) != simdjson::SUCCESS) return out;
  for (const auto field : given) {
    auto& column = out[std::string(field.key)];
    for (dom::element e : elements(field.value)) column.push_back(number(e));
  }
  return out;
}

inline DivergenceDay divergence_day(const In& in) {
  DivergenceDay d;
  d.date = std::string(in.text("date"));
  d.vel_div = in.list("vel_div");
  d.prices = asset_columns(in, "prices");
  d.posture = posture_named(in);
  d.boost = in.num("boost", 1.0);
  d.beta = in.num("beta", 0.0);
  if (in.has("mc")) {
    const auto mc = in.list("mc");
    d.has_envelope = true;
    d.catastrophic_probability = mc.at(0);
    d.envelope_score = mc.at(1);
  }
  if (in.has("vol_ok")) d.vol_ok = flags(in, "vol_ok");
  for (const auto& u : in.rows("acb_updates"))
    d.updates.push_back({static_cast<int>(u.at(0)), u.at(1), u.at(2)});
  if (in.has("ob")) {
    const In book(in.at("ob"));
    d.has_book = true;
    d.imbalance = asset_columns(book, "imbalance");
    d.persistence = asset_columns(book, "persistence");
    d.withdrawal = asset_columns(book, "withdrawal");
    d.depth = asset_columns(book, "depth");
    d.fill = asset_columns(book, "fill");
    d.cascade = book.list("cascade");
    d.regime = book.list("regime");
    d.market = book.list("market");
  }
  return d;
}

inline std::string trade_json(const DivergenceTrade& t) {
  return object({{"asset", json(t.asset)},
                 {"entry_bar", json(t.entry_bar)},
                 {"exit_bar", json(t.exit_bar)},
                 {"entry_price", json(t.entry_price)},
                 {"exit_price", json(t.exit_price)},
                 {"reason", json(t.reason)},
                 {"bucket", json(t.bucket)},
                 {"fraction", json(t.fraction)},
                 {"leverage", json(t.leverage)},
                 {"notional", json(t.notional)},
                 {"confidence", json(t.confidence)},
                 {"pnl_pct", json(t.result.pnl_pct)},
                 {"gross", json(t.result.gross)},
                 {"fees", json(t.result.fees)},
                 {"net", json(t.result.net)},
                 {"capital", json(t.capital)}});
}

inline std::string bar_loop_vector(const In& in) {
  std::vector<std::string> assets;
  for (dom::element e : elements(in.at("assets")))
    assets.push_back(std::string(e.get_string().value_unsafe()));
  DivergenceEngine::Options options;
  options.direction = direction_of(in);
  options.expected = in.text("mode") == "expected";
  options.use_selection = in.flag("use_selection", true);
  DivergenceEngine engine(in.num("capital"), assets, options, divergence_params(in));
  const std::string days = json_list(in.objects("days"), [&](const In& day) {
    const DivergenceDayResult r = engine.run(divergence_day(day));
    return object({{"date", json(r.date)},
                   {"pnl", json(r.pnl)},
                   {"capital", json(r.capital)},
                   {"boost", json(r.boost)},
                   {"beta", json(r.beta)},
                   {"mc_status", json(r.envelope_status)},
                   {"trades", json(r.trades)}});
  });
  const auto& open = engine.open();
  return object({{"days", days},
                 {"trades", json_list(engine.trades(), trade_json)},
                 {"capital", json(engine.capital())},
                 {"open", open ? object({{"asset", json(open->asset)},
                                         {"entry_bar", json(open->entry_bar)},
                                         {"entry_price", json(open->entry_price)},
                                         {"notional", json(open->notional)}})
                               : "null"}});
}

inline const Table loop_table = {{"s002.bar_loop", bar_loop_vector}};

}  // namespace vectors
