// backtest: a strategy script over recorded events: ledger, report, sweeps.
#include "study/backtest.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "cli/parse.h"
#include "run/bad_lines.h"
#include "run/signals.h"
#include "source/data_options.h"
#include "source/options.h"
#include "stages/all.h"
#include "study/script_check.h"
#include "study/sweep.h"

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
           {"--out", "DIR", "where report and ledger go; SCRIPT.backtest without it", &Options::out},
           {"--title", "TEXT", "heading of the report", &Options::title},
           {"--set", "LIST", "variables to try: \"FAST=10,20 SLOW=50,100\" runs every combination",
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
  s.statuses = {{Exit::internal, "the replay diverged from what the ledger holds"},
                {Exit::config, "the script uses what only sh understands, or the ledger holds another run"}};
  return s;
}

std::string stem(const std::string& script) {
  return std::filesystem::path(script).stem().string();
}

std::int64_t clock_ms() {
  timespec t{};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000 + t.tv_nsec / 1'000'000;
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

std::string quoted(const std::string& word) {
  if (!word.empty() &&
      word.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=,@+%") ==
          word.npos)
    return word;
  std::string s = "'";
  for (char c : word) s += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return s + "'";
}

// One line on a terminal, five times a second: how far, how fast, how long still, what the account is worth.
class Progress {
 public:
  Progress(bool on, const source::Source& source)
      : on_(on && isatty(2)), source_(source), began_(clock_ms()) {}
  void operator()(TsUs now, double equity, std::int64_t events) {
    if (!on_ || (++calls_ & 63) != 0) return;
    const std::int64_t ms = clock_ms();
    if (ms - said_ < 200) return;
    said_ = ms;
    const double done = source_.progress(), spent = static_cast<double>(ms - began_) / 1000;
    fmt::print(stderr, "\r\033[K{:3.0f}%  {}  {:.0f} events/s  {:.0f} s left  equity {:.2f}", done * 100,
               time_text(now), static_cast<double>(events) / (spent > 0 ? spent : 1),
               done > 0 ? spent / done - spent : 0, equity);
  }
  ~Progress() {
    if (said_) fmt::print(stderr, "\r\033[K");
  }

 private:
  bool on_;
  const source::Source& source_;
  std::int64_t began_, said_ = 0, calls_ = 0;
};

Status write_file(const std::string& path, const std::string& text) {
  std::ofstream f(path, std::ios::binary);
  f << text;
  f.close();
  return f ? Status() : Status(fail(Exit::io, path + ": could not be written"));
}

// Only what an earlier backtest left in its own directory is replaced.
void remove_earlier(const std::string& directory) {
  for (const char* name :
       {"ledger.db", "ledger.db-wal", "ledger.db-shm", "ledger.db.sync", "report.html", "report.json"}) {
    std::error_code ignored;
    std::filesystem::remove(directory + "/" + name, ignored);
  }
}

struct Setup {
  study::BacktestOptions run;
  std::string directory;
  bool waits = false;  // data come through a pipe: who reads it may sleep there
};

Result<Setup> setup(const cli::Parsed& p, const source::SourceOptions& s, const std::string& command) {
  const Options& o = p.as<Options>();
  Setup x;
  x.run.script = p.operands[0];
  x.run.arguments = o.args;
  x.run.command = command;
  x.run.title = o.title.empty() ? stem(p.operands[0]) : o.title;
  x.run.batch = o.batch;
  x.run.print = o.print;
  x.run.processes = o.processes;
  for (const std::string& f : s.files) {
    x.run.data += (x.run.data.empty() ? "" : ", ") + std::filesystem::path(f).filename().string();
    x.waits |= !std::filesystem::is_regular_file(f) && !std::filesystem::is_directory(f);
  }
  Result<study::Deposit> deposit = study::deposit_from(o.deposit);
  if (!deposit) return deposit.error();
  x.run.deposit = std::move(*deposit);
  x.directory = o.out.empty() ? stem(p.operands[0]) + ".backtest" : o.out;
  std::error_code failed;
  std::filesystem::create_directories(x.directory, failed);
  if (failed) return fail(Exit::io, x.directory + ": " + failed.message());
  x.run.ledger = x.directory + "/ledger.db";
  return x;
}

int one_run(const cli::Parsed& p, Setup& x, source::Source& source) {
  const Options& o = p.as<Options>();
  Result<study::BacktestResult> result = fail(Exit::internal, "");
  {
    Progress progress(!o.quiet, source);
    x.run.progress = std::ref(progress);
    x.run.ahead = !x.waits;
    result = study::backtest(x.run, source);
  }
  if (!result) return cli::report("backtest", result.error());
  if (!o.quiet)
    for (const std::string& m : result->messages) fmt::print(stderr, "{}\n", m);
  const std::string html = x.directory + "/report.html";
  if (Status st = write_file(html, study::report_html(result->report)); !st)
    return cli::report("backtest", st.error());
  if (Status st = write_file(x.directory + "/report.json", study::report_json(result->report)); !st)
    return cli::report("backtest", st.error());
  if (!o.quiet)
    fmt::print(o.print ? stderr : stdout, "{}\n  ledger head {}\n  stream      {}\n  report      {}\n",
               study::report_text(result->report), result->report.ledger_head, result->report.stream_hash,
               html);
  const Exit status = result->status != Exit::ok ? result->status : source.status();
  return static_cast<int>(status);
}

study::SweepRow sweep_run(const Setup& x, const study::Settings& settings, source::Preloaded& data,
                          const std::string& directory) {
  study::SweepRow row;
  study::BacktestOptions run = x.run;
  for (const auto& [name, value] : settings) run.variables[name] = value;
  run.ledger = directory + "/ledger.db";
  std::error_code failed;
  std::filesystem::create_directories(directory, failed);
  remove_earlier(directory);
  data.rewind();
  Result<study::BacktestResult> r = study::backtest(run, data);
  if (!r) {
    row.error = r.error().message;
    return row;
  }
  write_file(directory + "/report.html", study::report_html(r->report)).ok();
  write_file(directory + "/report.json", study::report_json(r->report)).ok();
  row.ok = true;
  row.net = r->report.net;
  row.max_drawdown = r->report.max_drawdown;
  row.fees = r->report.fees;
  row.trips = r->report.round_trips;
  row.daily_returns = r->report.daily_returns;
  row.sharpe = r->report.sharpe_daily;
  row.ledger_head = r->report.ledger_head;
  return row;
}

int sweep_all(const cli::Parsed& p, Setup& x, source::Source& source) {
  const Options& o = p.as<Options>();
  Result<std::vector<study::Settings>> settings = study::combinations(o.set);
  if (!settings) return cli::report("backtest", settings.error());
  source::Preloaded data(source);
  const auto place = [&](const study::Settings& s) {
    std::string name;
    for (const auto& [k, v] : s) name += (name.empty() ? "" : "+") + k + "=" + v;
    for (char& c : name)
      if (c == '/') c = '_';
    return x.directory + "/" + name;
  };
  const std::vector<study::SweepRow> rows = study::sweep(
      *settings, o.jobs, [&](const study::Settings& s) { return sweep_run(x, s, data, place(s)); });
  fmt::print("{}\n{}", x.run.title, study::sweep_text(rows, x.run.deposit.currency));
  if (Status st = write_file(x.directory + "/sweep.json", study::sweep_json(rows)); !st)
    return cli::report("backtest", st.error());
  for (const study::SweepRow& r : rows)
    if (!r.ok) return static_cast<int>(Exit::internal);
  return static_cast<int>(source.status());
}

// A ledger is used only when it is named on the command line: an exported TRADEUTILS_LEDGER is somebody's
// account.
bool names_ledger(int argc, char** argv) {
  for (int i = 1; i < argc; ++i)
    if (std::string_view(argv[i]) == "--ledger" || std::string_view(argv[i]).starts_with("--ledger="))
      return true;
  return false;
}

int backtest(const cli::Parsed& p, const std::string& command, bool own_ledger) {
  if (p.operands.empty())
    return cli::report("backtest", fail(Exit::usage, "no script: expected backtest SCRIPT --data FILE..."));
  Result<source::SourceOptions> options = source_options(p);
  if (!options) return cli::report("backtest", options.error());
  Result<Setup> x = setup(p, *options, command);
  if (!x) return cli::report("backtest", x.error());
  run::BadLines bad("backtest");
  if (Status st = p.common.bad.empty() ? Status() : bad.keep_in(p.common.bad); !st)
    return cli::report("backtest", st.error());
  options->bad = [&bad](std::string_view line) { bad.keep(line); };
  Result<std::unique_ptr<source::Source>> source = source::Source::open(std::move(*options));
  if (!source) return cli::report("backtest", source.error());
  for (const std::string& w : study::script_warnings({x->run.script, x->run.arguments, study::environment}))
    run::say("backtest", w);
  if (!p.as<Options>().set.empty()) return sweep_all(p, *x, **source);
  if (own_ledger)
    x->run.ledger = p.common.ledger;
  else
    remove_earlier(x->directory);
  return one_run(p, *x, **source);
}

}  // namespace

int main(int argc, char** argv) {
  std::string command = "backtest";
  for (int i = 1; i < argc; ++i) command += " " + quoted(argv[i]);
  return tu::cli::run(spec(), argc, argv, [&](const tu::cli::Parsed& p) {
    return backtest(p, command, names_ledger(argc, argv));
  });
}
