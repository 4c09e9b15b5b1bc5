#include "cli/parse.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.h"
#include "base/hash.h"
#include "base/text.h"
#include "cli/render.h"
#include "cli/split.h"
#include "cli/tool_names.h"
#include "cli/values.h"

namespace tu::cli {
namespace {

struct Row {
  OptionSpec spec;
  void* object;
  std::string origin = "default";
};

std::string upper(std::string_view name) {
  std::string s;
  for (const char c : name) s += c == '-' ? '_' : text::upper(c);
  return s;
}

// A subcommand's options are the tool's: TRADEUTILS_LEDGER_KIND, [ledger] kind.
std::string variable_of(const std::string& tool, const OptionSpec& o) {
  const std::string option = upper(std::string_view(o.name).substr(2));
  return o.shared ? "TRADEUTILS_" + option : "TRADEUTILS_" + upper(tool) + "_" + option;
}

// Modes and latches must be said anew each time; a file would open them for good.
bool may_stand_in_a_file(const OptionSpec& o) {
  return o.name != "--config" && o.name != "--show-config" && o.name != "--mode" && o.name != "--live";
}

// Where books and bad lines lie cannot change a decision, nor how the options were given.
bool may_decide(std::string_view option) {
  return option != "--ledger" && option != "--kill-file" && option != "--bad" && option != "--strict" &&
         option != "--config" && option != "--show-config";
}

class Options {
 public:
  Options(const CommandSpec& tool, const CommandSpec& command, const World& world, Parsed& to)
      : tool_(tool), command_(command), world_(world), to_(to) {
    to_.command = &command;
    if (command.make_options) to_.options = command.make_options();
    for (const OptionSpec& o : command.options) rows_.push_back({o, to_.options.get()});
    for (OptionSpec& o : common_options(command))
      if (!find(o.name)) rows_.push_back({std::move(o), &to_.common});
  }

  std::vector<OptionSpec> specs() const {
    std::vector<OptionSpec> list;
    for (const Row& r : rows_) list.push_back(r.spec);
    return list;
  }

  Status read(const Split& split) {
    Config config;
    if (Status st = open_config(split, config); !st) return st;
    for (Row& row : rows_)
      if (Status st = set(row, split, config); !st) return st;
    to_.name_hash = tool_.name + ":" + decisive_hash();
    return {};
  }

  std::string show() const {
    std::string s = fmt::format("[{}]\n", tool_.name);
    for (const Row& row : rows_) {
      const OptionSpec& o = row.spec;
      if (o.name == "--show-config" || o.name == "--config") continue;
      const std::string key = o.name.substr(2), value = o.show(row.object);
      if (value.empty()) {
        s += fmt::format("# {} is not set\n", key);
        continue;
      }
      std::string quoted;
      text::append_escaped(quoted, value);
      const bool plain = o.value == Value::integer || o.value == Value::real || o.value == Value::flag;
      s += fmt::format("{} = {}  # {}\n", key, plain ? value : '"' + quoted + '"', row.origin);
    }
    return s;
  }

 private:
  Row* find(std::string_view name) {
    for (Row& r : rows_)
      if (r.spec.name == name) return &r;
    return nullptr;
  }

  Status open_config(const Split& split, Config& config) {
    std::string path;
    if (const auto it = split.values.find("--config"); it != split.values.end())
      path = it->second;
    else if (auto v = world_.variable("TRADEUTILS_CONFIG"); v && !v->empty())
      path = *v;
    if (path.empty()) return {};
    Result<std::string> text = world_.read_file(path);
    if (!text) return text.error();
    Result<Config> parsed = Config::parse(*text, path);
    if (!parsed) return parsed.error();
    config = std::move(*parsed);
    if (Status st = check_keys(config); !st) return st;
    return check_tables(config);
  }

  // One file may serve several tools, so what belongs to another stands there unread; what belongs to none,
  // or stands outside of its table, would be a setting that silently does nothing.
  Status check_tables(const Config& config) {
    std::vector<std::string_view> tools = tool_names();
    tools.push_back(tool_.name);
    for (const std::string& key : config.children("")) {
      if (std::find(tools.begin(), tools.end(), key) != tools.end()) continue;
      const ConfigValue* value = config.find(key);
      if (value) {
        const Row* row = find("--" + key);
        if (!row || row->spec.shared) continue;
        return fail(Exit::config, fmt::format("{}: {}: stands in no table; expected it under [{}]",
                                              config.where(key), key, tool_.name));
      }
      const std::string_view near = text::nearest(key, tools);
      const auto first = config.all().lower_bound(key + ".");
      return fail(Exit::config, fmt::format("{}: [{}]: no such tool{}", config.where(first->first), key,
                                            near.empty() ? "" : fmt::format("; did you mean [{}]?", near)));
    }
    return {};
  }

  // A key of our table that is no option would be a setting that silently does nothing.
  Status check_keys(const Config& config) {
    if (!tool_.subcommands.empty()) return {};  // the table holds the options of all subcommands
    for (const std::string& key : config.children(tool_.name)) {
      const Row* row = find("--" + key);
      const std::string place =
          fmt::format("{}: {}.{}", config.where(tool_.name + "." + key), tool_.name, key);
      if (row && may_stand_in_a_file(row->spec)) continue;
      if (row) return fail(Exit::config, place + ": is never taken from a file; give it on the command line");
      std::vector<std::string> names;
      for (const Row& r : rows_) names.push_back(r.spec.name.substr(2));
      const std::vector<std::string_view> views(names.begin(), names.end());
      const std::string_view near = text::nearest(key, views);
      return fail(Exit::config,
                  place + ": no such option" + (near.empty() ? "" : fmt::format("; did you mean {}?", near)));
    }
    return {};
  }

