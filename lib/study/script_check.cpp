#include "study/script_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "cli/parse.h"
#include "stages/all.h"
#include "stages/candle_keys.h"
#include "stages/row_order.h"
#include "stages/timeframe.h"

namespace tu::study {
namespace {

using Stages = std::vector<ReadStage>;

std::string value_of(const ReadStage& s, std::string_view option) {
  for (const OptionSpec& o : s.spec->options)
    if (o.name == option) return o.show(s.options.get());
  return {};
}

bool is(const ReadStage& s, std::string_view tool) {
  return s.spec && s.spec->name == tool;
}
bool foreign(const ReadStage& s) {
  return !s.spec;
}

// exits proposes too, but to leave: positions are opened under the names of the others.
bool opens(const ReadStage& s) {
  return s.spec && !is(s, "exits") &&
         std::find(s.spec->emits.begin(), s.spec->emits.end(), "proposal") != s.spec->emits.end();
}

class Check {
 public:
  explicit Check(const Stages& stages) : stages_(stages) {}

  std::vector<Misfit> run() {
    order();
    strategies();
    frames();
    for (std::size_t i = 0; i < stages_.size(); ++i)
      if (stages_[i].spec)
        for (const stages::NeededKey& need : stages::needed_keys(*stages_[i].spec, stages_[i].options.get()))
          key(i, need);
    return std::move(found_);
  }

 private:
  void say(const ReadStage& s, std::string text, bool sure) {
    for (const Misfit& m : found_)
      if (m.line == s.line && m.tool == s.spec->name && m.text == text) return;
    found_.push_back({s.line, s.spec->name, std::move(text), sure});
  }

  void order() {
    std::vector<std::string_view> tools;
    for (const ReadStage& s : stages_) tools.push_back(s.spec ? std::string_view(s.spec->name) : "");
    if (auto wrong = stages::misplaced(tools, true)) say(stages_[wrong->stage], std::move(wrong->text), true);
  }

  void strategies() {
    std::vector<std::string> names;
    for (const ReadStage& s : stages_)
      if (opens(s)) names.push_back(value_of(s, "--strategy"));
    if (names.empty()) return;
    const bool all_ours = std::none_of(stages_.begin(), stages_.end(), foreign);
    const std::vector<std::string_view> views(names.begin(), names.end());
    bool misses = false;
    for (const ReadStage& s : stages_) {
      const std::string name = s.spec && !opens(s) ? value_of(s, "--strategy") : "";
      if (name.empty() || std::find(names.begin(), names.end(), name) != names.end()) continue;
      misses |= is(s, "exits");
      say(s,
          fmt::format("--strategy {}: no stage here proposes under that name{}; there is {}", name,
                      is(s, "exits") ? ", so it watches nobody" : "", fmt::join(names, ", ")),
          all_ours);
    }
    if (!misses) unwatched();
  }

  void unwatched() {
    std::vector<std::string> watched;
    for (const ReadStage& s : stages_)
      if (is(s, "exits")) watched.push_back(value_of(s, "--strategy"));
    const auto has = [&](std::string_view name) {
      return std::find(watched.begin(), watched.end(), name) != watched.end();
    };
    if (watched.empty() || has("")) return;
    for (const ReadStage& s : stages_)
      if (const std::string name = opens(s) ? value_of(s, "--strategy") : ""; !name.empty() && !has(name))
        say(s, fmt::format("--strategy {}: no exits of this script watches its positions", name), false);
  }

  // A timeframe that a stage decides on and that candles in front does not make must come in the input, which
  // is not known here. One that venues have and that is shorter than all that are made is what those are made
  // of.
  void frames() {
    std::vector<std::string> made;
    for (const ReadStage& s : stages_) {
      if (!s.spec) return;  // it may make candles
      const std::string makes = is(s, "candles") ? value_of(s, "--tf") : "";
      if (!makes.empty())
        for (const std::string_view tf : text::split(makes, ',')) made.emplace_back(tf);
      if (made.empty()) continue;
      for (const char* option : {"--on", "--trail-tf"})
        if (const std::string tf = value_of(s, option); !tf.empty() && !may_come(tf, made))
          say(s,
              fmt::format("{} {}: candles in front makes {}; candles of {} must come in the input", option,
                          tf, fmt::join(made, ", "), tf),
              false);
    }
  }

  static bool may_come(const std::string& tf, const std::vector<std::string>& made) {
    if (std::find(made.begin(), made.end(), tf) != made.end()) return true;
    constexpr std::array<std::string_view, 13> of_venues = {"1s", "1m", "3m", "5m", "15m", "30m", "1h",
                                                            "2h", "4h", "6h", "8h", "12h", "1d"};
    if (std::find(of_venues.begin(), of_venues.end(), tf) == of_venues.end()) return false;
    return std::all_of(made.begin(), made.end(), [&](const std::string& m) {
      const auto length = stages::time_length(m);
      return !length || *stages::time_length(tf) < *length;
    });
  }

