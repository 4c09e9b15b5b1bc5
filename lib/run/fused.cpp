#include "run/fused.h"

#include <algorithm>

#include "run/closing.h"

namespace tu::run {
namespace {

constexpr std::size_t arena_events = 1024;  // at least so many events share an arena

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
  }
  return r;
}

Exit FusedRunner::run(EventSource& source, FusedSink& sink) {
  bool more = true;
  while (more) {
    more = read_batch(source);
    before_account();
    if (!drain(sink) || !good()) return close();
    release_arenas();
  }
  finish(sink);
  return close();
}

// False when the source is at its end.
bool FusedRunner::read_batch(EventSource& source) {
  if (newest_count_ >= arena_events || arenas_.empty()) begin_arena();
  batch_.clear();
  const auto size = static_cast<std::size_t>(std::max(options_.batch, 1));
  Event* e = nullptr;
  while (batch_.size() < size) {
    if (!source.next(e, *arenas_.back())) return false;
    batch_.push_back(e);
    ++newest_count_;
  }
  return true;
}

// All events through one step; what it emits is in step.events, up to where it stopped.
void FusedRunner::push_all(Step& step, const std::vector<Event*>& events) {
  step.events.clear();
  for (Event* e : events) {
    step.driver.push(*e, step.out);
    if (!step.out.stopped()) continue;
    failed(step.driver.name(), step.out.error());
    return;
  }
}

void FusedRunner::before_account() {
  const std::vector<Event*>* now = &batch_;
  for (std::size_t i = 0; i < first_account_; ++i) {
    steps_[i].out.use(*arenas_.back());
    push_all(steps_[i], *now);
    now = &steps_[i].events;
  }
  pending_.insert(pending_.end(), now->begin(), now->end());
  newest_pending_ += now->size();
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
      current_.assign(pending_.begin() + static_cast<std::ptrdiff_t>(from),
                      pending_.begin() + static_cast<std::ptrdiff_t>(to));
      if (!interval(current_, sink)) return false;
      from = to;
    }
    if (rises) time_ = e.ts;
  }
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(from));
  return true;
}

// When a stage stops, what left it before still reaches the end; nothing more is journalled.
bool FusedRunner::interval(const std::vector<Event*>& events, FusedSink& sink) {
  const std::vector<Event*>* now = &events;
  for (std::size_t i = first_account_; i < steps_.size(); ++i) {
    push_all(steps_[i], *now);
    now = &steps_[i].events;
  }
  return deliver(*now, sink) && good() && close_interval(sink);
}

bool FusedRunner::close_interval(FusedSink& sink) {
  if (options_.ledger)
    if (Status st = ledger_.border(time_); !st) return failed("ledger", st.error());
  interval_arena_.reset();
  if (Status st = sink.border(time_); !st) return failed("output", st.error());
  return true;
}

bool FusedRunner::deliver(const std::vector<Event*>& events, FusedSink& sink) {
  for (const Event* e : events)
    if (Status st = sink.event(*e); !st) return failed("output", st.error());
  return true;
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

void FusedRunner::begin_arena() {
  if (spare_.empty()) spare_.push_back(std::make_unique<Arena>());
  arenas_.push_back(std::move(spare_.back()));
  spare_.pop_back();
  newest_count_ = newest_pending_ = 0;
}

// Arenas whose events have all been handed on are used again.
void FusedRunner::release_arenas() {
  const std::size_t keep = pending_.empty() ? 0 : pending_.size() <= newest_pending_ ? 1 : arenas_.size();
  if (arenas_.size() <= keep) return;
  const auto kept = arenas_.end() - static_cast<std::ptrdiff_t>(keep);
  for (auto a = arenas_.begin(); a != kept; ++a) {
    (*a)->reset();
    spare_.push_back(std::move(*a));
  }
  arenas_.erase(arenas_.begin(), kept);
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
