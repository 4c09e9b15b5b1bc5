// feed: recordings and importable files as one stream of events, in the order of time; or venues, as they
// speak.
#include <poll.h>
#include <time.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "cli/parse.h"
#include "live/keys.h"
#include "live/live_feed.h"
#include "live/replay.h"
#include "run/bad_lines.h"
#include "run/output.h"
#include "run/signals.h"
#include "run/wait.h"
#include "source/data_options.h"
#include "source/options.h"
#include "stages/all.h"
#include "wire/wire.h"

namespace {

using namespace tu;

struct Options : source::RangeOptions, source::HistoryOptions, source::ForeignOptions {
  std::string pace = "max";
  bool lockstep = true, beats = true, keep_decisions = false;
  std::int64_t seed = 0;
  std::string channels = "quotes,trades,funding", mode = "paper", ca, record, key_file, key_cmd;
  std::vector<std::string> urls;
  bool once = false;
  Duration silence{15 * us_per_s}, stale{us_per_min}, connect{10 * us_per_s}, give_up;
};

std::vector<Row<Options>> replay_rows() {
  return cli::joined(
      source::range_rows<Options>(), source::history_rows<Options>(),
      {{"--pace", "PACE", "max, realtime, or a factor such as 10x", &Options::pace},
       {"--lockstep", "", "send a sync after each instant", &Options::lockstep},
       {"--beats", "", "send beats where nothing happens for longer than a bar", &Options::beats},
       {"--keep-decisions", "", "keep the decision and money events of the recordings",
        &Options::keep_decisions},
       source::seed_row<Options>(&Options::seed)},
      source::foreign_rows<Options>());
}

std::vector<Row<Options>> live_rows() {
  return {{"--channels", "LIST", "what to take from venues: quotes, trades, books, candles, funding",
           &Options::channels},
          {"--mode", "MODE", "what the session of venues is for", &Options::mode, one_of({"paper", "live"})},
          {"--once", "", "one price of each symbol by request, and the end", &Options::once},
          {"--url", "LIST", "other places of venues: VENUE=URL,...", &Options::urls},
          {"--ca", "FILE", "certificates to trust instead of the system's", &Options::ca},
          {"--key-file", "FILE", "of metric:latency: its key, of mode 0600", &Options::key_file},
          {"--key-cmd", "COMMAND", "of metric:latency: a command whose output is its key", &Options::key_cmd},
          {"--record", "DIR", "keep the raw frames of venues here", &Options::record},
          {"--connect", "TIME", "longest time that a connection may take to open", &Options::connect},
          {"--silence", "TIME", "after so long without a word a connection is dead", &Options::silence},
          {"--stale", "DURATION", "after so long without data a symbol is told to be stale", &Options::stale},
          {"--give-up", "TIME", "end with 69 when no venue was reached for so long; 0s: never",
           &Options::give_up}};
}

cli::CommandSpec spec() {
  cli::CommandSpec s =
      cli::describe_command<Options>("feed", "read recordings, or venues, as one stream of events",
                                     "FILE...|VENUE:SYMBOLS...", cli::joined(replay_rows(), live_rows()));
  s.reads_lines = true;
  s.emits = {"session", "beat", "sync", "end"};
  s.statuses = {{Exit::no,
                 "The files hold no event of the range, or of one of the symbols, asked for, or one of them "
                 "holds none at all."},
                {Exit::unavailable, "No venue was reached, or of --once one of the prices did not come."}};
  s.examples = {
      {"feed --from 2025-05-05 --to 2025-05-06 examples/data/binance-perp-1m-2025-05/BTCUSDT-1m.csv.gz",
       "a day of recorded candles"},
      {"feed --once coinbase:BTC-USD kraken:BTC-USD --url "
       "coinbase=http://127.0.0.1:1,kraken=http://127.0.0.1:1 | tail -1",
       "one price of each venue, here of venues that are not there"}};
  s.see_also = {"import", "backtest", "tradeutils-events"};
  return s;
}

Result<source::SourceOptions> source_options(const cli::Parsed& p) {
  const Options& o = p.as<Options>();
  source::SourceOptions s;
  s.files = p.operands;
  s.keep_decisions = o.keep_decisions;
  s.lockstep = o.lockstep;
  s.beats = o.beats;
  s.seed = o.seed;
  s.pace = o.pace;
  s.strict = p.common.strict;
  if (Status st = take(static_cast<const source::RangeOptions&>(o), s); !st) return st.error();
  take(static_cast<const source::ForeignOptions&>(o), s);
  if (Status st = take(o, stages::warm_bars(), s); !st) return st.error();
  return s;
}

// Sleeps until the event's time, counted from the first one that is not history. A signal or a reader that
// left ends it.
class Pacer {
 public:
  Pacer(double factor, TsUs history_until) : factor_(factor), history_until_(history_until) {}
  void wait(TsUs until, run::Output& out) {
    if (factor_ == 0 || until == 0 || until < history_until_) return;
    if (began_ < 0) began_ = clock_us(), first_ = until;
    const double due = static_cast<double>(began_) + static_cast<double>(until - first_) / factor_;
    while (!run::stop_requested() && !out.closed()) {
      const double left_ms = (due - static_cast<double>(clock_us())) / 1000;
      if (left_ms <= 0) return;
      out.flush();
      pollfd reader{out.fd(), 0, 0};
      if (run::poll_open(&reader, 1, static_cast<int>(std::min(left_ms + 1, 1e6))) > 0 &&
          (reader.revents & POLLERR))
        out.reader_left();
    }
  }

