#include "stages/sources.h"

#include <algorithm>

#include "base/config.h"
#include "base/text.h"
#include "stages/timeframe.h"

namespace tu::stages {

namespace {

struct BuiltIn {
  std::string_view name;
  SourceKind kind;
  double weight;  // in the default set
  std::string_view tf;
  DurUs fresh;  // 0: two bars of tf
  double below, above, limit;
  bool buys, sells, closes_only;
};

// Weights are the sniper's, save that of latency: its claim (routes move before prices) is a hypothesis, so
// it has no weight until a file gives it one. The engine's four speak when a file names them.
constexpr BuiltIn built_in[] = {
    {"latency", SourceKind::latency, 0, "", 5 * us_per_min, 0, 0, 0.10, true, true, false},
    {"regime", SourceKind::regime, 0.14, "1h", 0, 0, 0, 0, true, true, false},
    {"arb", SourceKind::arb, 0.12, "", 2 * us_per_min, 0, 0, 0.008, true, true, false},
    {"orderbook", SourceKind::orderbook, 0.12, "", us_per_min, 0, 0, 0.15, true, true, false},
    {"rsi", SourceKind::rsi, 0.10, "1h", 0, 35, 65, 0, true, true, false},
    {"fear_greed", SourceKind::fear_greed, 0.10, "", 2 * us_per_day, 25, 75, 0, true, true, false},
    {"momentum", SourceKind::momentum, 0.08, "1h", 0, 0, 0, 0.005, true, true, false},
    {"uptick", SourceKind::uptick, 0.22, "1m", 0, 0, 0, 0, true, false, false},
    {"rsi_extreme", SourceKind::rsi_extreme, 0, "1h", 0, 30, 70, 0, true, true, false},
    {"vwap_dev", SourceKind::vwap_dev, 0, "1h", 0, -2, 2, 0, true, true, false},
    {"bb_bounce", SourceKind::bb_bounce, 0, "1h", 0, 0, 0, 0, true, true, false},
    {"rsi_sell", SourceKind::rsi_sell, 0, "1h", 0, 0, 70, 0, false, true, true},
};

const BuiltIn* find_built_in(std::string_view name) {
  for (const BuiltIn& b : built_in)
    if (b.name == name) return &b;
  return nullptr;
}

Source make(const BuiltIn& b, std::string name) {
  Source s;
  s.name = std::move(name);
  s.kind = b.kind;
  s.weight = b.weight;
  s.tf = b.tf;
  s.fresh = b.fresh;
  s.below = b.below, s.above = b.above, s.limit = b.limit;
  s.buys = b.buys, s.sells = b.sells, s.closes_only = b.closes_only;
  return s;
}

constexpr DurUs signal_fresh = 15 * us_per_min;

void settle_freshness(Source& s) {
  if (s.fresh > 0) return;
  const auto length = time_length(s.tf);
  s.fresh = length ? 2 * *length : signal_fresh;
}

class Reader {
 public:
  Reader(const Config& c, const std::string& on) : config_(c), on_(on) {}

  Result<Source> source(const std::string& name) {
    table_ = "source." + name;
    const std::string kind = config_.text(table_ + ".kind").value_or(name);
    const BuiltIn* b = find_built_in(kind);
    const bool ruled = config_.find(table_ + ".buy") || config_.find(table_ + ".sell");
    Source s;
    if (b && !ruled) {
      s = make(*b, name);
    } else {
      if (kind != name && kind != "rule" && kind != "signal")
        return wrong("kind", "the name of a built-in source");
      s.name = name;
      s.kind = ruled ? SourceKind::rule : SourceKind::signal;
      if (ruled) s.tf = on_;
      s.buys = !ruled || config_.find(table_ + ".buy");
      s.sells = !ruled || config_.find(table_ + ".sell");
    }
    if (!config_.find(table_ + ".weight")) return fail(Exit::config, table_ + " has no weight");
    for (const std::string& key : config_.children(table_))
      if (Status st = set(s, key); !st) return st.error();
    settle_freshness(s);
    return s;
  }

 private:
  Error wrong(const std::string& key, const std::string& expected) const {
    return fail(Exit::config, config_.where(table_ + "." + key) + ": " + table_ + "." + key + " is \"" +
                                  config_.text(table_ + "." + key).value_or("") + "\", expected " + expected);
  }

