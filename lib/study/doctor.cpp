#include "study/doctor.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace tu::study {
namespace {

using Level = Finding::Level;
using run::ScriptStage;

bool has(const ScriptStage& s, std::string_view option) {
  return std::find(s.args.begin(), s.args.end(), option) != s.args.end();
}
bool mentions(const ScriptStage& s, std::string_view word) {
  return std::any_of(s.args.begin(), s.args.end(),
                     [&](const std::string& a) { return a.find(word) != a.npos; });
}
// A cluster of short options with this letter: -nu holds u.
bool has_letter(const ScriptStage& s, char letter) {
  return std::any_of(s.args.begin(), s.args.end(), [&](const std::string& a) {
    return a.size() > 1 && a[0] == '-' && a[1] != '-' && a.find(letter) != a.npos;
  });
}

std::string_view base_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == path.npos ? path : path.substr(slash + 1);
}

// How a program must be told to pass lines on at once; empty: it does, or we do not know it.
std::string_view unbuffered_by(const ScriptStage& s) {
  const std::string_view name = base_name(s.tool);
  if (name == "jq") return has(s, "--unbuffered") ? "" : "jq --unbuffered";
  if (name == "mawk") return has(s, "-W") || mentions(s, "-Winteractive") ? "" : "mawk -W interactive";
  if (name == "awk" || name == "gawk")
    return mentions(s, "fflush") || has(s, "-W") ? "" : "fflush() after each print";
  if (name.starts_with("python")) return has_letter(s, 'u') ? "" : "python3 -u";
  if (name == "grep" || name == "egrep" || name == "fgrep")
    return has(s, "--line-buffered") ? "" : "grep --line-buffered";
  if (name == "sed") return has(s, "--unbuffered") || has_letter(s, 'u') ? "" : "sed -u";
  if (name == "tr" || name == "cut" || name == "uniq" || name == "rev") return "stdbuf -oL in front of it";
  if (name == "perl") return mentions(s, "$|") ? "" : "$| = 1";
  return "";
}

// Programs of somebody's own, which may flush each line themselves.
bool may_flush(std::string_view name) {
  return name.starts_with("python") || name == "perl";
}

bool waits_for_the_end(std::string_view name) {
  return name == "sort" || name == "tac" || name == "sponge" || name == "wc";
}

// Programs that choose lines lose the barrier unless their choice names it.
bool may_drop_sync(const ScriptStage& s) {
  const std::string_view name = base_name(s.tool);
  if (mentions(s, "sync")) return false;
  if (name == "grep" || name == "egrep" || name == "fgrep") return !has(s, "-v") || mentions(s, "type");
  if (name == "jq") return mentions(s, "select(");
  if (name == "awk" || name == "mawk" || name == "gawk") return mentions(s, "/") || mentions(s, "~");
  return name == "uniq" || name == "head" || name == "tail";
}

constexpr std::array<std::string_view, 9> canonical = {
    "candles", "indicators", "regime", "exits", "signal-agg", "size", "risk-gate", "place-order", "settle"};
int place_of(std::string_view tool) {
  const auto it = std::find(canonical.begin(), canonical.end(), tool);
  return it == canonical.end() ? -1 : static_cast<int>(it - canonical.begin());
}

struct Report {
  std::vector<Finding> findings;
  const std::string& script;
  void say(Level level, const ScriptStage& s, const std::string& text) {
    findings.push_back({level, fmt::format("{}:{}: {}: {}", script, s.line, s.tool, text)});
  }
};

void examine_foreign(Report& r, const ScriptStage& s, bool before_settle) {
  const std::string_view name = base_name(s.tool);
  if (waits_for_the_end(name))
    return r.say(Level::bad, s, "waits for the end of the stream before it prints a line");
  if (name == "head") r.say(before_settle ? Level::bad : Level::note, s, "ends the stream early");
  if (const auto how = unbuffered_by(s); !how.empty()) {
    const bool sure = !may_flush(name);
    r.say(before_settle && sure ? Level::bad : Level::note, s,
          fmt::format("{}; use {}", sure ? "holds lines back" : "holds lines back unless it flushes each",
                      how));
  }
  if (before_settle && may_drop_sync(s))
    r.say(Level::bad, s,
          "drops sync lines, for which settle and the ledger wait; let lines of \"type\":\"sync\" through");
  if (before_settle && (name == "jq" && !has(s, "-c") && !has(s, "--compact-output") && !has_letter(s, 'c')))
    r.say(Level::bad, s, "prints an event over several lines; use jq -c");
  if (name == "tee" && before_settle)
    r.say(Level::note, s, "records the stream as it is here, before the stages that follow");
}

