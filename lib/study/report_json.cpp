#include "study/json.h"
#include "study/report.h"

namespace tu::study {
namespace {

void write_estimate(JsonWriter& w, std::string_view name, const Estimate& e) {
  w.key(name).open('{');
  if (e.value) w.field("value", *e.value);
  if (e.low && e.high) w.field("low", *e.low).field("high", *e.high);
  w.field("count", e.count).field("of", e.of).field("enough", e.enough).close();
}

void write_counts(JsonWriter& w, std::string_view name,
                  const std::vector<std::pair<std::string, std::int64_t>>& rows) {
  w.key(name).open('{');
  for (const auto& [k, n] : rows) w.field(k, n);
  w.close();
}

void write_attribution(JsonWriter& w, std::string_view name, const std::vector<Report::Attribution>& rows) {
  w.key(name).open('[');
  for (const auto& a : rows)
    w.open('{')
        .field("name", a.name)
        .field("net", a.net)
        .field("trips", a.trips)
        .field("win_rate", a.win_rate)
        .close();
  w.close();
}

void write_costs(JsonWriter& w, const Report& r) {
  w.key("cost_scenarios").open('[');
  for (const auto& [k, net] : r.cost_scenarios)
    w.open('{').field("times", std::int64_t{k}).field("net", net).close();
  w.close();
  if (r.break_even_bps) w.field("break_even_fee_bps", *r.break_even_bps);
}

}  // namespace

std::string report_json(const Report& r) {
  JsonWriter w;
  w.open('{')
      .field("title", r.title)
      .field("command", r.command)
      .field("data", r.data)
      .field("session", r.session);
  w.field("ledger", r.ledger).field("ledger_head", r.ledger_head).field("stream_hash", r.stream_hash);
  w.field("from", std::int64_t{r.from})
      .field("to", std::int64_t{r.to})
      .field("warm_us", std::int64_t{r.warm})
      .field("events", r.events)
      .field("currency", r.currency);
  w.field("deposit", r.deposit)
      .field("equity", r.equity)
      .field("net", r.net)
      .field("before_costs", r.before_costs)
      .field("fees", r.fees);
  w.field("funding", r.funding).field("slippage", r.slippage).field("turnover", r.turnover);
  w.field("buy_hold", r.buy_hold)
      .field("buy_hold_scaled", r.buy_hold_scaled)
      .field("average_exposure", r.average_exposure);
  w.field("max_drawdown", r.max_drawdown).field("longest_under_water_us", std::int64_t{r.under_water});
  write_costs(w, r);
  w.key("funding_not_in_data").open('[');
  for (const std::string& symbol : r.no_funding) w.value(symbol);
  w.close();
  if (r.worst_day)
    w.key("worst_day")
        .open('{')
        .field("date", date_text(r.worst_day->day))
        .field("pnl", r.worst_day_pnl)
        .close();
  w.field("first_half_net", r.first_half).field("second_half_net", r.second_half);
  w.field("days", r.days)
      .field("round_trips", r.round_trips)
      .field("fills", r.fills)
      .field("maker_fills", r.maker_fills);
  w.field("turnover_per_day", r.turnover_per_day).field("verdict", r.verdict);
  w.field("status", std::int64_t{r.status}).key("faults").open('[');
  for (const std::string& fault : r.faults) w.value(fault);
  w.close();
  w.key("statistics").open('{');
  write_estimate(w, "sharpe", r.sharpe);
  write_estimate(w, "sortino", r.sortino);
  write_estimate(w, "calmar", r.calmar);
  write_estimate(w, "profit_factor", r.profit_factor);
  write_estimate(w, "win_rate", r.win_rate);
  write_estimate(w, "mean_trip", r.mean_trip);
  w.close();
  w.key("funnel").open('{');
  for (const Report::Step& step : r.funnel) w.field(step.name, step.count);
  w.field("declined", r.declined).field("refused", r.refused).close();
  write_counts(w, "refusals", r.refusals);
  write_counts(w, "declines", r.declines);
  w.key("months").open('[');
  for (const auto& m : r.months)
    w.open('{')
        .field("month", m.month)
        .field("net", m.net)
        .field("fraction", m.fraction)
        .field("trips", m.trips)
        .close();
  w.close();
  write_attribution(w, "by_signal", r.by_signal);
  write_attribution(w, "by_exit", r.by_exit);
  write_attribution(w, "by_symbol", r.by_symbol);
  w.key("open_positions").open('[');
  for (const auto& p : r.open)
    w.open('{')
        .field("symbol", p.symbol)
        .field("strategy", p.strategy)
        .field("qty", p.qty)
        .field("average", p.average)
        .field("mark", p.mark)
        .field("unrealised", p.unrealised)
        .close();
  w.close();
  w.key("halts").open('[');
  for (const HaltBand& h : r.halts)
    w.open('{')
        .field("kind", h.kind)
        .field("rule", h.rule)
        .field("reason", h.reason)
        .field("from", std::int64_t{h.from})
        .field("to", std::int64_t{h.to})
        .close();
  w.close();
  w.key("equity_curve").open('[');
  for (const EquityPoint& p : r.curve)
    w.open('[').value(std::int64_t{p.ts}).value(p.equity).value(p.exposure).close();
  w.close().close();
  return w.take() + "\n";
}

}  // namespace tu::study
