#include "run/main.h"

#include <unistd.h>

#include "cli/parse.h"
#include "run/filter.h"
#include "run/signals.h"

namespace tu {
namespace {

std::string option_of(const StageSpec& spec, const void* options, std::string_view name) {
  for (const OptionSpec& o : spec.options)
    if (o.name == name) return o.show(options);
  return {};
}

int filter(const StageSpec& spec, const cli::Parsed& parsed, const MakePorts& make_ports) {
  run::Output output(STDOUT_FILENO);
  OwnedPorts owned;
  if (make_ports) {
    PortRequest request;
    request.ledger = parsed.common.ledger;
    request.account = parsed.common.account;
    request.option = [&](std::string_view name) { return option_of(spec, parsed.options.get(), name); };
    request.kill_file = request.option("--kill-file");  // a row of the tools that look at it
    request.spec = &spec;
    request.flush = [&output] { output.flush(); };
    request.interrupted = run::stop_arrived;
    request.reader_left = [&output] { return !output.look_for_reader(); };
    Result<OwnedPorts> made = make_ports(request);
    if (!made) return cli::report(spec.name, made.error());
    owned = std::move(made).value();
  }
  Result<std::unique_ptr<Stage>> stage = spec.make(parsed.options.get(), owned.ports);
  if (!stage) return cli::report(spec.name, stage.error());
  run::Driver driver(std::move(stage).value(), spec.name, parsed.name_hash, owned.ports.account);
  run::FilterOptions options;
  options.tool = spec.name;
  options.files = parsed.operands;
  options.bad = parsed.common.bad;
  options.strict = parsed.common.strict;
  options.sink = spec.writes_account;
  options.effects = spec.writes_account && owned.ports.account != nullptr;
  if (owned.ports.venue) options.news_fd = owned.ports.venue->news_fd();
  return static_cast<int>(run::Filter(std::move(options), driver, output).run());
}

}  // namespace

int main_of(const StageSpec& spec, int argc, char** argv, MakePorts make_ports) {
  const cli::CommandSpec command = cli::command_of(spec);
  return cli::run(command, argc, argv,
                  [&](const cli::Parsed& parsed) { return filter(spec, parsed, make_ports); });
}

}  // namespace tu
