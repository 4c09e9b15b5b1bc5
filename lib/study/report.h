// Report: what a backtest found, as plain values; made once from an Observer, then printed as JSON, HTML or
// text. Money is in `currency`; fractions are fractions.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "study/observer.h"

namespace tu::study {

// A figure with what it rests on. `low`/`high`: 95% interval; absent when it cannot be given. `enough`: the
// interval is narrow enough, or the count large enough, to conclude anything (the rule is in report.cpp).
struct Estimate {
  std::optional<double> value, low, high;
  std::int64_t count = 0;
  std::string of;  // what is counted: "days", "trips"
  bool enough = false;
};

struct Report {
  std::string title, command, currency, data, ledger, ledger_head, stream_hash, session, version;
  TsUs from = 0, to = 0;
  std::int64_t events = 0;

  double deposit = 0, equity = 0, net = 0, gross = 0, fees = 0, funding = 0, slippage = 0, turnover = 0;
  double buy_hold = 0, buy_hold_scaled = 0, average_exposure = 0, max_drawdown = 0;
  std::vector<std::pair<int, double>>
      cost_scenarios;                    // {0, 1, 2, 4} times fees and slippage: net of the same trades
  std::optional<double> break_even_bps;  // fee on turnover that makes net zero
  std::optional<DayClose> worst_day;
  double worst_day_pnl = 0;
  DurUs under_water = 0;
  double first_half = 0, second_half = 0;  // net of each half of the time
  Estimate sharpe, sortino, calmar, profit_factor, win_rate, mean_trip;
  std::int64_t days = 0, round_trips = 0, fills = 0, maker_fills = 0;
  double turnover_per_day = 0;  // turnover over mean equity and days

  std::vector<std::pair<std::string, std::int64_t>> funnel, refusals, declines;
  struct Month {
    std::string month;
    double net, fraction;
    std::int64_t trips;
  };
  std::vector<Month> months;
  struct Attribution {
    std::string name;
    double net;
    double trips;
    double win_rate;
  };
  std::vector<Attribution> by_signal, by_exit, by_symbol;
  struct Open {
    std::string symbol, strategy;
    double qty, average, mark, unrealised;
  };
  std::vector<Open> open;
  std::string verdict;  // one or two plain sentences

  std::vector<EquityPoint> curve;
  struct Path {
    std::string symbol;
    std::vector<PricePoint> price;
    std::vector<FillMark> fills;
  };
  std::vector<Path> paths;
  std::vector<HaltBand> halts;
  std::vector<ClosedTrip> last_trips;  // at most 200
  std::vector<double> daily_returns;
  double sharpe_daily = 0;  // of daily_returns, not annualised
};

struct ReportInputs {
  std::string title, command, data, ledger, ledger_head, stream_hash, session;
  std::int64_t events = 0;
};

Report make_report(const Observer& o, const ReportInputs& in);
std::string report_json(const Report& r);
std::string report_html(const Report& r);
std::string report_text(const Report& r);  // the first screen, for a terminal

}  // namespace tu::study
