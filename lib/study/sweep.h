// Sweep: every combination of settings on one decode. The source is decoded once; each run is a forked
// process that shares its memory, so runs cannot disturb each other.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"

namespace tu::study {

using Settings = std::map<std::string, std::string>;

std::string settings_text(const Settings& settings);  // "FAST=10 SLOW=50"

// "FAST=10,20 SLOW=50,100" gives four. A name stands once, and of a name a value.
Result<std::vector<Settings>> combinations(std::string_view text);

struct SweepRow {
  Settings settings;
  bool ok = false;
  Exit status = Exit::ok;  // of a try that failed, or whose data or programs were not whole
  std::string error;
  double net = 0, max_drawdown = 0, fees = 0, sharpe = 0;  // Sharpe of the daily returns, not annualised
  std::int64_t trips = 0;
  std::vector<double> daily_returns;
  std::string ledger_head;
};

// Calls `run` for each setting in a child process, at most `jobs` at once; rows come back in the settings'
// order.
std::vector<SweepRow> sweep(const std::vector<Settings>& settings, int jobs,
                            const std::function<SweepRow(const Settings&)>& run);

// The table, best first, and what the best of so many tries is worth: the deflated Sharpe ratio, where the
// best has days and round trips enough for it.
std::string sweep_text(const std::vector<SweepRow>& rows, const std::string& currency);
std::string sweep_json(const std::vector<SweepRow>& rows);
Exit sweep_status(const std::vector<SweepRow>& rows);
// The first try that failed, by its values, and why; "": none did.
std::string sweep_failure(const std::vector<SweepRow>& rows);

}  // namespace tu::study
