// FusedRunner: the stages of a pipeline in one process, with the same bytes as processes in lockstep.
//
// Stages before the first that has an account take events in batches, whatever the instants. From there on
// all events up to a sync go through one stage, then all its results through the next, and so on; then the
// rows that the stages wrote become official. (A stream without sync is cut where its time rises.) Events
// stay typed; text is made only by a sink that prints. Memory: some blocks of events, one instant, and the
// account.
#pragma once

#include <array>
#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "event/source.h"
#include "run/ahead.h"
#include "run/driver.h"
#include "run/memory_ledger.h"
#include "stage/stage.h"

namespace tu::run {

// One stage to be: its description, its options object, and "NAME:HASH" of the options.
struct FusedStage {
  const StageSpec* spec = nullptr;
  std::shared_ptr<void> options;
  std::string name_hash;
};

// Takes what leaves the end of the pipeline.
class FusedSink {
 public:
  virtual ~FusedSink() = default;
  virtual Status event(const Event& e) = 0;  // in order; good until it returns
  // As event() for each.
  virtual Status events(std::span<Event* const> all) {
    for (const Event* e : all)
      if (Status st = event(*e); !st) return st;
    return {};
  }
  virtual Status border(TsUs ts) {
    (void)ts;
    return {};
  }  // after the rows of what came since the last border
};

struct FusedOptions {
  int batch = 64;  // events at once through the stages before the first with an account: what fits a cache
  bool ahead = false;  // a second thread reads the source; no other may use it until the run is over
  bool ledger = true;  // stages that read or write an account get one
  std::string account = "main";
  KillPort* kill = nullptr;
  // Where the stages' accounts come from instead of one in memory; called for each stage that has one, in
  // order.
  std::function<AccountPort*(const std::string& stage)> port = {};
};

class FusedRunner {
 public:
  // `rows` (may be null) gets what the stages journal. An Error names the stage whose options do not fit.
  static Result<std::unique_ptr<FusedRunner>> make(std::vector<FusedStage> stages, FusedOptions options,
                                                   RowSink* rows);

  // Rows that stood in the journal before, in order; before run().
  void opening(TsUs instant, const Event& row) { ledger_.opening(instant, row); }
  // Runs the source to its end. The status is the first in pipe order that is not 0; messages() are for
  // stderr.
  Exit run(EventSource& source, FusedSink& sink);

  const std::vector<std::string>& messages() const { return messages_; }  // "STAGE: what it says"
  const account::Account& account() const { return ledger_.official(); }
  std::int64_t journal_rows() const { return ledger_.rows(); }

 private:
  struct Step {
    Step(std::unique_ptr<Stage> stage, const FusedStage& from, AccountPort* account, Arena& arena)
        : driver(std::move(stage), from.spec->name, from.name_hash, account),
          out(arena, events),
          spec(from.spec) {}
    Driver driver;
    std::vector<Event*> events;  // what it emitted
    Out out;
    const StageSpec* spec;
    bool follows = false;  // given the same as the step before
  };
  FusedRunner(FusedOptions options, RowSink* rows) : options_(options), ledger_(options.account, rows) {}
  bool good() const { return failure_ == Exit::ok; }

  bool read_batch(EventSource& source);
  void push_all(Step& step, std::span<Event* const> events) {
    push_all(step, events, step.driver.moments_of(events));
  }
  void push_all(Step& step, std::span<Event* const> events, std::span<const Moment> moments);
  void before_account();
  bool drain(FusedSink& sink);
  bool interval(std::span<Event* const> events, FusedSink& sink);
  bool finish(FusedSink& sink);
  bool finish_step(Step& step, std::vector<Event*>& events);
  bool deliver(std::span<Event* const> events, FusedSink& sink);
  bool close_interval(FusedSink& sink);
  bool failed(const std::string& who, const Error& error);
  bool next_block();
  void release_blocks();
  void release_made();
  Exit close();

  FusedOptions options_;
  MemoryLedger ledger_;
  std::deque<Step> steps_;
  std::size_t first_account_ = 0;  // steps from here on go instant by instant
  // state
  std::unique_ptr<Ahead> ahead_;
  std::vector<std::unique_ptr<EventBlock>> blocks_, spare_;  // those of pending_; the last one is read
  std::size_t at_ = 0;                                       // of its events
  std::size_t newest_pending_ = 0;                           // events of pending_ that may lie in it
  std::span<Event* const> batch_;
  std::vector<Event*> pending_;
  std::array<Arena, 2> made_;    // what the stages before the account make
  std::size_t made_at_ = 0;      // of now
  std::size_t newest_made_ = 0;  // events of pending_ that may lie in it
  Arena interval_arena_;
  bool source_over_ = false, saw_sync_ = false;
  TsUs time_ = -1;
  std::vector<std::string> messages_;
  Exit failure_ = Exit::ok;
};

}  // namespace tu::run