 private:
  static std::int64_t clock_us() {
    timespec t{};
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * us_per_s + t.tv_nsec / 1000;
  }
  double factor_;
  TsUs history_until_, first_ = 0;
  std::int64_t began_ = -1;
};

bool is_live(const cli::Parsed& p) {
  return std::any_of(p.operands.begin(), p.operands.end(),
                     [](const std::string& operand) { return live::is_live_operand(operand); });
}

Result<int> feed_live(const cli::Parsed& p) {
  const Options& o = p.as<Options>();
  for (const std::string& operand : p.operands)
    if (!live::is_live_operand(operand))
      return fail(Exit::usage, "\"" + operand + "\" is a file beside venues, expected files or venues");
  if (o.once && !o.record.empty())
    return fail(Exit::usage, "--record is \"" + o.record + "\" beside --once, expected one of them");
  live::LiveOptions l;
  Result<std::vector<live::Wanted>> wanted = live::wanted_from(p.operands, o.channels, o.tf);
  if (!wanted) return wanted.error();
  Result<live::Places> places = live::places_from(o.urls);
  if (!places) return places.error();
  Result<std::optional<TsUs>> to = source::time_from("--to", o.to);
  if (!to) return to.error();
  l.wanted = std::move(*wanted);
  l.places = std::move(*places);
  l.until = to->value_or(0);
  for (const std::string& operand : p.operands) l.source += (l.source.empty() ? "" : " ") + operand;
  l.mode = o.mode, l.ca = o.ca, l.record = o.record, l.once = o.once, l.seed = o.seed;
  l.opening_max = o.connect.us, l.silence_max = o.silence.us, l.stale_max = o.stale.us,
  l.give_up = o.give_up.us;
  const auto environment = [](const char* name) -> std::string {
    const char* value = std::getenv(name);
    return value ? value : "";
  };
  if (!o.key_file.empty() || !o.key_cmd.empty() || !environment("TRADEUTILS_LATENCY_KEY").empty()) {
    Result<Secret> key = live::venue_key(o.key_file, o.key_cmd, environment, "TRADEUTILS_LATENCY_KEY");
    if (!key) return key.error();
    l.latency_key = std::make_shared<const Secret>(std::move(key).value());
  }
  l.say = [](const std::string& message) { run::say("feed", message); };
  return live::run_live(std::move(l), 1);
}

int feed(const cli::Parsed& p) {
  if (is_live(p)) {
    Result<int> status = feed_live(p);
    return status ? *status : cli::report("feed", status.error());
  }
  if (const std::string& record = p.as<Options>().record; !record.empty())
    return cli::report("feed", fail(Exit::usage, "--record is \"" + record +
                                                     "\" without a venue: it keeps the raw frames of venues, "
                                                     "such as coinbase:BTC-USD; the output of feed itself is "
                                                     "a recording"));
  Result<double> pace = source::pace_from(p.as<Options>().pace);
  if (!pace) return cli::report("feed", pace.error());
  Result<source::SourceOptions> options = source_options(p);
  if (!options) return cli::report("feed", options.error());
  if (options->files.empty()) options->files.push_back("-");
  options->more_formats = live::capture_formats();
  run::BadLines bad("feed");
  if (Status st = p.common.bad.empty() ? Status() : bad.keep_in(p.common.bad); !st)
    return cli::report("feed", st.error());
  options->report = [](const std::string& message) { run::say("feed", message); };
  options->bad = [&bad](std::string_view line) { bad.keep(line); };
  run::install_signals();
  run::Output out(1);
  options->wait = [&out](int fd) { return run::wait_for_input(fd, out); };
  Result<std::unique_ptr<source::Source>> opened = source::Source::open(std::move(*options));
  if (!opened) return cli::report("feed", opened.error());
  source::Source& source = **opened;
  Pacer pacer(*pace, source.warm_until().value_or(0));
  Arena arena;
  for (Event* e = nullptr; source.next(e, arena); arena.reset()) {
    wire::encode(*e, out.buffer());
    out.settle();
    pacer.wait(source.upcoming(), out);
    if (run::stop_requested()) source.interrupt();
    if (out.closed()) return 0;
    if (out.error()) break;
  }
  out.flush();
  if (out.error())
    return cli::report("feed", fail(Exit::io, std::string("standard output: ") + std::strerror(out.error())));
  return static_cast<int>(source.status());
}

}  // namespace

int main(int argc, char** argv) {
  return tu::cli::run(spec(), argc, argv, feed);
}
