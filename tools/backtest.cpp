// backtest: a strategy script over recorded events: ledger, report, sweeps.
#include "study/backtest.h"

#include <fmt/format.h>

#include <filesystem>

#include "cli/parse.h"
#include "run/bad_lines.h"
#include "run/signals.h"
#include "source/data_options.h"
#include "source/options.h"
#include "stages/all.h"
#include "study/interrupt.h"
#include "study/plan.h"
#include "study/progress.h"
#include "study/repeat.h"
#include "study/results.h"
#include "study/script_check.h"
#include "study/sweep.h"
#include "study/try.h"

namespace {

using namespace tu;

struct Options : source::RangeOptions, source::HistoryOptions {
  std::string data, deposit = "10000", out, set, title, print_stream;
  std::vector<std::string> args;
  bool processes = false, print = false, quiet = false;
  int jobs = 1, batch = 64;
  std::int64_t seed = 0;
};

cli::CommandSpec spec() {
  cli::CommandSpec s = cli::describe_command<Options>(
      "backtest", "run a strategy script over recorded events", "SCRIPT [FILE...]",
      cli::joined<Options>(
          {{"--data", "FILE", "a recording or importable file; more may follow as operands", &Options::data}},
          source::range_rows<Options>(), source::history_rows<Options>(),
          {{"--deposit", "AMOUNT", "money to begin with: 10000, or with its currency, \"10000 USDT\"",
            &Options::deposit},
           {"--args", "LIST", "the script's arguments", &Options::args},
           {"--out", "DIR",
            "where report and ledger go, in place of those of an earlier backtest; SCRIPT.backtest without "
            "it",
            &Options::out},
           {"--title", "TEXT", "heading of the report", &Options::title},
           {"--set", "LIST",
            "variables to try: \"FAST=10,20 SLOW=50,100\" runs every combination; given again, it adds to "
            "them",
            &Options::set},
           {"--jobs", "N", "combinations run at once", &Options::jobs, at_least(1)},
           {"--processes", "", "run the script by sh, as processes; any script goes", &Options::processes},
           {"--batch", "N",
            "events handed on at once where no account is read; the result does not depend on it",
            &Options::batch, at_least(1)},
           {"--print", "", "write the stream to standard output", &Options::print},
           {"--quiet", "", "no progress and no summary", &Options::quiet},
           source::seed_row<Options>(&Options::seed)}));
  s.uses_ledger = true;
  s.reads_lines = true;
  s.examples = {
      {"backtest examples/strategies/rsi-reversion.sh --to 2025-05-06 --out /tmp/tradeutils-rsi "
       "--data examples/data/binance-perp-1m-2025-05/BTCUSDT-1m.csv.gz",
       "two days of one perpetual"}};
  s.see_also = {"feed", "leak", "ledger", "tradeutils"};
  s.adds_up = {"--set"};
  s.statuses = {
      {Exit::no,
       "a symbol, or the range, that was asked for is not in the data, a file of it holds no event, or "
       "a flat halt stood without exits in front of the gate"},
      {Exit::internal, "the replay diverged from what the ledger holds"},
      {Exit::config,
       "the script uses what only sh understands, the ledger named by --ledger holds another run, or the run "
       "ended without a report: an exit could not be judged, such as a trail without its ATR"},
      {study::exit_interrupted, "SIGINT or SIGTERM came: what was begun is taken back"}};
  return s;
}

std::string stem(const std::string& script) {
  return std::filesystem::path(script).stem().string();
}

Result<source::SourceOptions> source_options(const cli::Parsed& p) {
  const Options& o = p.as<Options>();
  source::SourceOptions s;
  Result<std::vector<std::string>> files =
      source::data_files(o.data, {p.operands.begin() + 1, p.operands.end()});
  if (!files) return files.error();
  s.files = std::move(*files);
  s.seed = o.seed;
  s.strict = p.common.strict;
  if (Status st = take(o, s); !st) return st.error();
  if (Status st = take(o, stages::warm_bars(), s); !st) return st.error();
  s.report = [](const std::string& message) { run::say("backtest", message); };
  return s;
}

struct Setup {
  study::BacktestOptions run;
  std::string directory;
  bool waits = false;  // data come through a pipe: who reads it may sleep there
  bool quiet = false;
  std::vector<study::Settings> tries;  // of --set; empty: one run as the script is
};

Result<Setup> setup(const cli::Parsed& p, const source::SourceOptions& s, bool own_ledger) {
  const Options& o = p.as<Options>();
  Setup x;
  x.run.script = p.operands[0];
  x.run.arguments = o.args;
  std::set<std::string> unsaid = {"--config"};  // what it says is written out
  if (!own_ledger) unsaid.insert("--ledger");
  // A combination of --set is a run of its own, in its own place.
  if (!o.set.empty()) unsaid.insert({"--set", "--jobs", "--out"});
  x.run.words = study::repeat_words(p, unsaid);
  x.run.title = o.title.empty() ? stem(p.operands[0]) : o.title;
  x.run.batch = o.batch;
  x.run.print = o.print;
  x.run.processes = o.processes;
  x.quiet = o.quiet;
  for (const std::string& f : s.files) {
    x.run.data += (x.run.data.empty() ? "" : ", ") + std::filesystem::path(f).filename().string();
    x.waits |= !std::filesystem::is_regular_file(f) && !std::filesystem::is_directory(f);
  }
  Result<study::Deposit> deposit = study::deposit_from(o.deposit);
  if (!deposit) return deposit.error();
  x.run.deposit = std::move(*deposit);
  x.directory = o.out.empty() ? stem(p.operands[0]) + ".backtest" : o.out;
  if (o.set.empty()) return x;
  Result<std::vector<study::Settings>> tries = study::combinations(o.set);
  if (!tries) return tries.error();
  x.tries = std::move(*tries);
  return x;
}

// What is wrong with the script is told before anything is read or replaced. As processes any program of it
// may read any variable.
Status check_script(const Setup& x) {
  if (x.run.processes) return {};
  const study::Settings settings = x.tries.empty() ? study::Settings() : x.tries.front();
  Result<study::Plan> plan =
      study::make_plan({x.run.script, x.run.arguments, [&](const std::string& name) {
                          const auto at = settings.find(name);
                          return at != settings.end() ? std::optional(at->second) : study::environment(name);
                        }});
  if (!plan) return plan.error();
  if (Status st = check_inputs(*plan, x.run.script, settings); !st)
    return fail(st.error().status, "--set " + st.error().message);
  return {};
}

int stopped(study::Results& results) {
  results.withdraw();
  return cli::report(
      "backtest", fail(study::exit_interrupted, "interrupted: the run has no result, and no report is left"));
}

int one_run(const Setup& x, study::Results& results, source::Source& source, bool print) {
  Result<study::BacktestResult> result = fail(Exit::internal, "");
  {
    study::Progress progress(!x.quiet, source);
    study::BacktestOptions run = x.run;
    run.progress = std::ref(progress);
    run.ahead = !x.waits;
    study::Interruptible events(source);
    result = study::backtest(run, events);
  }
  if (study::interrupted()) return stopped(results);
  if (!result) {
    results.withdraw();
    const Error& error = result.error();
    // The source has said that nothing of what was asked for is there.
    if (source.events() == 0 && source.status() != Exit::ok) return static_cast<int>(source.status());
    return cli::report("backtest", error);
  }
  if (!study::has_result(*result)) {
    results.withdraw();
    for (const std::string& m : result->messages) fmt::print(stderr, "{}\n", m);
    return cli::report("backtest", fail(result->status, study::no_report(*result)));
  }
  if (Status st = results.write(result->report); !st) {
    results.withdraw();
    return cli::report("backtest", st.error());
  }
  if (!x.quiet) {
    std::FILE* to = print ? stderr : stdout;
    fmt::print(to, "{}\n  ledger head {}\n  stream      {}\n  report      {}\n",
               study::report_text(result->report), result->report.ledger_head, result->report.stream_hash,
               results.html());
    std::fflush(to);
    for (const std::string& m : result->messages) fmt::print(stderr, "{}\n", m);
  }
  const Exit status = result->status != Exit::ok ? result->status : source.status();
  return static_cast<int>(status);
}

int sweep_all(const Setup& x, study::Results& results, source::Source& source, int jobs) {
  study::Interruptible events(source);
  source::Preloaded data(events);
  if (source.events() == 0 && source.status() != Exit::ok) {
    results.withdraw();
    return static_cast<int>(source.status());
  }
  std::vector<std::string> made;  // directories of tries that were not there
  for (const study::Settings& t : x.tries)
    if (const std::string place = study::place_of(results.directory(), t); !std::filesystem::exists(place))
      made.push_back(place);
  const std::vector<study::SweepRow> rows = study::sweep(x.tries, jobs, [&](const study::Settings& t) {
    return study::run_try(x.run, t, data, study::place_of(results.directory(), t));
  });
  if (study::interrupted()) {
    for (const std::string& place : made) study::Results(place).discard();
    return stopped(results);
  }
  fmt::print("{}\n{}", x.run.title, study::sweep_text(rows, x.run.deposit.currency));
  if (Status st = study::write_file(results.directory() + "/sweep.json", study::sweep_json(rows)); !st) {
    results.withdraw();
    return cli::report("backtest", st.error());
  }
  if (const std::string why = study::sweep_failure(rows); !why.empty()) run::say("backtest", why);
  const Exit status = study::sweep_status(rows);
  return static_cast<int>(status != Exit::ok ? status : source.status());
}

// A ledger is used only when it is named on the command line: an exported TRADEUTILS_LEDGER is somebody's
// account.
bool names_ledger(int argc, char** argv) {
  for (int i = 1; i < argc; ++i)
    if (std::string_view(argv[i]) == "--ledger" || std::string_view(argv[i]).starts_with("--ledger="))
      return true;
  return false;
}

int backtest(const cli::Parsed& p, bool own_ledger) {
  if (p.operands.empty())
    return cli::report("backtest", fail(Exit::usage, "no script: expected backtest SCRIPT --data FILE..."));
  Result<source::SourceOptions> options = source_options(p);
  if (!options) return cli::report("backtest", options.error());
  Result<Setup> x = setup(p, *options, own_ledger);
  if (!x) return cli::report("backtest", x.error());
  if (Status st = check_script(*x); !st) return cli::report("backtest", st.error());
  study::heed_interrupts(study::Heed::once);
  run::BadLines bad("backtest");
  if (Status st = p.common.bad.empty() ? Status() : bad.keep_in(p.common.bad); !st)
    return cli::report("backtest", st.error());
  options->wait = study::wait_to_read;
  options->bad = [&bad](std::string_view line) { bad.keep(line); };
  Result<std::unique_ptr<source::Source>> source = source::Source::open(std::move(*options));
  if (!source) return cli::report("backtest", source.error());
  const study::PlanRequest request{x->run.script, x->run.arguments, study::environment};
  for (const std::string& w : study::script_warnings(request, x->tries)) run::say("backtest", w);
  study::Results results(x->directory);
  if (const std::string title = results.earlier_title(); !title.empty() && title != x->run.title)
    run::say("backtest", x->directory + ": the results of " + title + " that lie there are replaced");
  const bool sweeps = !x->tries.empty();
  if (Status st = results.prepare(!own_ledger && !sweeps); !st) return cli::report("backtest", st.error());
  if (sweeps) return sweep_all(*x, results, **source, p.as<Options>().jobs);
  x->run.ledger = own_ledger ? p.common.ledger : results.ledger();
  return one_run(*x, results, **source, p.as<Options>().print);
}

}  // namespace

int main(int argc, char** argv) {
  return tu::cli::run(spec(), argc, argv,
                      [&](const tu::cli::Parsed& p) { return backtest(p, names_ledger(argc, argv)); });
}
