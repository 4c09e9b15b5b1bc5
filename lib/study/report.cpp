#include "study/report.h"

#include <algorithm>
#include <cmath>

#include "quant/performance.h"
#include "quant/sharpe.h"
#include "study/json.h"

namespace tu::study {
namespace {

std::vector<double> daily_returns(const Observer& o) {
  std::vector<double> returns;
  double before = 0, flows = 0;
  for (const DayClose& d : o.days()) {
    if (before > 0)
      returns.push_back((d.equity - (d.flows - flows)) / before - 1);
    else if (d.flows > 0)
      returns.push_back((d.equity - d.flows) / d.flows);
    before = d.equity;
    flows = d.flows;
  }
  return returns;
}

double trip_wins(const std::vector<const ClosedTrip*>& trips) {
  return trips.empty() ? 0
                       : static_cast<double>(std::count_if(trips.begin(), trips.end(),
                                                           [](const ClosedTrip* t) { return t->net > 0; })) /
                             static_cast<double>(trips.size());
}

template <class Name>
std::vector<Report::Attribution> group_trips(const Observer& o, Name name) {
  std::map<std::string, std::vector<const ClosedTrip*>> groups;
  for (const ClosedTrip& t : o.trips()) groups[name(t)].push_back(&t);
  std::vector<Report::Attribution> rows;
  for (const auto& [key, trips] : groups) {
    double net = 0;
    for (const ClosedTrip* t : trips) net += t->net;
    rows.push_back({key, net, static_cast<double>(trips.size()), trip_wins(trips)});
  }
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.net > b.net; });
  return rows;
}

// A trip's result is shared among the signals that carried its entry by weight x confidence.
std::vector<Report::Attribution> by_signal(const Observer& o) {
  std::map<std::string, Report::Attribution> rows;
  for (const ClosedTrip& t : o.trips()) {
    std::vector<SignalShare> shares = signal_shares(t.signals);
    if (shares.empty()) shares.push_back({"(none named)", 1});
    double total = 0;
    for (const SignalShare& s : shares) total += s.weight;
    for (const SignalShare& s : shares) {
      const double part = total > 0 ? s.weight / total : 1.0 / static_cast<double>(shares.size());
      Report::Attribution& row =
          rows.try_emplace(s.source, Report::Attribution{s.source, 0, 0, 0}).first->second;
      row.net += t.net * part;
      row.trips += part;
      if (t.net > 0) row.win_rate += part;
    }
  }
  std::vector<Report::Attribution> list;
  for (auto& [name, row] : rows) {
    if (row.trips > 0) row.win_rate /= row.trips;
    list.push_back(row);
  }
  std::stable_sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.net > b.net; });
  return list;
}

// The whole deposit in equal parts of every symbol at the first price that was known when trading could
// begin, held to the end; one taker fee in. Nothing of it passes the gate.
double buy_and_hold(const Observer& o, double deposit) {
  if (o.symbols().empty()) return 0;
  double sum = 0;
  for (const auto& [symbol, s] : o.symbols()) {
    const auto tier = o.venues().fees(s.venue, s.first_ts, Decimal{});
    const double fee = tier ? tier->taker.to_real() : 0;
    sum += s.last / (s.first * (1 + fee)) - 1;
  }
  return deposit * sum / static_cast<double>(o.symbols().size());
}

double equity_at(const std::vector<EquityPoint>& curve, TsUs ts) {
  double e = curve.empty() ? 0 : curve.front().equity;
  for (const EquityPoint& p : curve) {
    if (p.ts > ts) break;
    e = p.equity;
  }
  return e;
}

std::vector<Report::Month> months_of(const Observer& o, double deposit) {
  std::vector<Report::Month> rows;
  double before = deposit, flows = deposit;
  for (const DayClose& d : o.days()) {
    const std::string month = date_text(d.day).substr(0, 7);
    if (rows.empty() || rows.back().month != month) rows.push_back({month, 0, 0, 0});
    rows.back().net += d.equity - before - (d.flows - flows);
    before = d.equity;
    flows = d.flows;
  }
  double start = deposit;
  for (Report::Month& m : rows) {
    m.fraction = start > 0 ? m.net / start : 0;
    start += m.net;
    for (const ClosedTrip& t : o.trips())
      if (date_text(t.closed - 1).substr(0, 7) == m.month) ++m.trips;  // midnight ends the day before
  }
  return rows;
}

std::int64_t count(const Observer& o, const char* type) {
  const auto at = o.counts().find(type);
  return at == o.counts().end() ? 0 : at->second;
}

Estimate estimate(const quant::Estimate& e, std::string of) {
  return {e.value, e.low, e.high, static_cast<std::int64_t>(e.count), std::move(of), e.enough};
}

void statistics(Report& r, const Observer& o) {
  const std::vector<double> returns = daily_returns(o);
  std::vector<double> nets;
  for (const ClosedTrip& t : o.trips()) nets.push_back(t.net);
  r.daily_returns = returns;
  if (const double sharpe = quant::sharpe(returns); std::isfinite(sharpe)) r.sharpe_daily = sharpe;
  r.days = static_cast<std::int64_t>(returns.size());
  r.sharpe = estimate(quant::sharpe_annual(returns), "days");
  r.sortino = estimate(quant::sortino_annual(returns), "days");
  r.calmar = estimate(quant::calmar(returns, r.max_drawdown), "days");
  r.win_rate = estimate(quant::win_rate(nets), "trips");
  r.profit_factor = estimate(quant::profit_factor(nets), "trips");
  r.mean_trip = estimate(quant::mean_result(nets), "trips");
}

