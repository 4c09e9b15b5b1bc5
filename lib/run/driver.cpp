#include "run/driver.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "stages/row_order.h"

namespace tu::run {
namespace {

// The tools of a session's `via`, ["NAME:HASH",...].
std::vector<std::string_view> tools_of(std::string_view via) {
  std::vector<std::string_view> tools;
  const auto quoted = text::split(via, '"');
  for (std::size_t i = 1; i < quoted.size(); i += 2)
    tools.push_back(quoted[i].substr(0, quoted[i].find(':')));
  return tools;
}

// With a ledger something is meant to come of what this stage and those in front of it make.
Status order_fits(const Event& session) {
  const std::vector<std::string_view> tools = tools_of(session.text({Type::session, "via"}));
  const auto wrong = stages::misplaced(tools, false);
  if (!wrong) return {};
  const bool here = wrong->stage + 1 == tools.size();
  return fail(Exit::config, (here ? "" : std::string(tools[wrong->stage]) + " ") + wrong->text);
}

}  // namespace

Driver::Driver(std::unique_ptr<Stage> stage, std::string name, std::string name_hash, AccountPort* account)
    : stage_(std::move(stage)), name_(std::move(name)), name_hash_(std::move(name_hash)), account_(account) {}

std::span<const Moment> Driver::moments_of(std::span<Event* const> events) {
  moments_.clear();
  TsUs now = now_;
  for (std::size_t at = 0; at != events.size(); ++at) {
    Event& e = *events[at];
    if (e.ts <= now && !is_control(e) && !lateness_.late(e)) [[likely]]
      continue;
    Moment m{.at = at, .control = is_control(e)};
    if (!m.control) {
      m.rises = e.ts > now;
      if (m.rises) now = e.ts;
      m.late = lateness_.late(e);
      m.twice = m.late && lateness_.came_twice(e);
    }
    moments_.push_back(m);
  }
  return moments_;
}

void Driver::push_all(std::span<Event* const> events, std::span<const Moment> moments, Out& out) {
  std::size_t first = 0;  // that the stage has not seen and will see
  for (const Moment& m : moments) {
    if (m.at >= events.size()) break;
    if (first != m.at) stage_->on_all(events.subspan(first, m.at - first), out);
    if (out.stopped()) return;
    first = admit(*events[m.at], m, out) ? m.at : m.at + 1;
    if (out.stopped()) return;
  }
  if (first != events.size()) stage_->on_all(events.subspan(first), out);
}

bool Driver::admit(Event& e, const Moment& m, Out& out) {
  if (m.control) return pass_control(e, out), false;
  if (m.rises) {
    if (open_instant_) {
      if (lockstep_) [[unlikely]]
        return sync_lost(out), false;
      end_instant(out);
    }
    if (out.stopped()) return false;
    now_ = e.ts;
    open_instant_ = true;
  }
  if (!m.late) [[likely]]
    return true;
  ++(m.twice ? twice_ : late_);
  out.pass(e);
  return false;
}

// Lines that are about the stream itself: the stage does not see them, except that it hears of a session.
void Driver::pass_control(Event& e, Out& out) {
  control_came_ = true;
  if (e.type == Type::session) {
    begin_session(e, out);
  } else if (e.type == Type::end) {
    end_session(e, out);
  } else if (e.type == Type::sync) {
    pass_sync(e, out);
  } else {
    out.pass(e);
  }
}

void Driver::begin_session(Event& e, Out& out) {
  end_instant(out);
  if (out.stopped()) return;
  constexpr Field lockstep{Type::session, "lockstep"};
  lockstep_ = account_ && e.flag(lockstep);
  sync_ = 0;
  session_open_ = true;
  constexpr Field via{Type::session, "via"};
  told_before_ = e.has(via) && e.text(via).find('"') != std::string_view::npos;
  extend_via(e, out);
  if (account_ && !out.stopped())
    if (Status st = order_fits(e); !st) out.stop(st.error());
  if (account_ && !out.stopped())
    if (Status st = account_->session(e); !st) out.stop(st.error());
  if (!out.stopped()) stage_->session(e, out);
  out.pass(e);
}

void Driver::end_session(Event& e, Out& out) {
  constexpr Field status{Type::end, "status"}, reason{Type::end, "reason"};
  if (e.integer(status) != 0) {  // cut: see finish
    open_instant_ = false;
    cut_ = true;
    failure_ = "status " + std::to_string(e.integer(status));
    if (e.has(reason)) failure_ += ", " + std::string(e.text(reason));
  }
  if (open_instant_ && lockstep_) return sync_lost(out);
  end_instant(out);
  session_open_ = false;
  if (!out.stopped()) out.pass(e);
}

// Only a sync whose rows are committed goes on: behind it, everything up to here is taken as journalled.
void Driver::pass_sync(Event& e, Out& out) {
  constexpr Field seq{Type::sync, "seq"};
  if (lockstep_ && e.integer(seq) != sync_ + 1) return sync_lost(out);
  sync_ = e.integer(seq);
  end_instant(out);
  if (account_ && !out.stopped())
    if (Status st = account_->synced(sync_, std::max(now_, e.ts)); !st) out.stop(st.error());
  if (!out.stopped()) out.pass(e);
}

void Driver::sync_lost(Out& out) {
  out.stop(fail(Exit::try_again,
                "sync " + std::to_string(sync_ + 1) + " is missing" +
                    (now_ < 0 ? std::string() : " after " + time_text(now_)) +
                    ": a program between the source and this stage drops lines; `session`, `sync` and `end` "
                    "must pass through it"));
}

void Driver::end_instant(Out& out) {
  if (!open_instant_) return;
  open_instant_ = false;
  stage_->instant_end(now_, out);
}

// The one line whose bytes are made anew: `via` grows, so the session is printed in the table's order.
void Driver::extend_via(Event& session, Out& out) const {
  constexpr Field via{Type::session, "via"};
  std::string list = "[";
  if (session.has(via)) {
    const std::string_view old = text::trim(session.text(via));
    if (old.size() < 2 || old.front() != '[' || old.back() != ']') {
      return out.stop(fail(Exit::bad_data, "session: \"via\" is " + std::string(old.substr(0, 40)) +
                                               ", expected a list of stages"));
    }
    list.assign(old.substr(0, old.size() - 1));
    if (!text::trim(old.substr(1, old.size() - 2)).empty()) list += ',';
  }
  list += '"';
  text::append_escaped(list, name_hash_);
  list += "\"]";
  session.set_text(via, out.keep(list));
  session.raw = {};
}

void Driver::finish(Out& out, bool interrupted) {
  if (interrupted || session_open_) {
    open_instant_ = false;
    cut_ = true;
  }
  end_instant(out);
  if (!out.stopped()) stage_->end(out);
  if (!account_ || cut_ || out.stopped()) return;
  if (Status st = account_->finish(); !st) out.stop(st.error());
}

}  // namespace tu::run
