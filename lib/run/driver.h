// Driver: the rules that every stage shares, around one stage: stage time, late items, instants, session,
// sync, end. A process has one driver; a fused run has one a stage. Same calls, same order, same bytes.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "run/lateness.h"
#include "stage/stage.h"

namespace tu::run {

// What happens at one of many events besides that the stage sees it, or instead.
struct Moment {
  std::size_t at = 0;  // which of them
  bool control = false;
  bool rises = false;  // the stage's time does
  bool late = false, twice = false;
};

class Driver {
 public:
  // `name_hash` is "NAME:HASH of its options", added to the session's `via`.
  Driver(std::unique_ptr<Stage> stage, std::string name, std::string name_hash, AccountPort* account);

  // Hands events to the stage, one after the other, by the rules of the filter contract:
  //  - session: ends the instant, but moves no time; `via` is extended, the stage hears of it, it passes on.
  //  - sync: instant_end of the current instant first, then the account port is told its number, then it
  //  passes. With an account, none of a session in lockstep may be missing: else the run is over (75).
  //  - end: passes, after instant_end if its status is 0.
  //  - an event with a larger ts than the stage's time: instant_end first, then the time moves.
  //  - an item older than its own stream's newest (venue, symbol, type, tf, name, source), or a candle of the
  //  time of the newest: passes, is counted, and the stage does not see it. Foreign events pass unseen and
  //  move no time.
  //  - any other event goes to the stage. If it is not newer than an instant that a sync has ended, that
  //  instant is not
  //    ended again: what the stage makes of it waits for the next.
  // When out.stopped() afterwards, the run is over, and the rest was not looked at.
  void push_all(std::span<Event* const> events, Out& out) { push_all(events, moments_of(events), out); }
  // The same in two steps. Another driver that was given the same from the beginning would find the same
  // moments, so it can be told them instead. Of the events that they were found in, the first may be given.
  std::span<const Moment> moments_of(std::span<Event* const> events);  // until the next call
  void push_all(std::span<Event* const> events, std::span<const Moment> moments, Out& out);
  // The input is over: instant_end, then Stage::end. When the input was cut (`interrupted`, a session without
  // its end, an end that reports a failure) events of the open instant may be missing, so it is not ended:
  // nothing is decided on half an instant, and the same replay can take it up again.
  void finish(Out& out, bool interrupted = false);

  // The stage's port has something to say; the stage's time does not move.
  void news(Out& out) { stage_->news(now_, out); }

  // Everything is written, and nothing waits to be read. True: to be called again when it has been quiet.
  bool idle(Out& out, bool quiet) {
    if (!account_) return false;
    Result<bool> put_off = account_->idle(quiet);
    if (!put_off) out.stop(put_off.error());
    return put_off && *put_off;
  }

  // Nobody reads the output any more; an Error says that going on is in vain.
  Status reader_left() { return account_ ? account_->reader_left() : Status(); }

  // Its account may wait for what stages further down make of the lines before.
  bool may_wait() const { return account_ != nullptr; }
  TsUs now() const { return now_; }
  std::int64_t late() const { return late_; }
  std::int64_t twice() const { return twice_; }  // candles that were there already
  // A stage before this one has judged, and told, what is late.
  bool told_before() const { return told_before_; }
  // Not a single line.
  bool nothing_came() const { return !control_came_ && now_ < 0; }
  // A session began, and its `end` has not come.
  bool session_open() const { return session_open_; }
  // What the `end` of a session said of a source that failed, "" for none.
  const std::string& failure() const { return failure_; }
  const Stage& stage() const { return *stage_; }
  const std::string& name() const { return name_; }

 private:
  // A line that is about the stream itself, or foreign.
  static bool is_control(const Event& e) {
    static_assert(Type::foreign < Type::session && Type::session < Type::end && Type::end < Type::beat &&
                  static_cast<int>(Type::beat) == 3 && static_cast<int>(Type::sync) == 4);
    return e.type <= Type::sync && e.type != Type::beat;
  }
  // All that comes before the stage sees the event, if it sees it.
  bool admit(Event& e, const Moment& m, Out& out);
  void pass_control(Event& e, Out& out);
  void begin_session(Event& e, Out& out);
  void end_session(Event& e, Out& out);
  void pass_sync(Event& e, Out& out);
  void sync_lost(Out& out);
  void end_instant(Out& out);
  void extend_via(Event& session, Out& out) const;

  std::unique_ptr<Stage> stage_;
  std::string name_, name_hash_;
  AccountPort* account_;
  TsUs now_ = -1;
  bool open_instant_ = false, session_open_ = false, cut_ = false;
  bool control_came_ = false, told_before_ = false;
  bool lockstep_ = false;  // the account is followed by syncs: none may be missing
  std::int64_t sync_ = 0;  // the last one
  std::string failure_;
  std::int64_t late_ = 0, twice_ = 0;
  Lateness lateness_;
  std::vector<Moment> moments_;
};

}  // namespace tu::run
