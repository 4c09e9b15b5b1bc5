#include "study/sweep.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include "base/text.h"
#include "study/interrupt.h"

namespace tu::study {
namespace {

// One row as text between processes: fields behind a unit separator, the daily returns last.
std::string packed(const SweepRow& r) {
  std::string s =
      fmt::format("{}\x1f{}\x1f{}\x1f{}\x1f{}\x1f{}\x1f{}\x1f{}\x1f{}\x1f", r.ok ? 1 : 0,
                  static_cast<int>(r.status), r.error, text::of_real(r.net), text::of_real(r.max_drawdown),
                  text::of_real(r.fees), text::of_real(r.sharpe), r.trips, r.ledger_head);
  for (double x : r.daily_returns) s += text::of_real(x) + ",";
  return s;
}

void unpack(std::string_view s, SweepRow& r) {
  const std::vector<std::string_view> f = text::split(s, '\x1f');
  if (f.size() != 10) {
    r.status = Exit::internal;
    r.error = "the run ended without a result";
    return;
  }
  r.ok = f[0] == "1";
  r.status = static_cast<Exit>(text::to_integer(f[1]).value_or(static_cast<int>(Exit::internal)));
  r.error = std::string(f[2]);
  r.net = text::to_real(f[3]).value_or(0);
  r.max_drawdown = text::to_real(f[4]).value_or(0);
  r.fees = text::to_real(f[5]).value_or(0);
  r.sharpe = text::to_real(f[6]).value_or(0);
  r.trips = text::to_integer(f[7]).value_or(0);
  r.ledger_head = std::string(f[8]);
  for (std::string_view x : text::split(f[9], ','))
    if (auto v = text::to_real(x)) r.daily_returns.push_back(*v);
}

struct Child {
  pid_t pid;
  int fd;
  std::size_t row;
  std::string text;
};

bool start(std::vector<Child>& running, std::size_t index, const Settings& settings,
           const std::function<SweepRow(const Settings&)>& run) {
  int ends[2];
  if (pipe(ends) != 0) return false;
  const pid_t pid = fork();
  if (pid < 0) return false;
  if (pid == 0) {
    close(ends[0]);
    const std::string result = packed(run(settings));
    std::string_view left = result;
    while (!left.empty()) {
      const ssize_t n = write(ends[1], left.data(), left.size());
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) break;
      left.remove_prefix(static_cast<std::size_t>(n));
    }
    _exit(0);
  }
  close(ends[1]);
  running.push_back({pid, ends[0], index, {}});
  return true;
}

// Reads from whichever child has something; reaps those that are done.
void collect(std::vector<Child>& running, std::vector<SweepRow>& rows) {
  std::vector<pollfd> fds;
  for (const Child& c : running) fds.push_back({c.fd, POLLIN, 0});
  if (poll(fds.data(), fds.size(), 200) <= 0) return;  // a signal may have come before the sleep
  for (std::size_t i = fds.size(); i-- > 0;) {
    if (!fds[i].revents) continue;
    char buffer[65536];
    const ssize_t n = read(running[i].fd, buffer, sizeof buffer);
    if (n > 0) {
      running[i].text.append(buffer, static_cast<std::size_t>(n));
      continue;
    }
    if (n < 0 && errno == EINTR) continue;
    close(running[i].fd);
    while (waitpid(running[i].pid, nullptr, 0) < 0 && errno == EINTR) {
    }
    unpack(running[i].text, rows[running[i].row]);
    running.erase(running.begin() + static_cast<std::ptrdiff_t>(i));
  }
}

}  // namespace

std::string settings_text(const Settings& s) {
  std::string text;
  for (const auto& [name, value] : s) text += (text.empty() ? "" : " ") + name + "=" + value;
  return text;
}

Result<std::vector<Settings>> combinations(std::string_view text) {
  std::vector<Settings> all{{}};
  for (std::string_view part : text::split(text, ' ')) {
    if (part.empty()) continue;
    const std::size_t equals = part.find('=');
    if (equals == part.npos || equals == 0 || equals + 1 == part.size())
      return fail(Exit::usage, fmt::format("--set \"{}\": expected NAME=value,value,...", part));
    const std::string name(part.substr(0, equals));
    if (all.front().count(name))
      return fail(Exit::usage, fmt::format("--set \"{}\": {} stands twice, expected once", text, name));
    const std::vector<std::string_view> values = text::split(part.substr(equals + 1), ',');
    if (values.size() > 10'000) return fail(Exit::usage, "--set: more than 10000 combinations");
    if (std::find(values.begin(), values.end(), "") != values.end())
      return fail(
          Exit::usage,
          fmt::format("--set \"{}\": a value of {} is empty, which a script takes for one that is not set; "
                      "expected NAME=value,value,...",
                      part, name));
    for (auto v = values.begin(); v != values.end(); ++v)
      if (std::find(values.begin(), v, *v) != v)
        return fail(Exit::usage, fmt::format("--set \"{}\": the value \"{}\" stands twice", part, *v));
    std::vector<Settings> next;
    for (const Settings& s : all)
      for (std::string_view value : values) {
        next.push_back(s);
        next.back()[name] = std::string(value);
      }
    if (next.size() > 10'000) return fail(Exit::usage, "--set: more than 10000 combinations");
    all = std::move(next);
  }
  return all;
}

std::vector<SweepRow> sweep(const std::vector<Settings>& settings, int jobs,
                            const std::function<SweepRow(const Settings&)>& run) {
  std::vector<SweepRow> rows(settings.size());
  std::vector<Child> running;
  for (std::size_t i = 0; i < settings.size(); ++i) {
    rows[i].settings = settings[i];
    while (running.size() >= static_cast<std::size_t>(std::max(1, jobs)) && !interrupted())
      collect(running, rows);
    if (interrupted()) {
      rows[i].status = exit_interrupted;
      rows[i].error = "interrupted";
      continue;
    }
    if (!start(running, i, settings[i], run)) {
      rows[i].status = Exit::io;
      rows[i].error = std::string("could not start: ") + strerror(errno);
    }
  }
  bool told = false;
  while (!running.empty()) {
    if (interrupted() && !std::exchange(told, true))
      for (const Child& c : running) kill(c.pid, SIGINT);
    collect(running, rows);
  }
  return rows;
}

}  // namespace tu::study
