#include "study/plan.h"

#include <algorithm>
#include <cstdlib>

#include "base/config.h"
#include "base/nearness.h"
#include "cli/parse.h"
#include "run/script.h"
#include "stages/all.h"
#include "stages/row_order.h"

namespace tu::study {
namespace {

Status add_venues(Plan& plan, const StageSpec& spec, const void* options) {
  for (const OptionSpec& o : spec.options) {
    if (o.name != "--venue") continue;
    const std::string path = o.show(options);
    const bool named = std::find(o.names.begin(), o.names.end(), path) != o.names.end();
    if (path.empty() || named) return {};  // a venue's name is no file
    Result<std::string> text = cli::read_file(path);
    if (!text) return text.error();
    Result<Config> config = Config::parse(*text, path);
    if (!config) return config.error();
    Result<account::Venues> venues = account::Venues::from_config(*config);
    if (!venues) return venues.error();
    plan.venues.add(*venues);
  }
  return {};
}

}  // namespace

Status check_order(const run::Script& script, const std::string& name) {
  std::vector<std::string_view> tools;
  for (const run::ScriptStage& s : script.stages)
    tools.push_back(std::string_view(s.tool).substr(s.tool.rfind('/') + 1));
  const auto wrong = stages::misplaced(tools, true);
  if (!wrong) return {};
  const run::ScriptStage& s = script.stages[wrong->stage];
  return fail(Exit::config, name + ":" + std::to_string(s.line) + ": " + s.tool + ": " + wrong->text);
}

Result<Plan> make_plan(const PlanRequest& request) {
  Result<std::string> text = cli::read_file(request.script);
  if (!text) return text.error();
  run::ScriptRequest script_request;
  script_request.name = request.script;
  script_request.text = *text;
  script_request.args = request.arguments;
  script_request.env = [&](std::string_view name) { return request.variable(std::string(name)); };
  script_request.is_stage = [](std::string_view name) { return stages::find(name) != nullptr; };
  script_request.remedy = request.remedy;
  Result<run::Script> script = run::read_script(script_request);
  if (!script) return script.error();

  Plan plan;
  cli::World world = cli::real_world();
  plan.inputs.insert(script->inputs.begin(), script->inputs.end());
  world.variable = [&](const std::string& name) -> std::optional<std::string> {
    plan.option_inputs.insert(name);
    const auto set = script->environment.find(name);
    return set != script->environment.end() ? std::optional(set->second) : request.variable(name);
  };
  for (const run::ScriptStage& s : script->stages) {
    const StageSpec* spec = stages::find(s.tool);
    const cli::CommandSpec command = cli::command_of(*spec);
    Result<cli::Parsed> parsed = cli::parse(command, s.args, world);
    const std::string place = request.script + ":" + std::to_string(s.line) + ": " + s.tool + ": ";
    if (!parsed) return fail(parsed.error().status, place + parsed.error().message);
    if (parsed->only_print || !parsed->operands.empty())
      return fail(
          Exit::usage,
          place + "a stage of a script reads its standard input; it takes no files and prints no help here");
    if (Status st = add_venues(plan, *spec, parsed->options.get()); !st)
      return fail(st.error().status, place + st.error().message);
    if (spec->reads_account || spec->writes_account) {
      plan.account = parsed->common.account;
      plan.has_account = true;
    }
    plan.stages.push_back({spec, parsed->options, parsed->name_hash, parsed->common.account, s.line});
  }
  if (Status st = check_order(*script, request.script); !st) return st.error();
  return plan;
}

std::optional<std::string> environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value ? std::optional<std::string>(value) : std::nullopt;
}

Status check_inputs(const Plan& plan, const std::string& script,
                    const std::map<std::string, std::string>& variables) {
  for (const auto& [name, value] : variables) {
    if (plan.inputs.count(name) || plan.option_inputs.count(name)) continue;
    const std::set<std::string>& known = name.starts_with("TRADEUTILS_") ? plan.option_inputs : plan.inputs;
    const std::vector<std::string> near = text::nearest_first(name, {known.begin(), known.end()});
    return fail(Exit::usage, name + ": " + script + " reads no such variable, expected " +
                                 (near.empty() ? "none: it reads none" : text::some_of(near)));
  }
  return {};
}

Result<std::unique_ptr<run::FusedRunner>> make_runner(const Plan& plan, RowSink* rows,
                                                      run::FusedOptions options) {
  std::vector<run::FusedStage> stages;
  for (const PlannedStage& s : plan.stages) stages.push_back({s.spec, s.options, s.name_hash});
  options.account = plan.account;
  return run::FusedRunner::make(std::move(stages), options, rows);
}

}  // namespace tu::study
