// Faults: what goes wrong, and when. A rule strikes by chance, at the N-th occasion, or within a time; chance
// is drawn from seed, rule and occasion, so a run with the same occasions has the same faults.
//
//   KIND[=CHANCE][:VALUE][#N][@FROM[..TO]][/WORD], separated by commas or lines; # begins a comment line
//
// KIND: drop delay duplicate reorder cut half-open stale malformed (messages and answers), 429 500 (answers),
// skew (the clock that clients see). CHANCE 0..1, by default 1. VALUE is a duration. #N: only the N-th
// occasion. @FROM..TO: since the start; without TO once, at the first occasion from then on. WORD must stand
// in what the occasion is about ("http POST /api/...", "ws {...").
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "simex/json.h"

namespace tu::simex {

enum class FaultKind : std::uint8_t {
  drop,
  delay,
  duplicate,
  reorder,
  cut,
  half_open,
  stale,
  malformed,
  too_many,  // 429
  broken,    // 500 after the request was carried out
  skew,
  count_,
};

class Faults {
 public:
  static Result<Faults> parse(std::string_view text, std::uint64_t seed);

  // Does a fault of this kind strike now? Its value then (the kind's own, when the rule has none).
  std::optional<DurUs> strikes(FaultKind kind, std::string_view about, DurUs since_start);
  DurUs skew(DurUs since_start) const;
  bool none() const { return rules_.empty(); }
  void write(JsonOut& out) const;  // each rule with its occasions and strikes

 private:
  struct Rule {
    FaultKind kind = FaultKind::drop;
    std::string text, word;
    double chance = 1;
    DurUs value = 0;
    std::uint64_t only = 0;  // the N-th occasion; 0: any
    std::optional<DurUs> from, to;
    std::uint64_t seen = 0, struck = 0;
    bool due(DurUs since_start) const;
  };
  static Result<Rule> parse_rule(std::string_view text);
  std::vector<Rule> rules_;
  std::uint64_t seed_ = 0;
};

}  // namespace tu::simex
