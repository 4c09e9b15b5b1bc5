// What a sweep says of its tries: the table, and whether the best of them is more than luck.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "quant/performance.h"
#include "quant/sharpe.h"
#include "study/json.h"
#include "study/sweep.h"

namespace tu::study {
namespace {

using quant::least_count;  // days and round trips, as of a single report

std::vector<const SweepRow*> best_first(const std::vector<SweepRow>& rows) {
  std::vector<const SweepRow*> order;
  for (const SweepRow& r : rows) order.push_back(&r);
  std::stable_sort(order.begin(), order.end(), [](const SweepRow* a, const SweepRow* b) {
    return a->ok != b->ok ? a->ok : a->net > b->net;
  });
  return order;
}

// Tries that came to one ledger are one try: its account never differed.
struct Luck {
  quant::DeflatedSharpe figure;
  std::int64_t distinct = 0;
  const SweepRow* best = nullptr;  // by its Sharpe ratio; null: every try failed

  std::int64_t days() const { return best ? static_cast<std::int64_t>(best->daily_returns.size()) : 0; }
  std::int64_t trips() const { return best ? best->trips : 0; }
  bool enough() const { return days() >= least_count && trips() >= least_count && std::isfinite(figure.dsr); }
};

Luck luck_of(const std::vector<SweepRow>& rows) {
  Luck luck;
  std::set<std::string> heads;
  std::vector<double> sharpes;
  for (const SweepRow& r : rows) {
    if (!r.ok || (!r.ledger_head.empty() && !heads.insert(r.ledger_head).second)) continue;
    sharpes.push_back(r.sharpe);
    if (!luck.best || r.sharpe > luck.best->sharpe) luck.best = &r;
  }
  luck.distinct = static_cast<std::int64_t>(sharpes.size());
  if (luck.best) luck.figure = quant::deflated_sharpe(luck.best->daily_returns, sharpes);
  return luck;
}

std::string counted(std::int64_t n, const char* one, const char* more) {
  return fmt::format("{} {}", n, n == 1 ? one : more);
}

std::string luck_text(const std::vector<SweepRow>& rows) {
  const Luck luck = luck_of(rows);
  std::int64_t good = 0;
  for (const SweepRow& r : rows) good += r.ok;
  if (rows.size() < 2 || !luck.best) return {};
  std::string s = fmt::format("\n  {} tries", rows.size());
  if (good > luck.distinct)
    s += fmt::format(", of which {} came to the same ledger as another and {} not counted again",
                     good - luck.distinct, good - luck.distinct == 1 ? "is" : "are");
  if (luck.distinct < 2)
    return s + ": there is no other result to compare with, so nothing is said about luck.\n";
  if (!luck.enough())
    return s + fmt::format(
                   ": too few to conclude whether the best is better than luck: by its daily Sharpe ratio "
                   "it is one of {} in {}, expected {} of each at least.\n",
                   counted(luck.trips(), "round trip", "round trips"), counted(luck.days(), "day", "days"),
                   least_count);
  const quant::DeflatedSharpe& d = luck.figure;
  return s + fmt::format(
                 ": the best daily Sharpe ratio is {:.3f}; luck alone would show {:.3f}.\n"
                 "  Probability that the best is better than luck (deflated Sharpe ratio): {:.0f}%{}\n",
                 d.sr, d.sr0, d.dsr * 100, d.dsr < 0.95 ? ". Do not trust it." : ".");
}

}  // namespace

std::string sweep_text(const std::vector<SweepRow>& rows, const std::string& currency) {
  std::string s =
      fmt::format("  {:>14} {:>10} {:>12} {:>7}  settings\n", "net " + currency, "drawdown", "fees", "trips");
  for (const SweepRow* r : best_first(rows)) {
    if (r->ok)
      s += fmt::format("  {:>14.2f} {:>9.2f}% {:>12.2f} {:>7}  {}\n", r->net, r->max_drawdown * 100, r->fees,
                       r->trips, settings_text(r->settings));
    else
      s += fmt::format("  failed: {}  {}\n", r->error, settings_text(r->settings));
  }
  return s + luck_text(rows);
}

std::string sweep_json(const std::vector<SweepRow>& rows) {
  JsonWriter w;
  w.open('{').key("runs").open('[');
  for (const SweepRow& r : rows) {
    w.open('{').key("settings").open('{');
    for (const auto& [name, value] : r.settings) w.field(name, value);
    w.close();
    if (r.ok)
      w.field("net", r.net)
          .field("max_drawdown", r.max_drawdown)
          .field("fees", r.fees)
          .field("trips", r.trips)
          .field("sharpe_daily", r.sharpe)
          .field("ledger_head", r.ledger_head);
    else
      w.field("status", static_cast<std::int64_t>(r.status)).field("error", r.error);
    w.close();
  }
  w.close();
  const Luck luck = luck_of(rows);
  w.field("tries", static_cast<std::int64_t>(rows.size()))
      .field("distinct", luck.distinct)
      .field("deflated_sharpe", luck.figure.dsr)
      .field("sharpe_by_luck", luck.figure.sr0)
      .field("count", luck.trips())
      .field("days", luck.days())
      .field("enough", luck.distinct > 1 && luck.enough())
      .close();
  return w.take() + "\n";
}

// The first that failed decides, else the first that was not whole.
Exit sweep_status(const std::vector<SweepRow>& rows) {
  Exit status = Exit::ok;
  for (const SweepRow& r : rows) {
    if (!r.ok) return r.status;
    if (status == Exit::ok) status = r.status;
  }
  return status;
}

std::string sweep_failure(const std::vector<SweepRow>& rows) {
  const auto failed = [](const SweepRow& r) { return !r.ok; };
  const auto first = std::find_if(rows.begin(), rows.end(), failed);
  if (first == rows.end()) return {};
  const auto all = std::count_if(rows.begin(), rows.end(), failed);
  return settings_text(first->settings) + ": " + first->error +
         (all > 1 ? fmt::format(" ({} of {} tries failed)", all, rows.size()) : "");
}

}  // namespace tu::study
