// Observer: what a report needs, gathered from the events that leave the end of a pipeline and the rows of
// its journal. It folds its own account, so nothing in the report depends on how often a stage prints one.
//
// What it measures (equity, days, exposure, prices, bars) begins where trading may begin: at `warm_until` of
// the session. The history before that is nobody's result.
//
// Memory is bounded: the equity curve and the price paths are thinned by doubling their interval when they
// are full.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "account/account.h"
#include "account/instrument.h"
#include "account/marks.h"
#include "account/valuation.h"
#include "event/event.h"

namespace tu::study {

struct EquityPoint {
  TsUs ts;
  double equity, exposure;
};
struct PricePoint {
  TsUs ts;
  double price;
};
struct FillMark {
  TsUs ts;
  Atom symbol;
  bool buy, exit;
  double price, qty;
};
struct ClosedTrip {
  TsUs opened, closed;
  Atom strategy, symbol;
  double qty, gross, fees, funding, slippage, net, entry, exit;
  std::string exit_rule, signals;
};
struct HaltBand {
  TsUs from, to;
  std::string kind, rule, reason;
};
struct DayClose {
  TsUs day;
  double equity, flows;
};

// A path that keeps at most `limit` points: when it is full every second one goes and the step doubles.
template <class Point>
class Thinned {
 public:
  explicit Thinned(DurUs step, std::size_t limit = 8192) : step_(step), limit_(limit) {}
  bool wants(TsUs ts) const { return points_.empty() || ts >= points_.back().ts + step_; }
  void add(Point p) {
    if (points_.size() >= limit_) {
      std::size_t kept = 0;
      for (std::size_t i = 0; i < points_.size(); i += 2) points_[kept++] = points_[i];
      points_.resize(kept);
      step_ *= 2;
      if (!wants(p.ts)) return;
    }
    points_.push_back(p);
  }
  const std::vector<Point>& points() const { return points_; }

 private:
  DurUs step_;
  std::size_t limit_;
  std::vector<Point> points_;
};

class Observer {
 public:
  Observer(account::Venues venues, std::string account_name);

  void row(const Event& journal_row);  // in journal order, when the instant it belongs to is over
  void event(const Event& e);          // in stream order
  void instant_end(TsUs ts);           // after the rows of the instant
  void finish();                       // values the end

  struct PerSymbol {
    double first = 0, last = 0;  // closes: the first is the price that was known when trading could begin
    TsUs first_ts = 0, last_ts = 0;
    Atom venue = Atom::none;
    Thinned<PricePoint> path{us_per_min, 4096};
  };
  struct Totals {
    double fees = 0, slippage = 0, funding = 0, turnover = 0, flows = 0;
    std::int64_t fills = 0, maker = 0;
  };
  // What the end of the stream says of its source.
  struct Ending {
    bool there = false;
    std::int64_t status = 0;
    std::string reason;
  };

  const account::Account& account() const { return account_; }
  const account::Venues& venues() const { return venues_; }
  const account::Valuation& final_value() const { return final_; }
  const Thinned<EquityPoint>& equity() const { return equity_; }
  const std::vector<DayClose>& days() const { return days_; }
  const std::map<std::string, PerSymbol>& symbols() const { return symbols_; }
  const std::vector<FillMark>& fills() const { return fills_; }
  const std::vector<ClosedTrip>& trips() const { return trips_; }
  const std::vector<HaltBand>& halts() const { return halts_; }
  const std::map<std::string, std::int64_t>& counts() const { return counts_; }      // events by type
  const std::map<std::string, std::int64_t>& refusals() const { return refusals_; }  // by rule
  const std::map<std::string, std::int64_t>& declines() const { return declines_; }  // by reason
  // Proposals that could not be sized for want of a rate, by the currency that they are priced in.
  const std::map<std::string, std::int64_t>& without_rate() const { return without_rate_; }
  const std::map<std::string, std::int64_t>& order_ends() const { return order_ends_; }  // by final state
  bool has_funding(Atom symbol) const {
    return funded_.count(symbol) > 0;
  }  // some rate of it was in the data
  const Ending& ending() const { return ending_; }
  const Totals& totals() const { return totals_; }
  TsUs from() const { return from_; }  // 0: nothing came after the warm-up
  DurUs warm() const { return begin_ > first_ts_ ? begin_ - first_ts_ : 0; }  // history before `from`
  TsUs to() const { return to_; }
  double average_exposure() const { return seen_us_ > 0 ? exposure_us_ / static_cast<double>(seen_us_) : 0; }
  double max_drawdown() const { return max_drawdown_; }  // at every valued instant, fraction
  DurUs longest_under_water() const { return under_water_; }
  Atom currency() const { return currency_; }
  double equity_now() const { return last_equity_; }

 private:
  void session(const Event& e);
  void candle(const Event& e);
  void sample(TsUs ts);
  void count_refusals(const Event& reject);

  account::Venues venues_;
  account::Account account_;
  account::Marks marks_;
  account::Valuation final_;
  Thinned<EquityPoint> equity_{us_per_min};
  std::vector<DayClose> days_;
  std::map<std::string, PerSymbol> symbols_;
  std::map<Atom, PerSymbol*> by_atom_;
  std::set<Atom> funded_;
  std::vector<FillMark> fills_;
  std::vector<ClosedTrip> trips_;
  std::vector<HaltBand> halts_;
  std::map<std::string, std::int64_t> counts_, refusals_, declines_, order_ends_;
  std::map<std::string, std::int64_t> without_rate_;
  std::array<std::int64_t, type_count> type_counts_{};
  Totals totals_;
  Ending ending_;
  TsUs begin_ = 0, first_ts_ = 0;  // of trading, of the stream
  TsUs from_ = 0, to_ = 0, last_sample_ = 0, peak_ts_ = 0, next_sample_ = 0;
  double exposure_us_ = 0, last_equity_ = 0, last_exposure_ = 0, peak_index_ = 0, max_drawdown_ = 0;
  double index_ = 1, flows_at_sample_ = 0;  // unit-value index: flows do not move it
  DurUs seen_us_ = 0, under_water_ = 0;
  bool dirty_ = false;
  Atom currency_ = Atom::none;
};

}  // namespace tu::study
