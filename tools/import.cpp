// import: files of other formats as recordings of ours.
#include <cstring>

#include "cli/parse.h"
#include "run/bad_lines.h"
#include "run/output.h"
#include "run/signals.h"
#include "run/wait.h"
#include "source/data_options.h"
#include "wire/wire.h"

namespace {

using namespace tu;

struct Options : source::ForeignOptions {
  bool formats = false;
};

cli::CommandSpec spec() {
  cli::CommandSpec s = cli::describe_command<Options>(
      "import", "turn files of market data into recordings", "FILE...",
      cli::joined(source::foreign_rows<Options>(),
                  {{"--formats", "", "list the formats and end", &Options::formats}}));
  s.reads_lines = true;
  s.examples = {{"import examples/data/binance-perp-1m-2025-05/BTCUSDT-1m.csv.gz | head -1",
                 "the first candle, stamped at its close"}};
  s.see_also = {"feed", "tradeutils-events"};
  return s;
}

int list_formats(run::Output& out) {
  for (const source::Format& f : source::formats()) {
    std::string line(f.name);
    line.append(line.size() < 20 ? 20 - line.size() : 1, ' ').append(f.doc).append("\n");
    out.buffer().append(line);
  }
  out.flush();
  return out.error() ? static_cast<int>(Exit::io) : 0;
}

int import_files(const cli::Parsed& p) {
  const Options& o = p.as<Options>();
  run::install_signals();
  run::Output out(1);
  if (o.formats) return list_formats(out);
  run::BadLines bad("import");
  if (Status st = p.common.bad.empty() ? Status() : bad.keep_in(p.common.bad); !st)
    return cli::report("import", st.error());
  source::SourceOptions s;
  s.files = p.operands;
  if (s.files.empty()) s.files.push_back("-");
  s.lockstep = s.beats = false;
  s.keep_decisions = true;
  s.strict = p.common.strict;
  take(o, s);
  s.report = [](const std::string& message) { run::say("import", message); };
  s.wait = [&out](int fd) { return run::wait_for_input(fd, out); };
  s.bad = [&bad](std::string_view line) { bad.keep(line); };
  Result<std::unique_ptr<source::Source>> source = source::Source::open(std::move(s));
  if (!source) return cli::report("import", source.error());
  Arena arena;
  for (Event* e = nullptr; (*source)->next(e, arena); arena.reset()) {
    if (run::stop_requested()) (*source)->interrupt();
    if (e->type == Type::session || e->type == Type::end) continue;
    wire::encode(*e, out.buffer());
    out.settle();
    if (out.closed()) return 0;
    if (out.error()) break;
  }
  out.flush();
  if (out.error())
    return cli::report("import",
                       fail(Exit::io, std::string("standard output: ") + std::strerror(out.error())));
  return static_cast<int>((*source)->status());
}

}  // namespace

int main(int argc, char** argv) {
  return tu::cli::run(spec(), argc, argv, import_files);
}
