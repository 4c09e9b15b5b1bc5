// leak: does a strategy script, or a recording, know the future?
#include "study/leak.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "cli/parse.h"
#include "ledger/group_writer.h"
#include "run/bad_lines.h"
#include "run/fused.h"
#include "run/output.h"
#include "source/data_options.h"
#include "source/options.h"
#include "study/hiding.h"
#include "study/opening.h"
#include "study/plan.h"
#include "study/processes.h"

namespace {

using namespace tu;

struct Options : source::RangeOptions {
  std::string data, deposit = "10000";
  std::vector<std::string> args;
  int cuts = 3;
  std::int64_t seed = 1;
  bool processes = false, quiet = false;
};

cli::CommandSpec spec() {
  cli::CommandSpec s = cli::describe_command<Options>(
      "leak", "find out whether a script or a recording knows the future", "SCRIPT [FILE...]",
      cli::joined<Options>(
          {{"--data", "FILE", "a recording or importable file; more may follow as operands", &Options::data}},
          source::range_rows<Options>(),
          {{"--cuts", "N", "how many times the future is changed", &Options::cuts, between(1, 1000)},
           {"--seed", "N", "places the cuts and changes the prices", &Options::seed},
           {"--deposit", "AMOUNT", "money to begin with: 10000, or with its currency, \"10000 USDT\"",
            &Options::deposit},
           {"--args", "LIST", "the script's arguments", &Options::args},
           {"--processes", "", "run the script by sh, as processes; any script and any program in it goes",
            &Options::processes},
           {"--quiet", "", "print the verdict only", &Options::quiet}}));
  s.reads_lines = true;
  s.examples = {
      {"leak examples/strategies/rsi-reversion.sh --to 2025-05-05 --cuts 1 "
       "--data examples/data/binance-perp-1m-2025-05/BTCUSDT-1m.csv.gz",
       "an honest strategy"}};
  s.see_also = {"backtest", "feed", "import"};
  s.statuses = {{Exit::no, "something looks ahead; the first line that differs is printed"}};
  return s;
}

class ToFile final : public run::FusedSink {
 public:
  explicit ToFile(int fd) : out_(fd) {}
  Status event(const Event& e) override {
    wire::encode(e, out_.buffer());
    out_.settle();
    return out_.error() ? Status(fail(Exit::io, "the stream could not be kept for comparison")) : Status();
  }
  void flush() { out_.flush(); }