void examine_order(Report& r, const std::vector<ScriptStage>& stages) {
  int highest = -1;
  const ScriptStage* before = nullptr;
  for (const ScriptStage& s : stages) {
    const int place = place_of(s.tool);
    if (place < 0) continue;
    if (place < highest)
      r.say(Level::note, s,
            fmt::format("stands after {}; the usual order is {}", before->tool, fmt::join(canonical, " | ")));
    if (place > highest) highest = place, before = &s;
  }
  std::vector<std::string> tools;
  for (const ScriptStage& s : stages) tools.push_back(s.tool);
  for (const Missing& m : missing_stages(tools))
    r.say(
        Level::bad,
        *std::find_if(stages.begin(), stages.end(), [&](const ScriptStage& s) { return s.tool == m.stage; }),
        m.text);
}

}  // namespace

std::vector<Missing> missing_stages(const std::vector<std::string>& tools) {
  const auto has = [&](std::string_view tool) {
    return std::find(tools.begin(), tools.end(), tool) != tools.end();
  };
  std::vector<Missing> list;
  if (has("place-order") && !has("settle"))
    list.push_back({"place-order", "sends orders that nothing settles; the script must end in settle"});
  if (has("place-order") && !has("risk-gate"))
    list.push_back({"place-order", "sends only what risk-gate approved, and there is no risk-gate"});
  if (has("risk-gate") && !has("place-order"))
    list.push_back({"risk-gate", "approves orders that nothing sends; there is no place-order"});
  if (has("signal-agg") && has("risk-gate") && !has("size"))
    list.push_back({"signal-agg", "proposes without a quantity, which risk-gate refuses; there is no size"});
  return list;
}

std::vector<Finding> examine_stages(const std::vector<ScriptStage>& stages, const std::string& script,
                                    const Lookup& lookup) {
  Report r{{}, script};
  std::size_t settle = stages.size();
  for (std::size_t i = 0; i < stages.size(); ++i)
    if (stages[i].tool == "settle") settle = i;
  bool foreign = false;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    const ScriptStage& s = stages[i];
    if (lookup.is_tool(s.tool)) continue;
    foreign = true;
    if (!lookup.is_program(s.tool)) r.say(Level::bad, s, "no such program on this machine");
    examine_foreign(r, s, settle < stages.size() && i < settle);
  }
  examine_order(r, stages);
  if (foreign && !stages.empty())
    r.findings.push_back(
        {Level::note, script + ": has programs that are not ours: backtest runs it with --processes"});
  return std::move(r.findings);
}

std::vector<ScriptStage> rough_stages(std::string_view script) {
  std::vector<ScriptStage> stages;
  int line = 1;
  char quote = 0;
  std::string word;
  ScriptStage stage;
  bool in_word = false, comment = false;
  auto end_word = [&] {
    if (!in_word) return;
    if (stage.tool.empty())
      stage.tool = word, stage.line = line;
    else
      stage.args.push_back(word);
    word.clear();
    in_word = false;
  };
  auto end_stage = [&](bool piped) {
    end_word();
    if (!stage.tool.empty() && (piped || !stages.empty())) stages.push_back(stage);
    if (!piped && !stages.empty() && stage.tool.empty()) return;
    stage = {};
  };
  for (std::size_t i = 0; i < script.size(); ++i) {
    const char c = script[i];
    if (c == '\n') {
      comment = false;
      if (!quote && !(i > 0 && script[i - 1] == '\\') && !stage.tool.empty()) end_stage(false);
      end_word();
      ++line;
    } else if (comment) {
    } else if (quote) {
      if (c == quote)
        quote = 0;
      else
        word += c;
    } else if (c == '\'' || c == '"') {
      quote = c;
      in_word = true;
    } else if (c == '#' && !in_word) {
      comment = true;
    } else if (c == '|') {
      end_stage(true);
    } else if (c == ' ' || c == '\t' || c == '\\' || c == ';' || c == '&') {
      end_word();
    } else {
      word += c;
      in_word = true;
    }
  }
  if (!stage.tool.empty() || in_word) end_stage(false);
  return stages;
}

}  // namespace tu::study