// Funding is part of what a perpetual costs; where no rate is in the data a 0 would look like a result.
void funding(Report& r, const Observer& o) {
  for (const auto& [symbol, s] : o.symbols()) {
    const auto instrument = account::instrument_from_symbol(symbol);
    if (!instrument || instrument->market != account::Market::perp) continue;
    r.perpetuals = true;
    if (!o.has_funding(intern(symbol))) r.no_funding.push_back(symbol);
  }
}

void decisions(Report& r, const Observer& o) {
  r.funnel = {{"bars seen", count(o, "candle")},
              {"signals", count(o, "signal")},
              {"proposed", count(o, "proposal")},
              {"approved", count(o, "order")},
              {"fills", r.fills},
              {"round trips", r.round_trips}};
  // Where signal-agg weighs opinions of its own no signal passes, which is not the same as none was heard.
  if (r.funnel[1].count == 0) r.funnel.erase(r.funnel.begin() + 1);
  r.declined = count(o, "decline");
  r.refused = count(o, "reject");
  r.refusals.assign(o.refusals().begin(), o.refusals().end());
  r.without_rate.assign(o.without_rate().begin(), o.without_rate().end());
  r.declines.assign(o.declines().begin(), o.declines().end());
  const auto more = [](const auto& a, const auto& b) { return a.second > b.second; };
  std::stable_sort(r.refusals.begin(), r.refusals.end(), more);
  std::stable_sort(r.declines.begin(), r.declines.end(), more);
}

}  // namespace

Report make_report(const Observer& o, const ReportInputs& in) {
  Report r;
  r.title = in.title;
  r.command = in.command;
  r.data = in.data;
  r.ledger = in.ledger;
  r.ledger_head = in.ledger_head;
  r.stream_hash = in.stream_hash;
  r.session = in.session;
  r.events = in.events;
  r.currency = std::string(name_of(o.currency()));
  r.from = o.from();
  r.to = o.to();
  r.warm = o.warm();

  const Observer::Totals& t = o.totals();
  r.deposit = t.flows;
  r.equity = o.final_value().equity.to_real();
  r.net = r.equity - r.deposit;
  r.fees = t.fees;
  r.funding = t.funding;
  r.slippage = t.slippage;
  r.before_costs = r.net + r.fees + r.funding + r.slippage;
  r.turnover = t.turnover;
  r.fills = t.fills;
  r.maker_fills = t.maker;
  r.round_trips = static_cast<std::int64_t>(o.trips().size());
  r.max_drawdown = o.max_drawdown();
  r.under_water = o.longest_under_water();
  r.average_exposure = o.average_exposure();
  r.buy_hold = buy_and_hold(o, r.deposit);
  r.buy_hold_scaled = r.buy_hold * r.average_exposure;
  for (int k : {0, 1, 2, 4})
    r.cost_scenarios.emplace_back(k, r.before_costs - r.funding - k * (r.fees + r.slippage));
  if (r.turnover > 0) r.break_even_bps = (r.before_costs - r.funding - r.slippage) / r.turnover * 1e4;

  r.curve = o.equity().points();
  double before = r.deposit, flows = r.deposit;
  for (const DayClose& d : o.days()) {
    const double pnl = d.equity - before - (d.flows - flows);
    if (!r.worst_day || pnl < r.worst_day_pnl) {
      r.worst_day = d;
      r.worst_day_pnl = pnl;
    }
    before = d.equity;
    flows = d.flows;
  }
  const double middle = equity_at(r.curve, r.from + (r.to - r.from) / 2);
  r.first_half = middle - r.deposit;
  r.second_half = r.equity - middle;
  statistics(r, o);
  if (r.days > 0 && r.deposit > 0) r.turnover_per_day = r.turnover / r.deposit / static_cast<double>(r.days);

  decisions(r, o);
  funding(r, o);
  r.months = months_of(o, r.deposit);
  r.by_signal = by_signal(o);
  r.by_exit = group_trips(o, [](const ClosedTrip& x) { return x.exit_rule; });
  r.by_symbol = group_trips(o, [](const ClosedTrip& x) { return std::string(name_of(x.symbol)); });
  for (const account::Position* p : o.account().ordered_positions()) {
    const auto s = o.symbols().find(std::string(name_of(p->symbol)));
    const double mark = s == o.symbols().end() ? 0 : s->second.last;
    const double qty = p->qty.to_real(), average = p->average().to_real();
    r.open.push_back({std::string(name_of(p->symbol)), std::string(name_of(p->strategy)), qty, average, mark,
                      qty * (mark - average)});
  }
  for (const auto& [symbol, s] : o.symbols()) {
    Report::Path path{symbol, s.path.points(), {}};
    for (const FillMark& f : o.fills())
      if (name_of(f.symbol) == symbol) path.fills.push_back(f);
    r.paths.push_back(std::move(path));
  }
  r.halts = o.halts();
  const std::size_t shown = std::min<std::size_t>(o.trips().size(), 200);
  r.last_trips.assign(o.trips().end() - static_cast<std::ptrdiff_t>(shown), o.trips().end());
  r.verdict = verdict_of(r);
  r.status = in.status;
  r.faults = in.faults;
  const Observer::Ending& end = o.ending();
  if (!end.there)
    r.faults.push_back("the stream ended without its `end` event, at " + time_text(r.to));
  else if (end.status != 0)
    r.faults.push_back("the source ended with status " + std::to_string(end.status) +
                       (end.reason.empty() ? "" : ": " + end.reason));
  if (r.status != 0) r.faults.push_back("the script ended with status " + std::to_string(r.status));
  return r;
}

}  // namespace tu::study
