// tradeutils: the one program on PATH. It runs the others, and says what there is and what is missing.
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <set>

#include "account/venue_keys.h"
#include "base/text.h"
#include "cli/parse.h"
#include "cli/render.h"
#include "cli/sh_quoted.h"
#include "event/describe.h"
#include "study/doctor.h"
#include "study/script_check.h"
#include "study/used_types.h"

namespace {

using namespace tu;
using study::Finding;
using Level = study::Finding::Level;
namespace fs = std::filesystem;

// Where the tools lie: beside this program, or in the libexec of its prefix.
fs::path tool_dir() {
  std::error_code none;
  const fs::path self = fs::read_symlink("/proc/self/exe", none);
  if (fs::exists(self.parent_path() / "indicators", none)) return self.parent_path();
  return self.parent_path().parent_path() / "libexec" / "tradeutils";
}

bool runnable(const fs::path& p) {
  std::error_code none;
  return access(p.c_str(), X_OK) == 0 && fs::is_regular_file(p, none);
}

std::vector<std::string> tool_names() {
  std::set<std::string> names;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(tool_dir(), none))
    if (runnable(entry.path())) names.insert(entry.path().filename().string());
  return {names.begin(), names.end()};
}

std::optional<std::string> variable(std::string_view name) {
  const char* value = std::getenv(std::string(name).c_str());
  return value && *value ? std::optional<std::string>(value) : std::nullopt;
}

// The program that a word runs; empty when there is none.
fs::path on_path(std::string_view program) {
  if (program.find('/') != program.npos) return runnable(fs::path(program)) ? fs::path(program) : fs::path();
  const std::string path = variable("PATH").value_or("");
  for (const std::string_view dir : text::split(path, ':'))
    if (fs::path candidate = fs::path(dir) / program; runnable(candidate)) return candidate;
  return {};
}

int fails(const std::string& what) {
  return cli::report("tradeutils", fail(Exit::unavailable, what + ": " + std::strerror(errno)));
}

int put(const std::string& s) {
  if (std::fwrite(s.data(), 1, s.size(), stdout) == s.size() && std::fflush(stdout) == 0) return 0;
  return cli::report("tradeutils",
                     fail(Exit::io, std::string("stdout: cannot be written: ") + std::strerror(errno)));
}

// ---- list, env, shell

std::string summary_of(const std::string& tool) {
  const std::string command = "'" + (tool_dir() / tool).string() + "' --spec 2>/dev/null";
  FILE* pipe = popen(command.c_str(), "re");
  if (!pipe) return {};
  std::string json(4096, '\0');
  json.resize(std::fread(json.data(), 1, json.size(), pipe));
  while (std::fgetc(pipe) != EOF) {
  }
  pclose(pipe);
  const std::string_view key = "\"summary\":\"";
  const std::size_t at = json.find(key);
  if (at == json.npos) return {};
  const std::size_t first = at + key.size();
  return json.substr(first, json.find('"', first) - first);
}

int list(const cli::Parsed&) {
  std::string all;
  for (const std::string& tool : tool_names()) all += fmt::format("{:<12}  {}\n", tool, summary_of(tool));
  return put(all);
}

int env(const cli::Parsed&) {
  return put("PATH=" + cli::sh_quoted(tool_dir().string()) + ":$PATH; export PATH\n");
}

int shell(const cli::Parsed&) {
  const std::string longer = tool_dir().string() + ":" + variable("PATH").value_or("/usr/bin:/bin");
  setenv("PATH", longer.c_str(), 1);
  const std::string shell = variable("SHELL").value_or("/bin/sh");
  execl(shell.c_str(), shell.c_str(), static_cast<char*>(nullptr));
  return fails(shell);
}

// ---- schema

struct SchemaOptions {
  std::string form = "json";
};

