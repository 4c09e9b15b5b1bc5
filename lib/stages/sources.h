// Sources: who may speak in the composite, with which weight, from which timeframe, and until when an opinion
// is fresh. The default is the set of the sniper strategy; a TOML file replaces it:
//
//   [source.rsi]              a built-in name, or any name with `kind = "rsi"`
//   weight = 0.10             0 switches it off
//   tf = "1h"                 candles that it reads
//   fresh = "2h"              how long an opinion counts; default: two bars of tf
//   below = 35                built-in limits: rsi, fear_greed, rsi_extreme, vwap_dev (below buys, above
//   sells), above = 65                momentum, arb, orderbook, latency (`limit`)
//
//   [source.trend]            a rule of your own: buy and sell conditions on the candle of tf (rule.h)
//   weight = 1
//   tf = "1h"
//   buy = "sma_20 > sma_50"
//   sell = "sma_20 < sma_50"
//   confidence = 1
//
//   [source.my-model]         neither built in nor with a rule: `signal` events of that source
//   weight = 0.3
//   fresh = "10m"
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "stages/rule.h"

namespace tu::stages {

enum class SourceKind : std::uint8_t {
  latency,
  regime,
  arb,
  orderbook,
  rsi,
  fear_greed,
  momentum,
  uptick,  // the sniper's eight
  rsi_extreme,
  vwap_dev,
  bb_bounce,
  rsi_sell,  // the fast engine's four
  rule,
  signal
};

struct Source {
  std::string name;
  SourceKind kind = SourceKind::signal;
  double weight = 0;
  std::string tf;  // of the candles it reads; "" for sources that read none
  DurUs fresh = 0;
  double below = 0, above = 0, limit = 0;
  double confidence = 1;
  std::optional<Rule> buy, sell;
  bool buys = true, sells = true;
  bool closes_only = false;  // its sell closes a long and never opens a short
};

// The key of candles that a source of this kind reads, "" for none that it stands still without.
std::string_view key_of(SourceKind kind);
// How many bars of its timeframe a source needs before it can speak.
int bars_needed(const Source& s);
std::vector<Source> default_sources();
// One source of kind rule from the texts of its conditions ("" for none).
Result<Source> rule_source(const std::string& name, const std::string& buy, const std::string& sell,
                           const std::string& tf);
// `text` is a file as above; `name` is used in messages; `on` is the timeframe of sources that name none.
Result<std::vector<Source>> parse_sources(std::string_view text, const std::string& name,
                                          const std::string& on);

}  // namespace tu::stages