  // Behind the stage that makes candles of the timeframe, in front of the one that reads them, something must
  // write the key.
  void key(std::size_t reader, const stages::NeededKey& need) {
    const auto end = stages_.begin() + static_cast<std::ptrdiff_t>(reader);
    const auto maker = std::find_if(stages_.begin(), end, [&](const ReadStage& s) {
      if (!is(s, "candles")) return false;
      const std::string made = value_of(s, "--tf");
      const auto list = text::split(made, ',');
      return std::find(list.begin(), list.end(), need.tf) != list.end();
    });
    const auto writes = [&](const ReadStage& s) { return s.spec && writes_key(s, need.key); };
    const auto from = maker == end ? stages_.begin() : maker;
    if (const auto writer = std::find_if(from, end, writes); writer != end)
      return words(reader, need, *writer);
    const bool sure = std::none_of(stages_.begin(), end, foreign);
    const auto early = std::find_if(stages_.begin(), from, writes);
    const std::string remedy = stages::remedy_for(need.key);
    const std::string candles = need.tf.empty() ? "candles" : "candles of " + need.tf;
    if (early != from)
      return say(stages_[reader],
                 fmt::format("{} reads {} of {}, which {} cannot write: it stands before candles",
                             need.option, need.key, candles, early->spec->name),
                 sure);
    say(stages_[reader],
        fmt::format("{} reads {} of {}, which no stage in front writes{}", need.option, need.key, candles,
                    remedy.empty() ? near(reader, need.key) : "; add " + remedy),
        sure);
  }

  // What a rule compares a key with must be something that the key can be.
  void words(std::size_t reader, const stages::NeededKey& need, const ReadStage& writer) {
    const std::vector<std::string_view> known = stages::written_words(*writer.spec);
    if (known.empty()) return;
    const auto end = stages_.begin() + static_cast<std::ptrdiff_t>(reader);
    for (const std::string& word : need.words) {
      if (std::find(known.begin(), known.end(), word) != known.end()) continue;
      const std::string_view near = text::nearest(word, known);
      say(stages_[reader],
          fmt::format("{} reads whether {} is {}, which {} never writes; {}", need.option, need.key, word,
                      writer.spec->name,
                      near.empty() ? fmt::format("it writes {}", fmt::join(known, ", "))
                                   : fmt::format("did you mean {}?", near)),
          std::none_of(stages_.begin(), end, foreign));
    }
  }

  static bool writes_key(const ReadStage& s, std::string_view key) {
    for (const std::string& k : stages::written_keys(*s.spec, s.options.get()))
      if (k == key || (k.ends_with('*') && key.starts_with(std::string_view(k).substr(0, k.size() - 1))))
        return true;
    return false;
  }

  std::string near(std::size_t reader, std::string_view key) const {
    std::vector<std::string> known = {"open", "high", "low", "close", "volume"};
    for (std::size_t i = 0; i < reader; ++i)
      if (const ReadStage& s = stages_[i]; s.spec)
        for (std::string& k : stages::written_keys(*s.spec, s.options.get())) known.push_back(std::move(k));
    const std::vector<std::string_view> views(known.begin(), known.end());
    const std::string_view nearest = text::nearest(key, views);
    return nearest.empty() ? "" : fmt::format("; did you mean {}?", nearest);
  }

  const Stages& stages_;
  std::vector<Misfit> found_;
};

}  // namespace

std::vector<Misfit> misfits(const std::vector<ReadStage>& stages) {
  return Check(stages).run();
}

std::vector<std::string> script_warnings(const PlanRequest& request) {
  std::vector<std::string> lines;
  const Result<Plan> plan = make_plan(request);
  if (!plan) return lines;
  std::vector<ReadStage> stages;
  for (const PlannedStage& s : plan->stages) stages.push_back({s.spec, s.options, s.line});
  for (const Misfit& m : misfits(stages))
    if (m.sure) lines.push_back(fmt::format("{}:{}: {}: {}", request.script, m.line, m.tool, m.text));
  return lines;
}

std::vector<std::string> script_warnings(const PlanRequest& request, const std::vector<Settings>& tries) {
  if (tries.empty()) return script_warnings(request);
  std::vector<std::pair<std::string, const Settings*>> found;
  for (const Settings& settings : tries) {
    PlanRequest one = request;
    one.variable = [&](const std::string& name) {
      const auto at = settings.find(name);
      return at != settings.end() ? std::optional(at->second) : request.variable(name);
    };
    for (std::string& line : script_warnings(one))
      if (std::none_of(found.begin(), found.end(), [&](const auto& f) { return f.first == line; }))
        found.emplace_back(std::move(line), &settings);
  }
  std::vector<std::string> lines;
  for (const auto& [line, settings] : found)
    lines.push_back(fmt::format("{} (with {})", line, settings_text(*settings)));
  return lines;
}

std::vector<Finding> examine_fit(const run::Script& script, const std::string& name,
                                 const Variable& variable) {
  cli::World world = cli::real_world();
  world.variable = [&](const std::string& v) -> std::optional<std::string> {
    const auto set = script.environment.find(v);
    return set != script.environment.end() ? std::optional(set->second) : variable(v);
  };
  // A file that is not there yet is no matter of how stages fit.
  world.read_file = [](const std::string& path) -> Result<std::string> {
    Result<std::string> text = cli::read_file(path);
    return text ? std::move(text) : Result<std::string>(std::string());
  };
  std::vector<Finding> found;
  std::vector<ReadStage> stages;
  for (const run::ScriptStage& s : script.stages) {
    ReadStage& r = stages.emplace_back();
    r.spec = stages::find(s.tool);
    r.line = s.line;
    if (!r.spec) continue;
    const cli::CommandSpec command = cli::command_of(*r.spec);
    const Result<cli::Parsed> parsed = cli::parse(command, s.args, world);
    r.options = parsed && parsed->options ? parsed->options : r.spec->make_options();
    if (!parsed)
      found.push_back(
          {Finding::Level::bad, fmt::format("{}:{}: {}: {}", name, s.line, s.tool, parsed.error().message)});
  }
  for (const Misfit& m : misfits(stages))
    found.push_back({m.sure ? Finding::Level::bad : Finding::Level::note,
                     fmt::format("{}:{}: {}: {}", name, m.line, m.tool, m.text)});
  return found;
}

}  // namespace tu::study
