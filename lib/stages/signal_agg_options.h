// The options of signal-agg, and the sources that they ask for.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "stage/option.h"
#include "stages/sources.h"
#include "stages/timeframe.h"

namespace tu::stages {

struct SignalAggOptions {
  std::string on = "1m";
  std::string strategy = "composite";
  std::optional<File> sources;
  std::string buy, sell;
  std::string mode = "composite";
  std::optional<double> threshold;
  double coverage = 0.45;
  Duration cooldown{30 * us_per_min};
  std::string trigger = "edge";
  std::string downtrend = "block";
  bool shorts = false;
  int pyramid = 0;
  int positions = 0;
  std::vector<std::string> symbols, venues;
  Duration every{0};

  Status check() const;
};

// A rule of --buy and --sell, else the file of --sources, else the sniper's eight.
inline Result<std::vector<Source>> make_sources(const SignalAggOptions& o) {
  if (!o.buy.empty() || !o.sell.empty()) {
    auto s = rule_source("rule", o.buy, o.sell, o.on);
    if (!s) return s.error();
    return std::vector<Source>{std::move(*s)};
  }
  if (o.sources) return parse_sources(o.sources->content, o.sources->path, o.on);
  return default_sources();
}
inline Status SignalAggOptions::check() const {
  if (auto t = parse_timeframe(on); !t) return t.error();
  if (strategy.empty()) return fail(Exit::usage, "--strategy is empty: expected a name");
  if (sources && !(buy.empty() && sell.empty()))
    return fail(Exit::usage, "--sources and --buy or --sell say two things: give one of them");
  auto s = make_sources(*this);
  if (!s) return s.error();
  const auto voices = std::count_if(s->begin(), s->end(), [](const Source& x) { return x.weight > 0; });
  if (mode != "composite" && voices < 2)
    return fail(Exit::usage,
                "--mode " + mode + " counts voices and needs two of them, but " +
                    (sources ? "the file of --sources has " + std::to_string(voices) + " with a weight"
                             : "a rule is one, also with --buy and --sell") +
                    ": expected --mode composite, or --sources with several");
  return {};
}
// History that its sources need, in bars of --on.
inline int warm_bars_of(const SignalAggOptions& o) {
  const auto sources = make_sources(o);
  const auto on = time_length(o.on);
  DurUs longest = 0;
  if (!sources || !on) return 0;
  for (const Source& s : *sources)
    if (s.weight > 0) longest = std::max(longest, bars_needed(s) * time_length(s.tf).value_or(0));
  return static_cast<int>((longest + *on - 1) / *on);
}

}  // namespace tu::stages
