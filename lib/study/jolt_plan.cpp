#include "study/jolt_plan.h"

#include <algorithm>

#include "base/random.h"
#include "base/rate.h"
#include "base/text.h"

namespace tu::study {
namespace {

using Kind = JoltStrike::Kind;

std::string names(const std::vector<std::string>& tools) {
  std::string all;
  for (const std::string& t : tools) all += (all.empty() ? "" : ", ") + t;
  return all;
}

class Reader {
 public:
  Reader(const char* option, const std::string& text, const std::vector<std::string>& tools)
      : option_(option), text_(text), tools_(tools) {}

  Result<std::size_t> stage(std::string_view who) const {
    if (const auto n = text::to_integer(who)) {
      if (*n >= 1 && *n <= static_cast<std::int64_t>(tools_.size())) return static_cast<std::size_t>(*n - 1);
      return wrong("a stage from 1 to " + std::to_string(tools_.size()));
    }
    const std::size_t hash = who.find('#');
    const std::string_view name = who.substr(0, hash);
    const auto same = std::count(tools_.begin(), tools_.end(), name);
    if (same == 0) return wrong("one of the pipeline's stages: " + names(tools_));
    std::int64_t nth = 1;
    if (hash != who.npos) nth = text::to_integer(who.substr(hash + 1)).value_or(0);
    const std::string all = std::string(name) + "#1 to " + std::string(name) + "#" + std::to_string(same);
    if (hash == who.npos && same > 1) return wrong("one of " + all);
    if (nth < 1 || nth > same) return wrong(all);
    for (std::size_t i = 0;; ++i)
      if (tools_[i] == name && --nth == 0) return i;
  }

  Result<JoltMoment> moment(std::string_view when) const {
    if (!when.empty() && when.back() == 'l') {
      const auto lines = text::to_integer(when.substr(0, when.size() - 1));
      if (lines && *lines >= 0) return JoltMoment{true, *lines};
    } else if (const auto time = parse_duration(when); time && *time >= 0) {
      return JoltMoment{false, *time};
    }
    return wrong("a time such as 3s or a number of lines such as 500l");
  }

  Result<JoltStrike> strike(Kind kind) const {
    const std::size_t at = text_.find('@');
    if (at == text_.npos) return wrong("STAGE@WHEN, such as " + tools_.front() + "@3s");
    std::string_view rest = std::string_view(text_).substr(at + 1);
    JoltStrike s;
    s.kind = kind;
    s.given = text_;
    s.option = option_;
    if (kind == Kind::stall) {
      const std::size_t colon = rest.find(':');
      const auto length = colon == rest.npos ? std::nullopt : parse_duration(rest.substr(colon + 1));
      if (!length || *length <= 0)
        return wrong("STAGE@WHEN:DURATION, such as " + tools_.front() + "@3s:500ms");
      s.length = *length;
      rest = rest.substr(0, colon);
    }
    Result<std::size_t> who = stage(std::string_view(text_).substr(0, at));
    if (!who) return who.error();
    Result<JoltMoment> when = moment(rest);
    if (!when) return when.error();
    s.stage = *who;
    s.when = *when;
    return s;
  }

  Status lines(LineFault fault, JoltPlan& plan) const {
    const std::size_t colon = text_.find(':');
    if (colon == text_.npos) return wrong("STAGE:RATE, such as " + tools_.front() + ":0.1%");
    std::string_view rest = std::string_view(text_).substr(colon + 1);
    Result<std::size_t> who = stage(std::string_view(text_).substr(0, colon));
    if (!who) return who.error();
    JoltLines& to = plan.lines[*who];
    if (fault == LineFault::delay) {
      const std::size_t second = rest.find(':');
      const auto length = second == rest.npos ? std::nullopt : parse_duration(rest.substr(second + 1));
      if (!length || *length <= 0)
        return wrong("STAGE:RATE:DURATION, such as " + tools_.front() + ":1%:20ms");
      to.delay = *length;
      rest = rest.substr(0, second);
    }
    const auto rate = parse_rate(rest);
    if (!rate || rate->negative() || *rate > Decimal::from_integer(1)) return wrong("a rate from 0 to 100%");
    to.rate[static_cast<std::size_t>(fault)] = rate->to_real();
    if (!rate->is_zero()) plan.line_faults.push_back({option_, text_, *who, fault});
    return {};
  }