  // Where the value comes from, the strongest first; nothing for the default.
  struct Found {
    std::string text, origin, place;
    Exit status;
  };
  std::optional<Found> look_up(const OptionSpec& o, const Split& split, const Config& config) const {
    if (const auto it = split.values.find(o.name); it != split.values.end())
      return Found{it->second, "command line", o.name, Exit::usage};
    const std::string variable = variable_of(tool_.name, o);
    if (auto v = world_.variable(variable); v && !v->empty() && o.name != "--show-config")
      return Found{*v, variable, variable, Exit::config};
    if (!may_stand_in_a_file(o)) return std::nullopt;
    for (const std::string& key :
         {tool_.name + "." + o.name.substr(2), o.shared ? o.name.substr(2) : std::string()}) {
      const ConfigValue* v = key.empty() ? nullptr : config.find(key);
      if (!v) continue;
      std::string joined;
      for (const std::string& item : v->list) joined += (joined.empty() ? "" : ",") + item;
      return Found{v->kind == ConfigValue::Kind::list ? joined : v->text, config.where(key),
                   config.where(key) + ": " + key, Exit::config};
    }
    return std::nullopt;
  }

  Status set(Row& row, const Split& split, const Config& config) {
    const auto found = look_up(row.spec, split, config);
    if (!found) return {};
    row.origin = found->origin;
    if (Status st = set_value(row.spec, row.object, found->text); !st)
      return fail(found->status,
                  fmt::format("{} \"{}\": expected {}", found->place, found->text, st.error().message));
    const auto& names = row.spec.names;
    if (row.spec.value != Value::file || std::find(names.begin(), names.end(), found->text) != names.end())
      return {};
    Result<std::string> content = world_.read_file(found->text);
    if (!content) return fail(content.error().status, found->place + ": " + content.error().message);
    content_hashes_[row.spec.name] = short_hash(*content);
    row.spec.set_content(row.object, std::move(*content));
    return {};
  }

  // Of the options that can change a decision.
  std::string decisive_hash() const {
    std::vector<std::string> lines;
    const std::shared_ptr<void> fresh = command_.make_options ? command_.make_options() : nullptr;
    const Common common;
    for (const Row& row : rows_) {
      const std::string& name = row.spec.name;
      if (!may_decide(name)) continue;
      const void* untouched = row.object == &to_.common ? static_cast<const void*>(&common) : fresh.get();
      std::string value = row.spec.show(row.object);
      if (value == row.spec.show(untouched)) continue;
      if (const auto it = content_hashes_.find(name); it != content_hashes_.end()) value = it->second;
      lines.push_back(name.substr(2) + "=" + value + "\n");
    }
    std::sort(lines.begin(), lines.end());
    std::string all;
    for (const std::string& line : lines) all += line;
    return short_hash(all);
  }

  const CommandSpec& tool_;
  const CommandSpec& command_;
  const World& world_;
  Parsed& to_;
  std::vector<Row> rows_;
  std::map<std::string, std::string> content_hashes_;
};

// The subcommand that the first word names; --help and its like may stand before one.
Result<const CommandSpec*> choose(const CommandSpec& group, std::span<const std::string> args) {
  std::vector<std::string_view> names;
  std::string list;
  for (const CommandSpec& c : group.subcommands) {
    names.push_back(c.name);
    list += (list.empty() ? "" : ", ") + c.name;
  }
  if (args.empty()) return fail(Exit::usage, "nothing to do; expected a command: " + list);
  for (const CommandSpec& c : group.subcommands)
    if (c.name == args[0]) return &c;
  const std::string_view near = text::nearest(args[0], names);
  if (!near.empty())
    return fail(Exit::usage, fmt::format("{}: no such command; did you mean {}?", args[0], near));
  return fail(Exit::usage, fmt::format("{}: no such command; expected {}", args[0], list));
}

// The answer to --help, --version or --spec.
Result<bool> answer(const CommandSpec& tool, const CommandSpec& command, const Split& s, Parsed& to) {
  to.only_print = true;
  to.command = &command;
  if (s.values.count("--help")) {
    to.print = help_text(command, &tool == &command ? std::string_view() : tool.name);
    return true;
  }
  if (s.values.count("--version")) {
    to.print = version_text(tool);
    return true;
  }
  if (const auto it = s.values.find("--spec"); it != s.values.end()) {
    Result<std::string> text = rendered(command, it->second);
    if (!text) return text.error();
    to.print = std::move(*text);
    return true;
  }
  to.only_print = false;
  return false;
}

}  // namespace

Result<Parsed> parse(const CommandSpec& tool, std::span<const std::string> args, const World& world) {
  const CommandSpec* command = &tool;
  if (!tool.subcommands.empty() && (args.empty() || !args[0].starts_with("--"))) {
    Result<const CommandSpec*> chosen = choose(tool, args);
    if (!chosen) return chosen.error();
    command = *chosen;
    args = args.subspan(1);
  }
  Parsed parsed;
  Options options(tool, *command, world, parsed);
  Result<Split> split = cli::split(args, options.specs(), !command->operands.empty(), command->adds_up);
  if (!split) return split.error();
  Result<bool> answered = answer(tool, *command, *split, parsed);
  if (!answered) return answered.error();
  if (*answered) return parsed;
  if (!command->subcommands.empty()) return choose(tool, {}).error();
  if (Status st = options.read(*split); !st) return st.error();
  parsed.operands = std::move(split->operands);
  if (parsed.common.show_config) {
    parsed.only_print = true;
    parsed.print = options.show();
  }
  return parsed;
}

}  // namespace tu::cli
