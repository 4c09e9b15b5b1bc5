#include "run/fused.h"

#include <algorithm>

#include "run/closing.h"

namespace tu::run {
namespace {

// Share their memory. Read by a thread of its own, of fewer the threads would wake each other so often that
// it is felt; else what is used again soon is still in the cache.
constexpr std::size_t block_events_ahead = 2048, block_events_here = 256;

bool is_begin(std::span<Event* const> part, std::span<Event* const> all) {
  return part.size() <= all.size() && std::equal(part.begin(), part.end(), all.begin());
}

}  // namespace

Result<std::unique_ptr<FusedRunner>> FusedRunner::make(std::vector<FusedStage> stages, FusedOptions options,
                                                       RowSink* rows) {
  std::unique_ptr<FusedRunner> r(new FusedRunner(options, rows));
  r->first_account_ = stages.size();
  for (std::size_t i = 0; i < stages.size(); ++i) {
    const StageSpec& spec = *stages[i].spec;
    Ports ports;
    if (options.ledger && (spec.reads_account || spec.writes_account)) {
      ports.account = options.port ? options.port(spec.name) : r->ledger_.port(spec.name);
      ports.kill = options.kill;
      r->first_account_ = std::min(r->first_account_, i);
    }
    Result<std::unique_ptr<Stage>> stage = spec.make(stages[i].options.get(), ports);
    if (!stage) return fail(stage.error().status, spec.name + ": " + stage.error().message);
    r->steps_.emplace_back(std::move(stage).value(), stages[i], ports.account, r->interval_arena_);
    r->steps_.back().follows = i > 0 && stages[i - 1].spec->only_annotates;
  }
  return r;
}

Exit FusedRunner::run(EventSource& source, FusedSink& sink) {
  if (options_.ahead) ahead_ = Ahead::begin(source, block_events_ahead);
  while (read_batch(source)) {
    before_account();
    if (!drain(sink) || !good()) break;
    release_blocks();
    release_made();
  }
  ahead_ = nullptr;
  if (good()) finish(sink);
  return close();
}

// False when the source is at its end.
bool FusedRunner::read_batch(EventSource& source) {
  const auto size = static_cast<std::size_t>(std::max(options_.batch, 1));
  if (blocks_.empty() || at_ >= (ahead_ ? blocks_.back()->events.size() : block_events_here))
    if (!next_block()) return false;
  EventBlock& block = *blocks_.back();
  if (!ahead_ && !source_over_) source_over_ = !block.fill(source, size);
  batch_ = std::span(block.events).subspan(at_);
  batch_ = batch_.first(std::min(size, batch_.size()));
  at_ += batch_.size();
  return !batch_.empty();
}

bool FusedRunner::next_block() {
  std::unique_ptr<EventBlock> block;
  if (ahead_) {
    block = ahead_->next();
    if (!block) return false;
  } else if (spare_.empty()) {
    block = std::make_unique<EventBlock>();
  } else {
    block = std::move(spare_.back());
    spare_.pop_back();
  }
  blocks_.push_back(std::move(block));
  at_ = newest_pending_ = 0;
  return true;
}

// All events through one step; what it emits is in step.events, up to where it stopped.
void FusedRunner::push_all(Step& step, std::span<Event* const> events, std::span<const Moment> moments) {
  step.events.clear();
  step.driver.push_all(events, moments, step.out);
  if (step.out.stopped()) failed(step.driver.name(), step.out.error());
}

void FusedRunner::before_account() {
  std::span<Event* const> now = batch_;
  std::span<const Moment> moments;
  for (std::size_t i = 0; i < first_account_; ++i) {
    Step& step = steps_[i];
    step.out.use(made_[made_at_]);
    if (!step.follows) moments = step.driver.moments_of(now);
    push_all(step, now, moments);
    const bool all = step.events.size() == now.size();
    if (step.spec->only_annotates && !(is_begin(step.events, now) && (all || step.out.stopped())))
      failed(step.driver.name(), fail(Exit::internal, "passes on other events than it was given"));
    now = step.events;
  }
  pending_.insert(pending_.end(), now.begin(), now.end());
  newest_pending_ += now.size();
  newest_made_ += now.size();
}

// Hands on what is complete of pending_: everything, or, with an account, all events up to the last sync.
bool FusedRunner::drain(FusedSink& sink) {
  if (first_account_ == steps_.size()) {
    const bool good = deliver(pending_, sink);
    pending_.clear();
    return good;
  }
  std::size_t from = 0;
  for (std::size_t i = 0; i < pending_.size(); ++i) {
    const Event& e = *pending_[i];
    const bool sync = e.type == Type::sync, timed = e.type > Type::end && !sync;
    saw_sync_ |= sync;
    const bool rises = timed && e.ts > time_;
    if (sync || (rises && !saw_sync_ && i > from)) {
      const std::size_t to = sync ? i + 1 : i;
      if (!interval(std::span(pending_).subspan(from, to - from), sink)) return false;
      from = to;
    }
    if (rises) time_ = e.ts;
  }
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(from));
  return true;
}