 private:
  Error wrong(const std::string& expected) const {
    return fail(Exit::usage, std::string(option_) + " is \"" + text_ + "\", expected " + expected);
  }
  const char* option_;
  const std::string& text_;
  const std::vector<std::string>& tools_;
};

// Faults that nobody named, from the seed alone: half of them kills, the rest stalls and cuts.
void add_random(const JoltRequest& r, JoltMoment over, const std::vector<std::string>& tools,
                JoltPlan& plan) {
  const std::uint64_t stream = stream_of("jolt");
  const auto pick = [&](int i, std::uint64_t what, std::uint64_t n) {
    return random_bits(r.seed, stream, static_cast<std::uint64_t>(i) * 4 + what) % n;
  };
  for (int i = 0; i < r.faults; ++i) {
    constexpr Kind kinds[] = {Kind::kill, Kind::kill, Kind::stall, Kind::cut};
    JoltStrike s;
    s.kind = kinds[pick(i, 0, 4)];
    s.stage = pick(i, 1, tools.size());
    s.when = {over.by_lines, static_cast<std::int64_t>(pick(i, 2, static_cast<std::uint64_t>(over.at) + 1))};
    if (s.kind == Kind::stall) s.length = static_cast<DurUs>(1 + pick(i, 3, 1000)) * us_per_ms;
    s.given = tools[s.stage] + "@" +
              (over.by_lines ? std::to_string(s.when.at) + "l"
                             : text::of_real(static_cast<double>(s.when.at) / us_per_s) + "s");
    plan.strikes.push_back(s);
  }
}

}  // namespace

bool JoltPlan::strikes_line(std::size_t stage, LineFault fault, std::int64_t line) const {
  const double rate = lines[stage].rate[static_cast<std::size_t>(fault)];
  return rate > 0 && random_unit(seed, stage * line_fault_count + static_cast<std::size_t>(fault),
                                 static_cast<std::uint64_t>(line)) < rate;
}

Result<JoltPlan> make_jolt_plan(const JoltRequest& r, const std::vector<std::string>& tools) {
  JoltPlan plan;
  plan.seed = r.seed;
  plan.lines.resize(tools.size());
  struct Strikes {
    const char* option;
    const std::vector<std::string>* list;
    Kind kind;
  };
  for (const Strikes& s : {Strikes{"--kill", &r.kill, Kind::kill}, Strikes{"--stall", &r.stall, Kind::stall},
                           Strikes{"--cut", &r.cut, Kind::cut}})
    for (const std::string& text : *s.list) {
      Result<JoltStrike> strike = Reader(s.option, text, tools).strike(s.kind);
      if (!strike) return strike.error();
      plan.strikes.push_back(std::move(*strike));
    }
  struct Lines {
    const char* option;
    const std::vector<std::string>* list;
    LineFault fault;
  };
  for (const Lines& l :
       {Lines{"--lose", &r.drop, LineFault::drop}, Lines{"--duplicate", &r.duplicate, LineFault::duplicate},
        Lines{"--corrupt", &r.corrupt, LineFault::corrupt}, Lines{"--swap", &r.swap, LineFault::swap},
        Lines{"--lag", &r.delay, LineFault::delay}})
    for (const std::string& text : *l.list)
      if (Status st = Reader(l.option, text, tools).lines(l.fault, plan); !st) return st.error();
  Result<JoltMoment> over = Reader("--over", r.over, tools).moment(r.over);
  if (!over) return over.error();
  add_random(r, *over, tools, plan);
  return plan;
}

}  // namespace tu::study
