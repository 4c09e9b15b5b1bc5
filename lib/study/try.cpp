#include "study/try.h"

#include "study/interrupt.h"
#include "study/results.h"

namespace tu::study {

std::string no_report(const BacktestResult& r) {
  return "the run ended with status " + std::to_string(static_cast<int>(r.status)) +
         ", so there is no report";
}

std::string place_of(const std::string& sweep, const Settings& settings) {
  std::string name;
  for (const auto& [k, v] : settings) name += (name.empty() ? "" : "+") + k + "=" + v;
  for (char& c : name)
    if (c == '/') c = '_';
  return sweep + "/" + name;
}

SweepRow run_try(BacktestOptions run, const Settings& settings, source::Preloaded& data,
                 const std::string& directory) {
  heed_interrupts(Heed::always);
  SweepRow row;
  for (const auto& [name, value] : settings) run.variables[name] = value;
  Results results(directory);
  run.ledger = results.ledger();
  run.words.insert(run.words.begin() + 2, {"--out", directory});
  data.rewind();
  Interruptible events(data);
  Result<BacktestResult> r = fail(Exit::internal, "");
  if (Status st = results.prepare(true); !st)
    r = st.error();
  else
    r = backtest(run, events);
  if (interrupted()) r = fail(exit_interrupted, "interrupted");
  if (r && !has_result(*r)) {
    std::string why = no_report(*r);
    for (const std::string& m : r->messages) why += "; " + m;
    r = fail(r->status, why);
  }
  if (r)
    if (Status st = results.write(r->report); !st) r = st.error();
  if (!r) {
    results.withdraw();
    row.status = r.error().status;
    row.error = r.error().message;
    return row;
  }
  row.ok = true;
  row.status = r->status;
  row.net = r->report.net;
  row.max_drawdown = r->report.max_drawdown;
  row.fees = r->report.fees;
  row.trips = r->report.round_trips;
  row.daily_returns = r->report.daily_returns;
  row.sharpe = r->report.sharpe_daily;
  row.ledger_head = r->report.ledger_head;
  return row;
}

}  // namespace tu::study
