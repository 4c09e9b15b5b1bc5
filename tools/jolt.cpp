// jolt: run a pipeline and strike it: kill, stall, cut, corrupt, delay, double, swap and drop.
#include "study/jolt.h"

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "cli/parse.h"
#include "run/bad_lines.h"
#include "study/plan.h"

namespace {

using namespace tu;

struct Options {
  std::vector<std::string> kill, stall, cut, drop, duplicate, corrupt, swap, delay;
  int faults = 0;
  std::string over = "10s";
  std::int64_t seed = 1;
  Duration time_limit{10 * us_per_min};
  bool quiet = false;
};

cli::CommandSpec spec() {
  cli::CommandSpec s = cli::describe_command<Options>(
      "jolt", "run a pipeline under faults that a seed repeats", "-- COMMAND...",
      {{"--seed", "N", "chooses the lines that are struck, and the faults of --anywhere", &Options::seed},
       {"--kill", "LIST", "kill these stages: STAGE@WHEN", &Options::kill},
       {"--stall", "LIST", "stop these stages for a time: STAGE@WHEN:DURATION", &Options::stall},
       {"--cut", "LIST", "close the output of these stages: STAGE@WHEN", &Options::cut},
       {"--lose", "LIST", "leave out lines that these stages write: STAGE:RATE", &Options::drop},
       {"--duplicate", "LIST", "write lines twice: STAGE:RATE", &Options::duplicate},
       {"--corrupt", "LIST", "change a byte in lines: STAGE:RATE", &Options::corrupt},
       {"--swap", "LIST", "write lines behind the next one: STAGE:RATE", &Options::swap},
       {"--lag", "LIST", "hold lines, and all behind them, for a time: STAGE:RATE:DURATION", &Options::delay},
       {"--anywhere", "N", "kill, stall and cut as often as this anywhere", &Options::faults,
        between(0, 1000)},
       {"--over", "WHEN", "the moment before which those strike", &Options::over},
       {"--time-limit", "DURATION", "end everything after this time; 0s for never", &Options::time_limit},
       {"--quiet", "", "do not say what was done", &Options::quiet}});
  s.examples = {
      {"jolt --seed 7 --corrupt feed:1% -- sh -c 'feed examples/data/btc-1m.ndjson | regime' | tail -1",
       "a stage between damaged lines"}};
  s.see_also = {"backtest", "feed", "ledger"};
  s.statuses = {{Exit::no, "a fault that was asked for never struck"},
                {Exit::try_again, "the last stage was killed, or the time limit was over"}};
  return s;
}

Result<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(Exit::io, path + ": could not be read");
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// `sh FILE ARG...`, `sh -c TEXT [NAME ARG...]`, or one command without a shell.
Result<run::Script> pipeline_of(const std::vector<std::string>& words) {
  if (words[0] != "sh" && words[0] != "dash" && words[0] != "bash") {
    run::Script one;
    one.stages.push_back({words[0], {words.begin() + 1, words.end()}, 1, 1});
    return one;
  }
  const bool inline_text = words.size() > 1 && words[1] == "-c";
  const std::size_t at = inline_text ? 2 : 1;
  if (words.size() <= at)
    return fail(Exit::usage, words[0] + " has no script: expected sh FILE or sh -c 'A | B'");
  run::ScriptRequest request;
  std::string text = words[at];
  request.name = inline_text ? "sh -c" : words[at];
  if (!inline_text) {
    Result<std::string> content = read_file(words[at]);
    if (!content) return content.error();
    text = *content;
  }
  request.text = text;
  request.args.assign(
      words.begin() + static_cast<std::ptrdiff_t>(std::min(words.size(), at + (inline_text ? 2 : 1))),
      words.end());
  request.env = [](std::string_view name) -> std::optional<std::string> {
    const char* value = getenv(std::string(name).c_str());
    return value ? std::optional<std::string>(value) : std::nullopt;
  };
  Result<run::Script> script = run::read_script(request);
  if (script)
    if (Status st = study::check_order(*script, request.name); !st) return st.error();
  return script;
}

int jolt(const cli::Parsed& p) {
  const Options& o = p.as<Options>();
  if (p.operands.empty())
    return cli::report("jolt", fail(Exit::usage, "no command: expected jolt [OPTION]... -- sh SCRIPT"));
  Result<run::Script> script = pipeline_of(p.operands);
  if (!script) return cli::report("jolt", script.error());
  std::vector<std::string> tools;
  for (const run::ScriptStage& s : script->stages) tools.push_back(s.tool.substr(s.tool.rfind('/') + 1));
  study::JoltRequest request{o.kill,
                             o.stall,
                             o.cut,
                             o.drop,
                             o.duplicate,
                             o.corrupt,
                             o.swap,
                             o.delay,
                             o.faults,
                             o.over,
                             static_cast<std::uint64_t>(o.seed)};
  Result<study::JoltPlan> plan = study::make_jolt_plan(request, tools);
  if (!plan) return cli::report("jolt", plan.error());
  study::JoltRun run;
  run.stages = script->stages;
  run.environment = script->environment;
  run.plan = std::move(*plan);
  run.time_limit = o.time_limit.us;
  run.say = [&](const std::string& s) {
    if (!o.quiet) tu::run::say("jolt", s);
  };
  Result<int> status = study::jolt(run);
  return status ? *status : cli::report("jolt", status.error());
}

}  // namespace

int main(int argc, char** argv) {
  return tu::cli::run(spec(), argc, argv, jolt);
}