// When a stage stops, what left it before still reaches the end; nothing more is journalled.
bool FusedRunner::interval(std::span<Event* const> events, FusedSink& sink) {
  for (std::size_t i = first_account_; i < steps_.size(); ++i) {
    push_all(steps_[i], events);
    events = steps_[i].events;
  }
  return deliver(events, sink) && good() && close_interval(sink);
}

bool FusedRunner::close_interval(FusedSink& sink) {
  if (options_.ledger)
    if (Status st = ledger_.border(time_); !st) return failed("ledger", st.error());
  interval_arena_.reset();
  if (Status st = sink.border(time_); !st) return failed("output", st.error());
  return true;
}

bool FusedRunner::deliver(std::span<Event* const> events, FusedSink& sink) {
  const Status st = sink.events(events);
  return st ? true : failed("output", st.error());
}

// The input is over: each stage gets what is left, then ends, then the next.
bool FusedRunner::finish(FusedSink& sink) {
  std::vector<Event*> rest;
  for (std::size_t i = 0; i < first_account_; ++i) {  // their input went through in batches
    steps_[i].out.use(interval_arena_);
    if (!finish_step(steps_[i], rest)) return false;
  }
  rest.insert(rest.begin(), pending_.begin(), pending_.end());
  for (std::size_t i = first_account_; i < steps_.size(); ++i)
    if (!finish_step(steps_[i], rest)) return false;
  if (!deliver(rest, sink) || !close_interval(sink)) return false;
  if (Status st = options_.ledger ? ledger_.finish() : Status(); !st) return failed("ledger", st.error());
  return true;
}

bool FusedRunner::finish_step(Step& step, std::vector<Event*>& events) {
  push_all(step, events);
  if (!good()) return false;
  step.driver.finish(step.out);
  if (step.out.stopped()) return failed(step.driver.name(), step.out.error());
  events = step.events;
  return true;
}

bool FusedRunner::failed(const std::string& who, const Error& error) {
  messages_.push_back(who + ": " + error.message);
  failure_ = error.status;
  return false;
}

// Blocks whose events have all been handed on are used again.
void FusedRunner::release_blocks() {
  const std::size_t keep = pending_.size() <= newest_pending_ ? 1 : blocks_.size();
  const auto kept = blocks_.end() - static_cast<std::ptrdiff_t>(keep);
  for (auto b = blocks_.begin(); b != kept; ++b) {
    if (ahead_) {
      ahead_->give_back(std::move(*b));
    } else {
      (*b)->clear();
      spare_.push_back(std::move(*b));
    }
  }
  blocks_.erase(blocks_.begin(), kept);
}

// Two take turns: what the stages made lies in the one of now, or in the other as long as that is pending.
void FusedRunner::release_made() {
  if (pending_.size() > newest_made_) return;
  made_at_ = 1 - made_at_;
  made_[made_at_].reset();
  newest_made_ = 0;
}

// What every stage has to say, in pipe order.
Exit FusedRunner::close() {
  Exit status = failure_;
  for (const Step& step : steps_) {
    for (const Out::Complaint& c : step.out.complaints()) {
      messages_.push_back(step.driver.name() + ": " + c.message);
      if (status == Exit::ok) status = c.status;
    }
    if (failure_ != Exit::ok) continue;
    const Closing closing = closing_of(step.driver, step.spec->writes_account, false);
    for (const std::string& m : closing.messages) messages_.push_back(step.driver.name() + ": " + m);
    if (status == Exit::ok) status = closing.status;
  }
  return status;
}

}  // namespace tu::run