int schema(const cli::Parsed& p) {
  if (p.operands.empty())
    return put(p.as<SchemaOptions>().form == "mdoc" ? events_mdoc(study::is_used) + account::venue_keys_mdoc()
                                                    : schema_json());
  std::string all;
  for (const std::string& name : p.operands) {
    const Type type = type_from(name);
    if (type != Type::foreign) {
      all += schema_json(type);
      continue;
    }
    std::vector<std::string_view> names;
    for (const TypeSpec& t : type_table) names.push_back(t.name);
    const std::string_view near = text::nearest(name, names);
    return cli::report("tradeutils",
                       fail(Exit::usage, name + ": no such event type" +
                                             (near.empty() ? "" : fmt::format("; did you mean {}?", near))));
  }
  return put(all);
}

// ---- doctor

void check_programs(std::vector<Finding>& found) {
  const std::vector<std::string> tools = tool_names();
  const std::string dir = tool_dir().string();
  found.push_back(tools.size() > 1 ? Finding{Level::ok, fmt::format("{} tools in {}", tools.size(), dir)}
                                   : Finding{Level::bad, dir + ": the tools are not there"});
  const fs::path size = on_path("size");
  if (size.parent_path() != tool_dir())
    found.push_back(
        {Level::note,
         fmt::format("size on PATH is {}, not ours: eval \"$(tradeutils env)\" puts the tools in front",
                     size.empty() ? "missing" : size.string())});
  const std::pair<std::string_view, std::string_view> wanted[] = {{"sh", "scripts"},
                                                                  {"jq", "looking into events"},
                                                                  {"sqlite3", "looking into a ledger"},
                                                                  {"man", "the manuals"}};
  for (const auto& [program, use] : wanted)
    found.push_back(!on_path(program).empty()
                        ? Finding{Level::ok, fmt::format("{} is there", program)}
                        : Finding{program == "sh" ? Level::bad : Level::note,
                                  fmt::format("{} is not on PATH; it is wanted for {}", program, use)});
}

void check_machine(std::vector<Finding>& found) {
  if (const auto ledger = variable("TRADEUTILS_LEDGER")) {
    const bool good = access(fs::absolute(*ledger).parent_path().c_str(), W_OK) == 0;
    found.push_back(
        {good ? Level::ok : Level::bad,
         fmt::format("TRADEUTILS_LEDGER {}: its folder {} be written; journal and sync file lie there",
                     *ledger, good ? "can" : "cannot")});
  } else {
    found.push_back(
        {Level::note, "TRADEUTILS_LEDGER is not set: without --ledger, stages judge a flat account"});
  }
  if (variable("TRADEUTILS_LIVE"))
    found.push_back({Level::note, "TRADEUTILS_LIVE is set: one of the latches of live orders is open"});
}

std::vector<Finding> check_script(const std::string& path, std::string_view text) {
  const std::vector<std::string> tools = tool_names();
  const study::Lookup lookup{
      [&](std::string_view name) { return std::find(tools.begin(), tools.end(), name) != tools.end(); },
      [&](std::string_view name) { return !on_path(name).empty(); }};
  run::ScriptRequest request;
  request.name = path;
  request.text = text;
  request.env = variable;
  Result<run::Script> script = run::read_script(request);
  if (script) {
    std::vector<Finding> found = study::examine_stages(script->stages, path, lookup);
    for (Finding& f : study::examine_fit(*script, path, variable)) found.push_back(std::move(f));
    return found;
  }
  std::vector<Finding> found = study::examine_stages(study::rough_stages(text), path, lookup);
  found.push_back({Level::note, script.error().message});
  return found;
}

int doctor(const cli::Parsed& p) {
  std::vector<Finding> found;
  if (p.operands.empty()) {
    check_programs(found);
    check_machine(found);
  }
  for (const std::string& path : p.operands) {
    Result<std::string> text = cli::read_file(path);
    if (!text) return cli::report("tradeutils", text.error());
    std::vector<Finding> more = check_script(path, *text);
    if (more.empty()) more.push_back({Level::ok, path + ": nothing holds events back or drops them"});
    found.insert(found.end(), more.begin(), more.end());
  }
  bool bad = false;
  std::string all;
  for (const Finding& f : found) {
    all += f.level == Level::ok ? "ok    " : f.level == Level::note ? "note  " : "bad   ";
    all += f.text + "\n";
    bad = bad || f.level == Level::bad;
  }
  const int written = put(all);
  return written != 0 ? written : static_cast<int>(bad ? Exit::no : Exit::ok);
}

