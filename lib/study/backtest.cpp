#include "study/backtest.h"

#include <unistd.h>

#include <fstream>

#include "ledger/group_writer.h"
#include "run/fused.h"
#include "run/output.h"
#include "run/stream_hash.h"
#include "study/doctor.h"
#include "study/opening.h"
#include "study/plan.h"
#include "study/processes.h"
#include "study/repeat.h"

namespace tu::study {

bool has_result(const BacktestResult& result) {
  return result.status == Exit::ok || result.status == Exit::no || result.status == Exit::bad_data;
}

namespace {

// The sink of a fused run: hash, print, observe; and the place where rows become official.
class Watcher final : public run::FusedSink, public RowSink {
 public:
  Watcher(const BacktestOptions& options, Observer& observer, ledger::GroupWriter* ledger, bool has_account)
      : options_(options),
        observer_(observer),
        ledger_(ledger),
        has_account_(has_account),
        out_(STDOUT_FILENO) {}

  Status event(const Event& e) override {
    line_.clear();
    wire::encode(e, line_);
    hash_.add_line(e, line_.view());
    ++events_;
    if (options_.print) {
      out_.buffer().append(line_.view());
      out_.settle();
      if (out_.error()) return fail(Exit::io, "standard output could not be written");
    }
    observer_.event(e);
    // Without a stage that has an account the runner knows no borders: the syncs are.
    return e.type == Type::sync && !has_account_ ? border(e.ts) : Status();
  }
  Status border(TsUs ts) override {
    observer_.instant_end(ts);
    if (options_.progress) options_.progress(ts, observer_.equity_now(), events_);
    return {};
  }
  Status rows(std::span<const JournalRow> rows) override {
    for (const JournalRow& r : rows) observer_.row(*r.event);
    return ledger_ ? ledger_->rows(rows) : Status();
  }
  Status finish() override { return ledger_ ? ledger_->finish() : Status(); }

  std::string hash() { return hash_.finish(); }
  std::int64_t events() const { return events_; }
  void flush() { out_.flush(); }

 private:
  const BacktestOptions& options_;
  Observer& observer_;
  ledger::GroupWriter* ledger_;
  const bool has_account_;
  run::Output out_;
  run::StreamHash hash_;
  wire::Buffer line_;
  std::int64_t events_ = 0;
};

std::optional<std::string> variable(const BacktestOptions& options, const std::string& name) {
  if (const auto set = options.variables.find(name); set != options.variables.end()) return set->second;
  return environment(name);
}

// The money to begin with, unless the ledger has some.
Status deposit(ledger::GroupWriter& writer, const BacktestOptions& options, const std::string& currency) {
  bool there = false;
  if (Status st = writer.opening([&](TsUs, const Event& row) {
        there = there || row.type == Type::deposit;
        return Status();
      });
      !st)
    return st;
  if (there) return {};
  Arena arena;
  const Event& row = deposit_row(arena, options.deposit.amount, currency);
  ledger::Journal& j = writer.journal();
  if (Status st = j.begin(); !st) return st;
  Result<int> ordinal = j.next_ordinal("", 0, rank_other);
  if (!ordinal) return j.rollback(), ordinal.error();
  if (Result<bool> done = j.append(ledger::draft_of({"", 0, rank_other, *ordinal}, row)); !done)
    return j.rollback(), done.error();
  return j.commit();
}

ReportInputs inputs(const BacktestOptions& o, const std::string& command, ledger::GroupWriter& writer,
                    const std::string& session, Watcher& w, Exit status) {
  ReportInputs in;
  in.status = static_cast<int>(status);
  in.title = o.title;
  in.command = command;
  in.data = o.data;
  in.ledger = o.ledger;
  if (Result<std::string> head = writer.journal().head()) in.ledger_head = *head;
  in.stream_hash = w.hash();
  in.session = session;
  in.events = w.events();
  return in;
}

Status run_fused(const BacktestOptions& options, const Plan& plan, EventSource& source,
                 ledger::GroupWriter& writer, Observer& observer, Watcher& watcher, BacktestResult& result) {
  run::FusedOptions fused;
  fused.batch = options.batch;
  fused.ahead = options.ahead;
  Result<std::unique_ptr<run::FusedRunner>> runner = make_runner(plan, &watcher, fused);
  if (!runner) return runner.error();
  if (Status st = writer.opening([&](TsUs instant, const Event& row) {
        (*runner)->opening(instant, row);
        observer.row(row);
        return Status();
      });
      !st)
    return st;
  result.status = (*runner)->run(source, watcher);
  result.messages = (*runner)->messages();
  watcher.flush();
  return {};
}

// The syncs that went into a script.
class CountedSyncs final : public EventSource {
 public:
  explicit CountedSyncs(EventSource& inner) : inner_(inner) {}
  bool next(Event*& e, Arena& arena) override {
    if (!inner_.next(e, arena)) return false;
    count_ += e->type == Type::sync;
    return true;
  }
  std::int64_t count() const { return count_; }

