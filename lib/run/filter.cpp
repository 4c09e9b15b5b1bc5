#include "run/filter.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "run/closing.h"
#include "run/signals.h"

namespace tu::run {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

}  // namespace

Filter::Filter(FilterOptions options, Driver& driver, Output& output)
    : options_(std::move(options)),
      driver_(driver),
      output_(output),
      input_(options_.files),
      bad_(options_.tool),
      batch_lines_(driver.may_wait() ? 1 : 32),
      out_(arena_, events_) {}

Exit Filter::run() {
  install_signals();
  if (!options_.bad.empty()) {
    if (Status st = bad_.keep_in(options_.bad); !st) {
      say(options_.tool, st.error().message);
      return st.error().status;
    }
  }
  Next next = Next::go_on;
  while (next == Next::go_on) next = step();
  if (next == Next::failed)
    output_.flush();  // what was finished before the failure
  else
    finish(next == Next::interrupted);
  bad_.summary();
  if (bad_.keep_error() != 0) worst(Exit::io);
  if (output_.error() != 0) {
    say(options_.tool, std::string("standard output: ") + std::strerror(output_.error()));
    return Exit::io;
  }
  return status_;
}

Filter::Next Filter::step() {
  std::string_view text;
  for (;;) {
    Event* e = nullptr;
    while (batch_.size() < batch_lines_ && take(e)) on_event(*e);
    if (!batch_.empty()) {
      if (const Next next = push_batch(); next != Next::go_on) return next;
      continue;
    }
    switch (input_.next(text)) {
      case Input::Step::line:
      case Input::Step::cut_line:
        if (const Next next = on_line(text); next != Next::go_on) return next;
        break;
      case Input::Step::piece:
        return on_long_line(text, false);
      case Input::Step::last_piece:
        return on_long_line(text, true);
      case Input::Step::need_read:
        return refill();
      case Input::Step::end:
        return Next::done;
    }
  }
}

// The next line, if it stands there whole and has nothing unusual.
[[gnu::always_inline]] inline bool Filter::take(Event*& e) {
  const char* begin = input_.upcoming();
  if (!begin || !decoder_.decode_next(begin, input_.limit(), arena_, e)) return false;
  input_.took(e->raw.size());
  return true;
}