int print_version(const cli::Parsed&) {
  return put(fmt::format("tradeutils {}\n", cli::version));
}

struct None {};
struct Entry {
  cli::CommandSpec spec;
  int (*body)(const cli::Parsed&);
};

std::vector<Entry> entries() {
  std::vector<Entry> e;
  auto add = [&e](cli::CommandSpec spec, int (*body)(const cli::Parsed&),
                  std::vector<Example> examples = {}) {
    spec.examples = std::move(examples);
    e.push_back({std::move(spec), body});
  };
  using cli::describe_command;
  add(describe_command<None>("list", "print every tool with what it does", "", {}), list,
      {{"tradeutils list", "every tool in a line"}});
  add(describe_command<SchemaOptions>(
          "schema", "print the JSON Schema of events", "[TYPE]...",
          {{"--form", "FORM", "how it is written", &SchemaOptions::form, one_of({"json", "mdoc"})}}),
      schema, {{"tradeutils schema candle", "what a candle must hold"}});
  add(describe_command<None>("doctor", "say what is missing here, or what in a script holds events back",
                             "[SCRIPT]...", {}),
      doctor);
  add(describe_command<None>("env", "print the shell line that puts the tools on PATH", "", {}), env,
      {{"eval \"$(tradeutils env)\" && command -v indicators > /dev/null",
        "the tools on PATH, in a script"}});
  add(describe_command<None>("shell", "open a shell with the tools in front of its PATH", "", {}), shell);
  add(describe_command<None>("version", "print the version", "", {}), print_version);
  e[2].spec.statuses = {{Exit::no, "something is missing, or a script holds events back or drops them"}};
  return e;
}

// A word that is neither a tool nor a command, but looks like one.
std::optional<std::string> meant(std::string_view word, const std::vector<Entry>& commands) {
  const std::vector<std::string> tools = tool_names();
  std::vector<std::string_view> names(tools.begin(), tools.end());
  for (const Entry& e : commands) names.push_back(e.spec.name);
  const std::string_view near = text::nearest(word, names);
  return near.empty() || near == word ? std::nullopt : std::optional<std::string>(near);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && argv[1][0] != '-' && std::strchr(argv[1], '/') == nullptr) {
    const fs::path tool = tool_dir() / argv[1];
    if (std::strcmp(argv[1], "tradeutils") != 0 && runnable(tool)) {
      execv(tool.c_str(), argv + 1);
      return fails(tool.string());
    }
  }
  const std::vector<Entry> all = entries();
  std::vector<cli::CommandSpec> specs;
  for (const Entry& e : all) specs.push_back(e.spec);
  cli::CommandSpec tradeutils =
      cli::describe_group("tradeutils", "run the tools of the suite, and look after them", specs);
  tradeutils.operands = "TOOL|COMMAND [ARG]...";
  const std::string_view first = argc > 1 ? argv[1] : "";
  if (first == "--spec=bash" || first == "--spec=zsh" ||
      first == "--spec=fish")  // they complete the tools too
    for (const std::string& tool : tool_names())
      if (tool != "tradeutils")
        tradeutils.subcommands.push_back(cli::describe_command<None>(tool, summary_of(tool), "[ARG]...", {}));
  if (!first.empty() && first[0] != '-')
    if (const auto near = meant(first, all))
      return cli::report(
          "tradeutils",
          fail(Exit::usage, fmt::format("{}: no such tool or command; did you mean {}?", first, *near)));
  return cli::run(tradeutils, argc, argv, [&](const cli::Parsed& p) {
    for (const Entry& e : all)
      if (e.spec.name == p.command->name) return e.body(p);
    return static_cast<int>(Exit::internal);
  });
}