  Status set(Source& s, const std::string& key) {
    const std::string text = config_.text(table_ + "." + key).value_or("");
    if (key == "kind") return {};
    if (key == "tf") {
      if (auto t = parse_timeframe(text); !t) return wrong(key, "a timeframe such as 1h");
      s.tf = text;
      return {};
    }
    if (key == "fresh") {
      const auto d = parse_duration(text);
      if (!d || *d <= 0) return wrong(key, "a duration such as 10m");
      s.fresh = *d;
      return {};
    }
    if (key == "buy" || key == "sell") {
      auto rule = Rule::parse(text);
      if (!rule) return fail(Exit::config, config_.where(table_ + "." + key) + ": " + rule.error().message);
      (key == "buy" ? s.buy : s.sell) = std::move(*rule);
      return {};
    }
    double* number = key == "weight"       ? &s.weight
                     : key == "below"      ? &s.below
                     : key == "above"      ? &s.above
                     : key == "limit"      ? &s.limit
                     : key == "confidence" ? &s.confidence
                                           : nullptr;
    if (!number) {
      return wrong(key,
                   "one of weight, tf, fresh, kind, below, above, limit, confidence, buy, sell as the key");
    }
    const auto x = config_.real(table_ + "." + key);
    if (!x) return wrong(key, "a number");
    if (number == &s.weight && *x < 0) return wrong(key, "a weight of 0 or more");
    if (number == &s.confidence && (*x < 0 || *x > 1)) return wrong(key, "a confidence from 0 to 1");
    *number = *x;
    return {};
  }

  const Config& config_;
  const std::string& on_;
  std::string table_;
};

}  // namespace

std::string_view key_of(SourceKind kind) {
  switch (kind) {
    case SourceKind::regime:
      return "regime";
    case SourceKind::rsi:
    case SourceKind::rsi_extreme:
    case SourceKind::rsi_sell:
      return "rsi_14";
    case SourceKind::vwap_dev:
      return "vwap_z_20";
    case SourceKind::bb_bounce:
      return "bb_upper_20";
    default:
      return {};
  }
}

int bars_needed(const Source& s) {
  switch (s.kind) {
    case SourceKind::regime:
      return 50;
    case SourceKind::rsi:
    case SourceKind::rsi_extreme:
    case SourceKind::rsi_sell:
    case SourceKind::uptick:
      return 15;
    case SourceKind::vwap_dev:
      return 20;
    case SourceKind::bb_bounce:
      return 21;
    case SourceKind::momentum:
      return 5;
    default:
      return s.tf.empty() ? 0 : 1;
  }
}

std::vector<Source> default_sources() {
  std::vector<Source> list;
  for (const BuiltIn& b : built_in) {
    if (b.weight <= 0) continue;
    list.push_back(make(b, std::string(b.name)));
    settle_freshness(list.back());
  }
  return list;
}

Result<Source> rule_source(const std::string& name, const std::string& buy, const std::string& sell,
                           const std::string& tf) {
  Source s;
  s.name = name;
  s.kind = SourceKind::rule;
  s.weight = 1;
  s.tf = tf;
  s.buys = !buy.empty();
  s.sells = !sell.empty();
  for (auto [text, rule] : {std::pair{&buy, &s.buy}, std::pair{&sell, &s.sell}}) {
    if (text->empty()) continue;
    auto r = Rule::parse(*text);
    if (!r) return r.error();
    *rule = std::move(*r);
  }
  settle_freshness(s);
  return s;
}

Result<std::vector<Source>> parse_sources(std::string_view text, const std::string& name,
                                          const std::string& on) {
  auto config = Config::parse(text, name);
  if (!config) return config.error();
  for (const std::string& key : config->children(""))
    if (key != "source") {
      return fail(Exit::config,
                  config->where(key) + ": \"" + key + "\" is not known here, expected [source.NAME] tables");
    }
  std::vector<Source> list;
  Reader reader(*config, on);
  for (const std::string& source : config->children("source")) {
    auto s = reader.source(source);
    if (!s) return fail(Exit::config, name + ": " + s.error().message);
    list.push_back(std::move(*s));
  }
  if (std::none_of(list.begin(), list.end(), [](const Source& s) { return s.weight > 0; }))
    return fail(Exit::config, name + ": no source has a weight above 0");
  return list;
}

}  // namespace tu::stages