// Any other.
Filter::Next Filter::on_line(std::string_view text) {
  if (input_.line() == 1 && text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  Event* e = nullptr;
  const wire::Verdict verdict = decoder_.decode_slow(text, arena_, e, why_);
  if (verdict == wire::Verdict::bad) return on_bad_line(text, why_);
  if (verdict == wire::Verdict::blank) return Next::go_on;
  on_event(*e);
  return Next::go_on;
}

[[gnu::always_inline]] inline void Filter::on_event(Event& e) {
  if (e.type == Type::end && bad_.count() > 0) [[unlikely]]
    mark_end(e);
  batch_.push_back(&e);
}

// A shell sees the status of the last stage alone, so the stream says that lines of it were lost here.
void Filter::mark_end(Event& end) {
  constexpr Field status{Type::end, "status"}, reason{Type::end, "reason"};
  if (end.integer(status) != 0) return;
  end.set_integer(status, static_cast<int>(Exit::bad_data));
  end.set_text(reason, arena_.copy(options_.tool + " could not use " + std::to_string(bad_.count()) +
                                   (bad_.count() == 1 ? " line" : " lines")));
  end.raw = {};
}

// What is done for each line stays at hand when several go through the stage together.
Filter::Next Filter::push_batch() {
  driver_.push_all(batch_, out_);
  batch_.clear();
  write_events();
  const bool nothing_said = out_.complaints().size() == complaints_said_ && !out_.stopped();
  if (nothing_said && output_.error() == 0 && !output_.closed()) [[likely]]
    return Next::go_on;
  return emitted();
}

inline void Filter::write_events() {
  for (const Event* e : events_) wire::encode(*e, output_.buffer());
  events_.clear();
  arena_.reset();
  output_.settle();
}

// Writes what the stage has passed on, and looks at what it said.
Filter::Next Filter::emitted() {
  write_events();
  for (; complaints_said_ < out_.complaints().size(); ++complaints_said_) {
    const Out::Complaint& c = out_.complaints()[complaints_said_];
    say(options_.tool, c.message);
    worst(c.status);
  }
  // A wait for other stages that a signal ended is no failure: it ends in order, half an instant undecided.
  if (out_.stopped() && out_.error().status == Exit::try_again && stop_requested()) return Next::interrupted;
  if (out_.stopped()) {
    say(options_.tool, out_.error().message);
    status_ = out_.error().status;
    return Next::failed;
  }
  if (output_.error() != 0) return Next::failed;
  if (output_.closed() && !options_.effects) return Next::failed;
  if (output_.closed() && !said_closed_) {
    if (stop_arrived())
      return Next::interrupted;  // all of a pipeline were asked to end, and its reader was faster
    said_closed_ = true;
    if (Status st = driver_.reader_left(); !st) {
      say(options_.tool, st.error().message);
      worst(st.error().status);
      return Next::failed;
    }
    say(options_.tool, "output closed; still trading, Ctrl-C to stop");
  }
  return Next::go_on;
}

Filter::Next Filter::on_bad_line(std::string_view raw, std::string_view why) {
  if (const Next next = push_batch(); next != Next::go_on) return next;  // first what stands before it
  bad_.report(input_.file(), input_.line(), why);
  bad_.keep(raw);
  worst(Exit::bad_data);
  return options_.strict ? Next::failed : Next::go_on;
}

Filter::Next Filter::on_long_line(std::string_view piece, bool last) {
  if (!long_line_reported_)
    bad_.report(input_.file(), input_.line(), "longer than " + std::to_string(wire::line_max) + " bytes");
  long_line_reported_ = !last;
  bad_.keep(piece, last);
  worst(Exit::bad_data);
  return options_.strict && last ? Next::failed : Next::go_on;
}

// Signals are only seen while it sleeps, so now and then it does although there is something to read.
Filter::Next Filter::refill() {
  constexpr unsigned reads_between_sleeps = 16;
  if (!input_.drained() && ++reads_ % reads_between_sleeps != 0 && input_.read_ready()) return Next::go_on;
  if (input_.fd() >= 0)
    if (Next next = sleep(); next != Next::go_on) return next;
  if (Status st = input_.read(); !st) {
    say(options_.tool, st.error().message);
    worst(st.error().status);
    return Next::failed;
  }
  return Next::go_on;
}

// Returns when there is something to read. Flushes before it waits.
Filter::Next Filter::sleep() {
  constexpr int quiet_ms = 20;  // longer than what is behind a stage needs for an order
  bool quiet = false;
  pollfd ends[3] = {{input_.fd(), POLLIN, 0}, {output_.fd(), 0, 0}, {options_.news_fd, POLLIN, 0}};
  while (!stop_requested()) {
    output_.flush();
    const bool put_off = driver_.idle(out_, quiet);
    if (Next next = emitted(); next != Next::go_on) return next;
    if (output_.closed()) ends[1].fd = -1;
    if (stop_requested()) break;  // the signal came while output was written
    const int ready = poll_open(ends, 3, put_off ? quiet_ms : -1);
    quiet = ready == 0;
    if (ready <= 0) continue;
    if (ends[2].revents != 0) {
      driver_.news(out_);
      if (Next next = emitted(); next != Next::go_on) return next;
    }
    if (ends[0].revents != 0) return Next::go_on;
    if (ends[1].revents == 0) continue;
    if (ends[1].revents & (POLLERR | POLLHUP)) output_.reader_left();
    ends[1].fd = -1;
  }
  return Next::interrupted;
}

void Filter::finish(bool interrupted) {
  driver_.finish(out_, interrupted);
  emitted();
  output_.flush();
  const Closing closing = closing_of(driver_, options_.sink, interrupted);
  for (const std::string& message : closing.messages) say(options_.tool, message);
  worst(closing.status);
  if (!options_.effects || interrupted || !driver_.nothing_came()) return;
  say(options_.tool, "nothing came, not even a session: a program before it did not start");
  worst(Exit::bad_data);
}

void Filter::worst(Exit status) {
  if (status_ == Exit::ok) status_ = status;
}

}  // namespace tu::run
