#include "simex/faults.h"

#include "base/random.h"
#include "base/text.h"

namespace tu::simex {
namespace {

struct KindName {
  std::string_view name;
  FaultKind kind;
  DurUs value;  // when the rule says none
};
constexpr KindName kinds[] = {
    {"drop", FaultKind::drop, 0},
    {"delay", FaultKind::delay, 100 * us_per_ms},
    {"duplicate", FaultKind::duplicate, 0},
    {"reorder", FaultKind::reorder, 0},
    {"cut", FaultKind::cut, 0},
    {"half-open", FaultKind::half_open, 0},
    {"stale", FaultKind::stale, 0},
    {"malformed", FaultKind::malformed, 0},
    {"429", FaultKind::too_many, us_per_s},
    {"500", FaultKind::broken, 0},
    {"skew", FaultKind::skew, 30 * us_per_s},
};

// "-5s" too: a clock may be late.
std::optional<DurUs> signed_duration(std::string_view s) {
  const bool negative = s.starts_with('-');
  const std::optional<DurUs> d = parse_duration(negative ? s.substr(1) : s);
  return d && negative ? std::optional(-*d) : d;
}

// Cuts `s` at the first of the marks that stand behind its kind; the part before it.
std::string_view cut_part(std::string_view& s) {
  const std::size_t at = s.find_first_of("=:#@/", 1);
  const std::string_view part = s.substr(0, at);
  s = at == s.npos ? std::string_view() : s.substr(at);
  return part;
}

}  // namespace

Result<Faults::Rule> Faults::parse_rule(std::string_view text) {
  auto wrong = [&](std::string_view what) {
    return fail(Exit::usage, "fault " + std::string(text) + ": expected " + std::string(what));
  };
  Rule r;
  r.text = text;
  std::string_view rest = text;
  const std::string_view name = cut_part(rest);
  const KindName* known = nullptr;
  for (const KindName& k : kinds)
    if (k.name == name) known = &k;
  if (!known)
    return wrong("drop, delay, duplicate, reorder, cut, half-open, stale, malformed, 429, 500 or skew first");
  r.kind = known->kind;
  r.value = known->value;
  while (!rest.empty()) {
    const char mark = rest.front();
    if (mark == '/') {
      r.word = rest.substr(1);
      break;
    }
    const std::string_view part = cut_part(rest).substr(1);
    if (mark == '=') {
      const std::optional<double> chance = text::to_real(part);
      if (!chance || *chance < 0 || *chance > 1) return wrong("a chance from 0 to 1 behind =");
      r.chance = *chance;
    } else if (mark == ':') {
      const std::optional<DurUs> value = signed_duration(part);
      if (!value) return wrong("a duration such as 250ms behind :");
      r.value = *value;
    } else if (mark == '#') {
      const std::optional<std::int64_t> n = text::to_integer(part);
      if (!n || *n < 1) return wrong("a whole number from 1 behind #");
      r.only = static_cast<std::uint64_t>(*n);
    } else {
      const std::size_t dots = part.find("..");
      r.from = parse_duration(part.substr(0, dots));
      if (dots != part.npos) r.to = parse_duration(part.substr(dots + 2));
      if (!r.from || (dots != part.npos && !r.to)) return wrong("times such as 5s or 5s..8s behind @");
    }
  }
  return r;
}

Result<Faults> Faults::parse(std::string_view text, std::uint64_t seed) {
  Faults f;
  f.seed_ = seed;
  for (std::string_view line : text::split(text, '\n')) {
    line = text::trim(line);
    if (line.starts_with('#')) continue;
    for (std::string_view item : text::split(line, ',')) {
      item = text::trim(item);
      if (item.empty()) continue;
      Result<Rule> rule = parse_rule(item);
      if (!rule) return rule.error();
      f.rules_.push_back(std::move(rule).value());
    }
  }
  return f;
}

bool Faults::Rule::due(DurUs since_start) const {
  if (!from) return true;
  if (since_start < *from) return false;
  return to ? since_start < *to : struck == 0;
}

std::optional<DurUs> Faults::strikes(FaultKind kind, std::string_view about, DurUs since_start) {
  std::optional<DurUs> hit;
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    Rule& r = rules_[i];
    if (r.kind != kind || (!r.word.empty() && about.find(r.word) == about.npos)) continue;
    ++r.seen;
    if (hit || (r.only != 0 && r.seen != r.only) || !r.due(since_start)) continue;
    if (r.chance < 1 && random_unit(seed_, stream_of("simex/fault") + i, r.seen) >= r.chance) continue;
    ++r.struck;
    hit = r.value;
  }
  return hit;
}

DurUs Faults::skew(DurUs since_start) const {
  DurUs sum = 0;
  for (const Rule& r : rules_)
    if (r.kind == FaultKind::skew && (!r.from || (since_start >= *r.from && (!r.to || since_start < *r.to))))
      sum += r.value;
  return sum;
}

void Faults::write(JsonOut& out) const {
  out.open('{').key("faults").open('[');
  for (const Rule& r : rules_) {
    out.open('{').field("rule", r.text).field("occasions", static_cast<std::int64_t>(r.seen));
    out.field("struck", static_cast<std::int64_t>(r.struck)).close();
  }
  out.close().close();
}

}  // namespace tu::simex
