// Short-dated binary contracts: estimates, pricing, entry, sizing, settlement, allocation, arbitrage.
#pragma once

#include "quant/contract_arbitrage.h"
#include "quant/contract_entry.h"
#include "quant/contract_settlement.h"
#include "quant/contract_sizing.h"
#include "quant/digital_option.h"
#include "quant/spot_estimates.h"
#include "quant/stake_allocator.h"
#include "vectors_json.h"
#include "vectors_statistics.h"

namespace vectors {

inline std::vector<TimedPrice> timed_prices(const In& in) {
  std::vector<TimedPrice> out;
  const auto price = in.list("price");
  const auto ts = in.integers("ts_ms");
  for (std::size_t i = 0; i < price.size() && i < ts.size(); ++i) out.push_back({price[i], ts[i]});
  return out;
}
inline std::int64_t whole(const In& in, const char* key, double otherwise = 0.0) {
  return static_cast<std::int64_t>(in.num(key, otherwise));
}
inline std::string text_or_null(std::string_view s) {
  return s.empty() ? "null" : json(s);
}
inline Outcome outcome_of(std::string_view name) {
  if (name == "UP") return Outcome::up;
  return name == "DOWN" ? Outcome::down : Outcome::none;
}

inline std::string median_vector(const In& in) {
  std::vector<TimedPrice> feeds;
  for (const In& f : in.objects("feeds")) {
    if (known(f.num("ts_ms"))) feeds.push_back({f.num("price"), whole(f, "ts_ms")});
  }
  const MedianPrice m = median_price(feeds, whole(in, "now_ms"), whole(in, "stale_ms", 2500));
  return object({{"price", json(m.price)}, {"fresh", json(m.fresh)}});
}

inline std::string annual_vol_vector(const In& in) {
  VolRule rule;
  rule.window_ms = whole(in, "window_ms", 300000);
  rule.min_samples = in.integer("min_samples", 12);
  rule.lo = in.num("lo", rule.lo);
  rule.hi = in.num("hi", rule.hi);
  const VolEstimate v = annual_vol(timed_prices(in), whole(in, "now_ms"), rule);
  return object({{"raw", json(v.raw)}, {"vol", json(v.vol)}});
}

inline std::string digital_vector(const In& in) {
  const DigitalPrice p = price_digital(in.num("spot"), in.num("strike"), in.num("sigma"), in.num("seconds"),
                                       in.num("rate", 0.045));
  return object({{"yes", json(p.yes)}, {"no", json(p.no)}, {"d2", json(p.d2)}});
}

inline std::string edge_vector(const In& in) {
  const ContractEdge e = contract_edge(in.num("fair_yes"), in.num("fair_no"), in.num("ask_yes"),
                                       in.num("ask_no"), in.num("fee_bps", 10.0), in.num("slip_bps", 8.0));
  return object(
      {{"net_up", json(e.net_up)}, {"net_down", json(e.net_down)}, {"side", json(name_of(e.side))}});
}

inline std::string entry_vector(const In& in) {
  EntryQuotes q;
  q.side = outcome_of(in.text("side"));
  q.yes_bid = in.num("yes_bid");
  q.yes_ask = in.num("yes_ask");
  q.no_bid = in.num("no_bid");
  q.no_ask = in.num("no_ask");
  q.net_edge = in.num("net_edge");
  q.seconds_left = in.num("seconds_left");
  q.has_position = in.flag("has_position");
  q.enabled = in.flag("enabled");
  q.yes_age_ms = in.num("yes_age_ms");
  q.no_age_ms = in.num("no_age_ms");
  q.spot_age_ms = in.num("spot_age_ms");
  const auto failed = failed_entry_checks(q, in.num("min_edge", 0.004));
  return object({{"enter", json(failed.empty())}, {"failed", json(failed)}});
}

inline std::string contract_size_vector(const In& in) {
  ContractBudget b;
  b.bankroll = in.num("bankroll");
  b.equity = in.num("equity");
  b.cash = in.num("cash");
  b.risk_pct = in.num("risk_pct", b.risk_pct);
  b.multiplier = in.num("multiplier", b.multiplier);
  b.open_strategy = in.num("open_strategy", 0.0);
  b.open_family = in.num("open_family", 0.0);
  b.open_global = in.num("open_global", 0.0);
  b.kelly_caps = in.text("mode") == "kelly_capped";
  const ContractSize s = contract_size(in.num("fair_prob"), in.num("price"), b);
  return object({{"kelly", json(s.kelly)}, {"size", json(s.size)}, {"binding", json(s.binding)}});
}

inline std::string settle_vector(const In& in) {
  const ContractResult r = settle_contract(outcome_of(in.text("side")), in.num("entry_price"),
                                           in.num("notional"), in.num("start_spot"), in.num("end_spot"),
                                           in.num("fee_bps", 10.0), in.num("slip_bps", 8.0));
  return object({{"win", json(r.win)}, {"gross", json(r.gross)}, {"net", json(r.net)}, {"pnl", json(r.pnl)}});
}

inline std::string settlement_price_vector(const In& in) {
  const SettlementPrice p =
      settlement_price(timed_prices(in), whole(in, "expiry_ms"), whole(in, "now_ms"), in.num("median_now"));
  return object({{"status", json(p.status)}, {"price", json(p.price)}, {"source", text_or_null(p.source)}});
}

inline std::string allocator_vector(const In& in) {
  StakeAllocator a(in.text("profile") == "tuned" ? tuned_allocator : default_allocator);
  std::vector<double> multipliers;
  std::vector<bool> breakers;
  for (const double r : in.list("returns")) {
    if (!known(r)) continue;
    a.add(r);
    multipliers.push_back(a.multiplier());
    breakers.push_back(a.breaker());
  }
  return object({{"n", json(a.count())},
                 {"wins", json(a.wins())},
                 {"ema", json(a.mean())},
                 {"downside", json(a.downside())},
                 {"var", json(a.variance())},
                 {"multipliers", json(multipliers)},
                 {"breakers", json(breakers)},
                 {"final", json(a.multiplier())},
                 {"quality", json(a.quality())},
                 {"penalty", json(a.penalty())},
                 {"phase", json(a.phase())},
                 {"scanner", json(a.scanner())}});
}

inline std::string pair_vector(const In& in) {
  const PairTrade p =
      pair_arbitrage({in.num("ask_yes"), in.num("size_yes")}, {in.num("ask_no"), in.num("size_no")},
                     in.num("budget"), in.num("cost_bps", 2.0), in.num("buffer", 0.0));
  return object({{"net", json(p.net)},
                 {"roi", json(p.roi)},
                 {"trade", json(p.trade)},
                 {"shares", json(p.shares)},
                 {"profit", json(p.profit)}});
}

inline std::string sweep_vector(const In& in) {
  const PairSweep s = sweep_pairs(levels(in, "yes_asks"), levels(in, "no_asks"), in.num("budget"),
                                  in.num("cost_bps", 2.0), in.num("buffer", 0.0));
  return object({{"shares", json(s.shares)}, {"outlay", json(s.outlay)}, {"profit", json(s.profit)}});
}

inline std::string graph_vector(const In& in) {
  std::map<std::string, ContractQuote> quotes;
  simdjson::dom::object given;
  if (in.at("quotes").get(given) == simdjson::SUCCESS) {
    for (const auto field : given) {
      const dom::array pair = elements(field.value);
      quotes[std::string(field.key)] = {number(pair.at(0)), number(pair.at(1))};
    }
  }
  std::vector<EventConstraint> constraints;
  for (const In& c : in.objects("constraints")) {
    EventConstraint e{ConstraintType::exclusive, {}};
    if (c.text("type") == "exhaustive") e.type = ConstraintType::exhaustive;
    if (c.text("type") == "implies") e.type = ConstraintType::implies;
    for (dom::element name : elements(c.at("events")))
      e.events.push_back(std::string(name.get_string().value_unsafe()));
    constraints.push_back(std::move(e));
  }
  const auto found =
      constraint_arbitrage(quotes, constraints, in.num("cost_bps", 2.0), in.num("buffer", 0.0));
  return object({{"violations", json_list(found,
                                          [](const Violation& v) {
                                            return object({{"kind", json(v.kind)},
                                                           {"members", json(v.members)},
                                                           {"gross", json(v.gross)},
                                                           {"outlay", json(v.outlay)},
                                                           {"net", json(v.net)},
                                                           {"roi", json(v.roi)},
                                                           {"constraint", json(v.constraint)}});
                                          })},
                 {"best", found.empty() ? "null" : json(found[0].constraint)}});
}

inline const Table contract_table = {
    {"s001.median_price", median_vector},
    {"s001.annual_vol", annual_vol_vector},
    {"s001.digital", digital_vector},
    {"s001.edge", edge_vector},
    {"s001.entry_gate", entry_vector},
    {"s001.kelly_fraction",
     [](const In& in) { return json(contract_kelly(in.num("fair_prob"), in.num("price"))); }},
    {"s001.position_size", contract_size_vector},
    {"s001.settle", settle_vector},
    {"s001.settlement_price", settlement_price_vector},
    {"s001.allocator", allocator_vector},
    {"s001.atomic_arb", pair_vector},
    {"s001.atomic_arb_depth", sweep_vector},
    {"s001.graph_arb", graph_vector},
};

}  // namespace vectors
