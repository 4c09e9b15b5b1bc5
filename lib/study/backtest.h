// Backtest: a strategy script over recorded events, fused in this process or as processes, into a ledger and
// a report.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "event/source.h"
#include "source/source.h"
#include "study/opening.h"
#include "study/report.h"

namespace tu::study {

struct BacktestOptions {
  std::string script;
  std::vector<std::string> arguments;            // the script's $1, $2, ...
  std::map<std::string, std::string> variables;  // over the environment, for ${NAME:-default}
  Deposit deposit;
  std::string ledger;              // the file; must be of kind replay
  std::vector<std::string> words;  // of the command that repeats the run, without variables, for the report
  std::string title;
  std::string data;  // what the data is, for the report
  int batch = 64;
  bool ahead = false;  // a second thread reads the source, if the run is in this process
  bool print = false;  // the stream goes to stdout
  bool processes = false;
  std::function<void(TsUs now, double equity, std::int64_t events)>
      progress;  // called often; cheap when nothing is due
};

struct BacktestResult {
  Report report;
  Exit status = Exit::ok;
  std::vector<std::string> messages;  // for stderr: summaries of the stages, complaints
};

// False: it failed, or nothing came after the warm-up. A report of it would be figures of nothing.
bool has_result(const BacktestResult& result);

// Runs `source` to its end. `session_id` and `events` of the report come from the source's own events.
Result<BacktestResult> backtest(const BacktestOptions& options, EventSource& source);

}  // namespace tu::study