 private:
  run::Output out_;
};

Status run_fused(const std::string& script, const Options& o, const study::Deposit& deposit,
                 EventSource& inner, const std::string& output) {
  Result<study::Plan> plan = study::make_plan({script, o.args, study::environment});
  if (!plan) return plan.error();
  Result<std::unique_ptr<run::FusedRunner>> runner = study::make_runner(*plan, nullptr);
  if (!runner) return runner.error();
  Arena arena;
  study::Peeking source(inner);
  (*runner)->opening(0, study::deposit_row(arena, deposit.amount, source.currency_for(deposit)));
  std::FILE* file = std::fopen(output.c_str(), "w");
  if (!file) return fail(Exit::io, output + ": could not be written");
  ToFile sink(fileno(file));
  const Exit status = (*runner)->run(source, sink);
  sink.flush();
  std::fclose(file);
  if (status == Exit::ok) return {};
  std::string why = "the script ended with status " + std::to_string(static_cast<int>(status));
  for (const std::string& m : (*runner)->messages()) why += "; " + m;
  return fail(status, why);
}

// Files of the data, and the empty one that a script finds instead.
struct Hidden {
  std::vector<std::string> files;
  std::string by;
};

Result<Hidden> hidden_data(const std::vector<std::string>& data, const std::string& directory) {
  Hidden h{{}, directory + "/empty"};
  for (const std::string& path : data) {
    std::error_code failed;
    if (std::filesystem::is_regular_file(path, failed)) h.files.push_back(path);
    if (!std::filesystem::is_directory(path, failed)) continue;
    for (const auto& entry : std::filesystem::directory_iterator(path, failed))
      if (entry.is_regular_file(failed)) h.files.push_back(entry.path());
  }
  std::FILE* file = std::fopen(h.by.c_str(), "w");
  if (!file) return fail(Exit::io, h.by + ": could not be written");
  std::fclose(file);
  if (Status st = study::can_hide(h.files, h.by); !st) return st.error();
  return h;
}

Status run_processes(const std::string& script, const Options& o, const study::Deposit& deposit,
                     EventSource& inner, const std::string& output, const Hidden& hidden = {}) {
  const std::string path = output + ".db";
  study::Peeking source(inner);
  for (const char* end : {"", "-wal", "-shm", ".sync"}) {
    std::error_code ignored;
    std::filesystem::remove(path + end, ignored);
  }
  {
    Result<std::unique_ptr<ledger::GroupWriter>> writer = ledger::GroupWriter::open(path);
    if (!writer) return writer.error();
    Arena arena;
    const Event& row = study::deposit_row(arena, deposit.amount, source.currency_for(deposit));
    ledger::Journal& j = (*writer)->journal();
    if (Status st = j.begin(); !st) return st;
    if (Result<bool> done = j.append(ledger::draft_of({"", 0, rank_other, 0}, row)); !done)
      return done.error();
    if (Status st = j.commit(); !st) return st;
  }
  study::ProcessRun run{script, o.args, {{"TRADEUTILS_LEDGER", path}}, output, hidden.files, hidden.by};
  Result<int> status = study::run_as_processes(run, source);
  if (!status) return status.error();
  return *status == 0 ? Status()
                      : Status(fail(static_cast<Exit>(*status),
                                    "the script ended with status " + std::to_string(*status)));
}

Result<source::SourceOptions> source_options(const cli::Parsed& p) {
  const Options& o = p.as<Options>();
  source::SourceOptions s;
  Result<std::vector<std::string>> files =
      source::data_files(o.data, {p.operands.begin() + 1, p.operands.end()});
  if (!files) return files.error();
  s.files = std::move(*files);
  s.strict = p.common.strict;
  if (Status st = take(o, s); !st) return st.error();
  s.report = [](const std::string& message) { run::say("leak", message); };
  return s;
}

// `unknown`: what could not be looked for.
int print(const study::LeakResult& result, bool quiet, const std::string& unknown) {
  if (!quiet)
    for (const std::string& note : result.notes) fmt::print("{}\n", note);
  if (result.leaks.empty()) {
    fmt::print("no leak found: {} lines were the same whatever came after them\n{}", result.lines_compared,
               unknown);
    return 0;
  }
  for (const study::LeakFinding& f : result.leaks) {
    fmt::print("LEAK: {}\n", f.what);
    if (!f.before.empty())
      fmt::print("  {:<16} {}\n  {:<16} {}\n", f.before_is + ":", f.before, f.after_is + ":", f.after);
  }
  return static_cast<int>(Exit::no);
}

int leak(const cli::Parsed& p) {
  const Options& o = p.as<Options>();
  if (p.operands.empty())
    return cli::report("leak", fail(Exit::usage, "no script: expected leak SCRIPT --data FILE..."));
  Result<source::SourceOptions> options = source_options(p);
  if (!options) return cli::report("leak", options.error());
  Result<study::Deposit> deposit = study::deposit_from(o.deposit);
  if (!deposit) return cli::report("leak", deposit.error());
  char directory[] = "/tmp/tradeutils-leak-XXXXXX";
  if (!mkdtemp(directory))
    return cli::report("leak", fail(Exit::io, "no temporary directory could be made in /tmp"));

  study::LeakRequest request;
  request.open = [&]() -> Result<std::unique_ptr<EventSource>> {
    Result<std::unique_ptr<source::Source>> s = source::Source::open(*options);
    options->report = nullptr;  // what there is to say of the data is said once
    if (!s) return s.error();
    return std::unique_ptr<EventSource>(std::move(s).value());
  };
  request.run = [&](EventSource& source, const std::string& output) {
    return o.processes ? run_processes(p.operands[0], o, *deposit, source, output)
                       : run_fused(p.operands[0], o, *deposit, source, output);
  };
  std::string unknown;
  if (o.processes) {
    if (Result<Hidden> hidden = hidden_data(options->files, directory); hidden)
      request.run_blind = [&, hidden = *hidden](EventSource& source, const std::string& output) {
        return run_processes(p.operands[0], o, *deposit, source, output, hidden);
      };
    else
      unknown = fmt::format(
          "not known: whether a stage reads the data by itself; their files could not be hidden from it: "
          "{}\n",
          hidden.error().message);
  }
  request.directory = directory;
  request.cuts = o.cuts;
  request.seed = static_cast<std::uint64_t>(o.seed);
  if (!o.quiet) request.say = [](const std::string& s) { run::say("leak", s); };
  Result<study::LeakResult> result = study::find_leaks(request);
  std::error_code ignored;
  std::filesystem::remove_all(directory, ignored);
  return result ? print(*result, o.quiet, unknown) : cli::report("leak", result.error());
}

}  // namespace

int main(int argc, char** argv) {
  return tu::cli::run(spec(), argc, argv, leak);
}
