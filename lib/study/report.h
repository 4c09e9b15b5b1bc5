// Report: what a backtest found, as plain values; made once from an Observer, then printed as JSON, HTML or
// text. Money is in `currency`; fractions are fractions.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "study/observer.h"

namespace tu::study {

// A figure with what it rests on. `low`/`high`: 95% interval; absent when it cannot be given. `enough`:
// whether anything can be concluded from it (the rule: quant/performance.h).
struct Estimate {
  std::optional<double> value, low, high;
  std::int64_t count = 0;
  std::string of;  // what is counted: "days", "trips"
  bool enough = false;
};

struct Report {
  std::string title, command, currency, data, ledger, ledger_head, stream_hash, session, version;
  TsUs from = 0, to = 0;  // when it could trade
  DurUs warm = 0;         // history before that
  std::int64_t events = 0;

  // `before_costs`: what net would be without fees, funding and slippage. (A round trip's gross is after its
  // slippage: it rests on the prices of its fills.)
  double deposit = 0, equity = 0, net = 0, before_costs = 0, fees = 0, funding = 0, slippage = 0,
         turnover = 0;
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
  std::vector<std::string>
      no_funding;               // perpetuals whose funding rates are not in the data: none was charged
  bool perpetuals = false;      // some are in the data
  double turnover_per_day = 0;  // turnover over mean equity and days

  // From bars to round trips, each step out of the one before; beside them what did not go on.
  struct Step {
    std::string name;
    std::int64_t count;
  };
  std::vector<Step> funnel;
  std::int64_t declined = 0, refused = 0;
  std::vector<std::pair<std::string, std::int64_t>> refusals, declines;
  std::vector<std::pair<std::string, std::int64_t>>
      without_rate;  // proposals, by the currency of their prices
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
  std::string verdict;              // some plain sentences
  int status = 0;                   // of the script
  std::vector<std::string> faults;  // why the figures may rest on a part of the data only

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
  int status = 0;
  std::vector<std::string> faults;
};

std::string verdict_of(const Report& r);
Report make_report(const Observer& o, const ReportInputs& in);
std::string report_json(const Report& r);
std::string report_html(const Report& r);
std::string report_text(const Report& r);  // the first screen, for a terminal

}  // namespace tu::study
