#include "run/main.h"

#include <unistd.h>

#include <cstring>
#include <fstream>
#include <sstream>
#include <string>

#include "base/hash.h"
#include "run/filter.h"

namespace tu {
namespace {

// A plain reading of the command line, until lib/cli does it.
struct Words {
  std::shared_ptr<void> options;
  run::FilterOptions filter;
  PortRequest ports;
  std::string changed;
};

Status read_file(const OptionSpec& option, void* options, const std::string& path) {
  std::ifstream in(path);
  std::stringstream all;
  all << in.rdbuf();
  if (!in) return fail(Exit::config, option.name + ": cannot read " + path);
  option.set_content(options, all.str());
  return {};
}

Status take(Words& w, const StageSpec& spec, const std::string& name, const char* value, bool& used) {
  std::string* common = name == "--bad"                                                                ? &w.filter.bad
                        : name == "--ledger" && (spec.reads_account || spec.writes_account)            ? &w.ports.ledger
                        : name == "--account" && (spec.reads_account || spec.writes_account)           ? &w.ports.account
                                                                                                       : nullptr;
  used = true;
  if (common) {
    if (!value) return fail(Exit::usage, name + " wants a value");
    *common = value;
    return {};
  }
  used = false;
  if (name == "--strict") return w.filter.strict = true, Status{};
  for (const OptionSpec& o : spec.options) {
    const bool negated = o.value == Value::flag && name == "--no-" + o.name.substr(2);
    if (o.name != name && !negated) continue;
    if (o.value == Value::flag) return o.set(w.options.get(), negated ? "false" : "true");
    if (!value) return fail(Exit::usage, name + " wants a value");
    used = true;
    w.changed += name + "=" + value + "\n";
    if (Status st = o.set(w.options.get(), value); !st)
      return fail(Exit::usage, name + " is \"" + value + "\", expected " + st.error().message);
    return o.value == Value::file ? read_file(o, w.options.get(), value) : Status{};
  }
  return fail(Exit::usage, "unknown option " + name);
}

Result<Words> parse(const StageSpec& spec, int argc, char** argv) {
  Words w;
  w.options = spec.make_options();
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "-" || !word.starts_with("-")) {
      w.filter.files.push_back(word);
      continue;
    }
    const std::size_t equals = word.find('=');
    const char* value = equals != word.npos ? argv[i] + equals + 1 : i + 1 < argc ? argv[i + 1] : nullptr;
    bool used = false;
    if (Status st = take(w, spec, word.substr(0, equals), value, used); !st) return st.error();
    if (used && equals == word.npos) ++i;
  }
  return w;
}

int complain(const StageSpec& spec, const Error& error) {
  run::say(spec.name, error.message);
  return static_cast<int>(error.status);
}

}  // namespace

int main_of(const StageSpec& spec, int argc, char** argv, MakePorts make_ports) {
  Result<Words> words = parse(spec, argc, argv);
  if (!words) return complain(spec, words.error());
  run::Output output(STDOUT_FILENO);
  OwnedPorts owned;
  if (make_ports && !words->ports.ledger.empty()) {
    words->ports.spec = &spec;
    words->ports.flush = [&output] { output.flush(); };
    Result<OwnedPorts> made = make_ports(words->ports);
    if (!made) return complain(spec, made.error());
    owned = std::move(made).value();
  }
  Result<std::unique_ptr<Stage>> stage = spec.make(words->options.get(), owned.ports);
  if (!stage) return complain(spec, stage.error());
  run::Driver driver(std::move(stage).value(), spec.name, spec.name + ":" + short_hash(words->changed),
                     owned.ports.account);
  words->filter.tool = spec.name;
  words->filter.sink = spec.writes_account;
  words->filter.effects = spec.writes_account && owned.ports.account;
  return static_cast<int>(run::Filter(std::move(words->filter), driver, output).run());
}

}  // namespace tu