 private:
  EventSource& inner_;
  std::int64_t count_ = 0;
};

// What left a script that ran as processes.
struct Passed {
  std::int64_t syncs = 0, last_sync = 0, lines_bad = 0;
  bool end = false;
  // Some of `all` are missing from their midst, or from a stream that came to its end.
  bool lacks(std::int64_t all) const { return syncs != last_sync || (end && syncs != all); }
};

// After a run as processes: the stream that they wrote and the rows that they journalled, in step.
Status watch_stream(const std::string& path, ledger::GroupWriter& writer, Observer& observer,
                    Watcher& watcher, Passed& passed) {
  struct Line {
    TsUs instant;
    std::string text;
  };
  std::vector<Line> rows;
  if (Status st = writer.journal().rows_after(0,
                                              [&](const ledger::Row& r) {
                                                rows.push_back({r.place.instant, std::string(r.body)});
                                                return Status();
                                              });
      !st)
    return st;
  wire::Decoder decoder;
  Arena arena, row_arena;
  std::string why, line;
  std::size_t at = 0;
  const auto rows_until = [&](TsUs ts) {
    for (; at < rows.size() && rows[at].instant <= ts; ++at) {
      Event* row = nullptr;
      row_arena.reset();
      if (decoder.decode(rows[at].text, row_arena, row, why) == wire::Verdict::good) observer.row(*row);
    }
  };
  rows_until(0);
  std::ifstream in(path);
  TsUs now = 0;
  while (std::getline(in, line)) {
    Event* e = nullptr;
    arena.reset();
    if (decoder.decode(line, arena, e, why) != wire::Verdict::good) {
      ++passed.lines_bad;
      continue;
    }
    if (e->has_ts) now = std::max(now, e->ts);
    passed.end |= e->type == Type::end;
    if (Status st = watcher.event(*e); !st) return st;
    if (e->type == Type::sync) {
      ++passed.syncs;
      passed.last_sync = e->integer(Field{Type::sync, "seq"});
      rows_until(now);
      if (Status st = watcher.border(now); !st) return st;
    }
  }
  rows_until(now);
  watcher.flush();
  return {};
}

Status run_processes(const BacktestOptions& options, EventSource& source, ledger::GroupWriter& writer,
                     Observer& observer, Watcher& watcher, BacktestResult& result) {
  ProcessRun run;
  run.script = options.script;
  run.arguments = options.arguments;
  run.output = options.ledger + ".stream.ndjson";
  run.environment.assign(options.variables.begin(), options.variables.end());
  run.environment.emplace_back("TRADEUTILS_LEDGER", options.ledger);
  CountedSyncs counted(source);
  Result<int> status = run_as_processes(run, counted);
  if (!status) return status.error();
  result.status = static_cast<Exit>(*status);
  Passed passed;
  const Status st = watch_stream(run.output, writer, observer, watcher, passed);
  unlink(run.output.c_str());
  if (passed.lines_bad > 0)
    result.messages.push_back(std::to_string(passed.lines_bad) + " lines that left the script are no events");
  // Stages wait for each other at the syncs: without them each decides on whatever account it happens to see.
  if (st && has_result(result) && passed.lacks(counted.count()))
    return fail(result.status == Exit::ok ? Exit::try_again : result.status,
                "of " + std::to_string(counted.count()) + " syncs only " + std::to_string(passed.syncs) +
                    " came through the script: a program of it drops them, so its stages "
                    "did not keep step and the result would be another one each time");
  return st;
}

}  // namespace

Result<BacktestResult> backtest(const BacktestOptions& options, EventSource& inner) {
  PlanRequest request{options.script, options.arguments,
                      [&](const std::string& name) { return variable(options, name); }};
  Result<Plan> plan = make_plan(request);
  if (!plan && !options.processes) return plan.error();
  const Result<std::string> text = cli::read_file(options.script);
  const std::string command =
      repeat_command(plan ? &*plan : nullptr, text ? *text : "", options.variables, options.words);
  if (!plan) plan = Plan{};
  Peeking source(inner);
  const std::string currency = source.currency_for(options.deposit);
  Result<std::unique_ptr<ledger::GroupWriter>> writer = ledger::GroupWriter::open(options.ledger);
  if (!writer) return writer.error();
  if (Status st = deposit(**writer, options, currency); !st) return st.error();

  BacktestResult result;
  Observer observer(plan->venues, plan->account);
  Watcher watcher(options, observer, options.processes ? nullptr : writer->get(),
                  options.processes || plan->has_account);
  const Status done = options.processes
                          ? run_processes(options, source, **writer, observer, watcher, result)
                          : run_fused(options, *plan, source, **writer, observer, watcher, result);
  if (!done) return done.error();
  std::vector<std::string> tools, lacks;
  for (const PlannedStage& stage : plan->stages) tools.push_back(stage.spec->name);
  for (const Missing& m : missing_stages(tools))
    lacks.push_back(options.script + ": " + m.stage + ": " + m.text);
  result.messages.insert(result.messages.begin(), lacks.begin(), lacks.end());
  observer.finish();
  if (has_result(result) && observer.from() == 0) {
    result.status = Exit::no;
    return fail(Exit::no,
                "no event that left the script lies in the time in which it may trade: nothing to report");
  }
  result.report =
      make_report(observer, inputs(options, command, **writer, source.session(), watcher, result.status));
  return result;
}

}  // namespace tu::study
