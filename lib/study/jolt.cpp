#include "study/jolt.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>
#include <limits>
#include <memory>

#include "study/jolt_link.h"
#include "study/jolt_report.h"
#include "study/processes.h"

namespace tu::study {
namespace {

volatile std::sig_atomic_t asked_to_end = 0;
void ask_to_end(int signal) {
  asked_to_end = signal;
}

TsUs monotonic() {
  timespec t{};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return static_cast<TsUs>(t.tv_sec) * us_per_s + t.tv_nsec / 1000;
}

class Runner {
 public:
  explicit Runner(const JoltRun& run) : run_(run) {
    for (const JoltStrike& s : run.plan.strikes) strikes_.push_back({&s});
  }
  ~Runner() { kill_all(); }

  Status start();
  int watch();

 private:
  struct Child {
    pid_t pid = -1;
    int status = -1;
    bool ended = false, killed = false;
    TsUs stopped_until = 0;
  };
  struct Planned {
    const JoltStrike* strike;
    bool done = false, struck = false;
  };

  Result<pid_t> spawn(std::size_t stage, int input, int output);
  [[noreturn]] void become(const run::ScriptStage& stage, int input, int output);
  void strike_due(TsUs now);
  std::int64_t next_line(std::size_t stage) const;
  bool strike(const JoltStrike& s, TsUs now);
  void wait_for_work(TsUs now);
  void wake_and_reap(TsUs now);
  void kill_all();
  bool all_done() const;
  TsUs next_moment(TsUs now) const;
  int verdict(bool late) const;
  bool report() const;

  const JoltRun& run_;
  std::vector<Child> children_;
  std::vector<std::unique_ptr<JoltLink>> links_;
  std::vector<Planned> strikes_;
  TsUs begin_ = 0;
};

void Runner::become(const run::ScriptStage& stage, int input, int output) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (input != 0) dup2(input, 0);
  if (output != 1) dup2(output, 1);
  const char* path = getenv("PATH");
  setenv("PATH", (own_directory() + ":" + (path ? path : "/usr/bin:/bin")).c_str(), 1);
  for (const auto& [key, value] : run_.environment) setenv(key.c_str(), value.c_str(), 1);
  std::vector<char*> argv{const_cast<char*>(stage.tool.c_str())};
  for (const std::string& a : stage.args) argv.push_back(const_cast<char*>(a.c_str()));
  argv.push_back(nullptr);
  for (const int s : {SIGPIPE, SIGINT, SIGTERM}) signal(s, SIG_DFL);
  execvp(argv[0], argv.data());
  const std::string why = "jolt: " + stage.tool + ": " + strerror(errno) + "\n";
  if (write(2, why.data(), why.size()) < 0) _exit(126);
  _exit(127);
}

Result<pid_t> Runner::spawn(std::size_t stage, int input, int output) {
  const pid_t pid = fork();
  if (pid < 0) return fail(Exit::io, std::string("fork: ") + strerror(errno));
  if (pid == 0) become(run_.stages[stage], input, output);
  return pid;
}

// Stage i writes into a pipe that we read, and reads from a pipe that we write; the first reads our input.
Status Runner::start() {
  begin_ = monotonic();
  int input = 0;
  for (std::size_t i = 0; i < run_.stages.size(); ++i) {
    const bool last = i + 1 == run_.stages.size();
    int out[2], in[2] = {-1, 1};
    if (pipe2(out, O_CLOEXEC) != 0 || (!last && pipe2(in, O_CLOEXEC) != 0))
      return fail(Exit::io, std::string("pipe: ") + strerror(errno));
    fcntl(out[0], F_SETFL, O_NONBLOCK);
    if (!last) fcntl(in[1], F_SETFL, O_NONBLOCK);
    Result<pid_t> pid = spawn(i, input, out[1]);
    if (!pid) return pid.error();
    Child child;
    child.pid = *pid;
    children_.push_back(child);
    close(out[1]);
    if (input > 2) close(input);
    links_.push_back(std::make_unique<JoltLink>(run_.plan, i, out[0], in[1]));
    input = in[0];
  }
  return {};
}

bool Runner::all_done() const {
  return std::all_of(children_.begin(), children_.end(), [](const Child& c) { return c.ended; }) &&
         std::all_of(links_.begin(), links_.end(), [](const auto& l) { return l->done(); });
}

int Runner::watch() {
  bool late = false;
  bool passed_on = false;
  while (!all_done()) {
    const TsUs now = monotonic() - begin_;
    if (run_.time_limit > 0 && now >= run_.time_limit && !late) {
      late = true;
      run_.say("the time limit is over; everything is ended");
      kill_all();
    }
    if (asked_to_end && !passed_on) {
      passed_on = true;
      for (const Child& c : children_)
        if (!c.ended) kill(c.pid, asked_to_end);
    }
    strike_due(now);
    wake_and_reap(now);
    for (auto& l : links_) l->resume(now);
    wait_for_work(now);
  }
  const bool all = report();
  const int status = verdict(late);
  return status == 0 && !all ? static_cast<int>(Exit::no) : status;
}

void Runner::strike_due(TsUs now) {
  for (Planned& p : strikes_) {
    const JoltMoment& when = p.strike->when;
    const std::int64_t at = when.by_lines ? links_[p.strike->stage]->lines() : now;
    if (p.done || at < when.at) continue;
    p.done = true;
    p.struck = strike(*p.strike, now);
  }
  for (std::size_t i = 0; i < links_.size(); ++i) links_[i]->stop_at(next_line(i));
}

// The line after which something happens to a stage.
std::int64_t Runner::next_line(std::size_t stage) const {
  std::int64_t next = std::numeric_limits<std::int64_t>::max();
  for (const Planned& p : strikes_)
    if (!p.done && p.strike->stage == stage && p.strike->when.by_lines)
      next = std::min(next, p.strike->when.at);
  return next;
}

// Whether there was something to strike.
bool Runner::strike(const JoltStrike& s, TsUs now) {
  Child& c = children_[s.stage];
  JoltLink& link = *links_[s.stage];
  if (link.done() || (c.ended && !s.when.by_lines)) {
    run_.say(s.given + ": it had ended");
    return false;
  }
  using Kind = JoltStrike::Kind;
  const int signal = s.kind == Kind::kill ? SIGKILL : SIGSTOP;
  if (s.kind != Kind::cut && !c.ended) kill(c.pid, signal);
  if (s.kind == Kind::kill) c.killed = true;
  if (s.kind == Kind::stall) c.stopped_until = now + s.length;
  if (s.kind == Kind::stall && s.when.by_lines) link.hold(c.stopped_until);
  // What a killed stage wrote meanwhile it did not live to write.
  if (s.kind == Kind::cut || (s.kind == Kind::kill && s.when.by_lines)) link.cut();
  const char* done[] = {"killed", "stalled", "its output is cut"};
  run_.say(s.given + ": " + done[static_cast<std::size_t>(s.kind)]);
  return true;
}

void Runner::wake_and_reap(TsUs now) {
  for (Child& c : children_) {
    if (c.ended) continue;
    if (c.stopped_until > 0 && now >= c.stopped_until) {
      kill(c.pid, SIGCONT);
      c.stopped_until = 0;
    }
    int status = 0;
    if (waitpid(c.pid, &status, WNOHANG) != c.pid) continue;
    c.ended = true;
    c.status = status;
  }
}

// The nearest moment at which something is to be done without any input.
TsUs Runner::next_moment(TsUs now) const {
  TsUs next = now + 20 * us_per_ms;  // processes that end are asked for
  if (run_.time_limit > 0) next = std::min(next, run_.time_limit);
  for (const Planned& p : strikes_)
    if (!p.done && !p.strike->when.by_lines) next = std::min<TsUs>(next, p.strike->when.at);
  for (const Child& c : children_)
    if (c.stopped_until > 0) next = std::min(next, c.stopped_until);
  for (const auto& l : links_)
    if (l->held_until() > 0) next = std::min(next, l->held_until());
  return next;
}

void Runner::wait_for_work(TsUs now) {
  std::vector<pollfd> fds;
  std::vector<JoltLink*> of;
  for (const auto& l : links_) {
    if (l->wants_to_read(now)) fds.push_back({l->from(), POLLIN, 0}), of.push_back(l.get());
    // Without anything to write this still tells that the reader is gone.
    if (l->to() >= 0) {
      fds.push_back({l->to(), static_cast<short>(l->wants_to_write() ? POLLOUT : 0), 0});
      of.push_back(l.get());
    }
  }
  const TsUs left = std::max<TsUs>(0, next_moment(now) - now);
  timespec t{static_cast<time_t>(left / us_per_s), static_cast<long>(left % us_per_s) * 1000};
  if (ppoll(fds.data(), fds.size(), &t, nullptr) <= 0) return;
  for (std::size_t i = 0; i < fds.size(); ++i) {
    JoltLink& l = *of[i];
    if (fds[i].revents == 0 || fds[i].fd < 0) continue;
    if (fds[i].fd == l.from() && (fds[i].revents & (POLLIN | POLLHUP)))
      l.read(now);
    else if (fds[i].fd == l.to() && (fds[i].revents & POLLERR))
      l.close_both();  // its reader is gone
    else if (fds[i].fd == l.to() && (fds[i].revents & POLLOUT))
      l.write();
  }
}

void Runner::kill_all() {
  for (Child& c : children_)
    if (!c.ended) {
      kill(c.pid, SIGKILL);
      c.killed = true;
    }
  for (auto& l : links_) l->close_both();
}

// Whether all faults that were asked for were struck.
bool Runner::report() const {
  std::string said;
  for (std::size_t i = 0; i < children_.size(); ++i) {
    const Child& c = children_[i];
    said += (i ? ", " : "") + run_.stages[i].tool + " ";
    said += c.killed              ? "killed"
            : WIFEXITED(c.status) ? std::to_string(WEXITSTATUS(c.status))
                                  : "ended by signal " + std::to_string(WTERMSIG(c.status));
  }
  JoltFaults faults{run_.plan, run_.stages, links_, {}, monotonic() - begin_};
  for (const Planned& p : strikes_)
    if (!p.struck) faults.unstruck.push_back(p.strike);
  const bool all = report_faults(faults, run_.say);
  run_.say(said);
  return all;
}

int Runner::verdict(bool late) const {
  const Child& last = children_.back();
  if (late || last.killed) return static_cast<int>(Exit::try_again);
  return WIFEXITED(last.status) ? WEXITSTATUS(last.status) : static_cast<int>(Exit::internal);
}

}  // namespace

Result<int> jolt(const JoltRun& run) {
  struct sigaction ends {};
  ends.sa_handler = ask_to_end;
  sigaction(SIGINT, &ends, nullptr);
  sigaction(SIGTERM, &ends, nullptr);
  signal(SIGPIPE, SIG_IGN);
  Runner runner(run);
  if (Status st = runner.start(); !st) return st.error();
  return runner.watch();
}

}  // namespace tu::study
