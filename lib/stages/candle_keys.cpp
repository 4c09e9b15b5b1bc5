#include "stages/candle_keys.h"

#include "base/text.h"
#include "quant/regime.h"
#include "stages/all.h"
#include "stages/exits_options.h"
#include "stages/indicator_keys.h"
#include "stages/signal_agg_options.h"
#include "stages/size_options.h"

namespace tu::stages {

namespace {

// An option's value, as it would be given.
std::string value_of(const StageSpec& s, const void* options, std::string_view name) {
  for (const OptionSpec& o : s.options)
    if (o.name == name) return o.show(options);
  return {};
}

std::vector<NeededKey> needed_by(const ExitsOptions& o) {
  std::vector<NeededKey> list;
  if (!o.check()) return list;
  const ExitRules rules = o.rules();
  const std::string& tf = o.trail_tf.empty() ? o.on : o.trail_tf;
  if (rules.trail > 0) list.push_back({"--trail", "atr_14", tf});
  if (rules.vol_stops.empty()) return list;
  list.push_back({"--vol-stop", "atr_14", tf});
  if (rules.vol_stops.contains("")) return list;  // for any other, also where there is no regime
  NeededKey regime{"--vol-stop", "regime", o.on};
  for (const auto& [label, k] : rules.vol_stops) regime.words.push_back(label);
  list.push_back(std::move(regime));
  return list;
}

// The default sources are what a sniper may have: one that is not there lowers the coverage, and is meant to.
std::vector<NeededKey> needed_by(const SignalAggOptions& o) {
  std::vector<NeededKey> list;
  const bool ruled = !(o.buy.empty() && o.sell.empty());
  const auto sources = make_sources(o);
  if (!sources || (!ruled && !o.sources)) return list;
  for (const Source& s : *sources) {
    if (s.weight <= 0) continue;
    for (const auto& [rule, option] : {std::pair{&s.buy, "--buy"}, std::pair{&s.sell, "--sell"}})
      if (*rule)
        for (const Rule::Key& k : (*rule)->keys())
          list.push_back({ruled ? option : "source." + s.name, k.name, s.tf, k.words});
    if (const auto key = key_of(s.kind); !key.empty())
      list.push_back({"source." + s.name, std::string(key), s.tf});
  }
  return list;
}

// Which option of indicators writes keys that begin so, in the order in which a longer one comes first.
struct Stem {
  std::string_view stem, option;
};
constexpr Stem stems[] = {{"sma_", "--sma"},           {"ema_", "--ema"},
                          {"rsi_", "--rsi"},           {"atr_", "--atr"},
                          {"bb_mid_", "--bb"},         {"bb_upper_", "--bb"},
                          {"bb_lower_", "--bb"},       {"vwap_z_", "--vwap-z"},
                          {"vwap_", "--vwap-window"},  {"volume_ratio_", "--volume-ratio"},
                          {"adx_", "--adx"},           {"plus_di_", "--adx"},
                          {"minus_di_", "--adx"},      {"volatility_", "--volatility"},
                          {"lyapunov_", "--lyapunov"}, {"hurst_", "--hurst"},
                          {"higuchi_", "--higuchi"}};

}  // namespace

std::vector<NeededKey> needed_keys(const StageSpec& stage, const void* options) {
  if (&stage == &exits()) return needed_by(*static_cast<const ExitsOptions*>(options));
  if (&stage == &signal_agg()) return needed_by(*static_cast<const SignalAggOptions*>(options));
  if (&stage == &size())
    if (const auto& o = *static_cast<const SizeOptions*>(options); o.method == "volatility")
      return {{"--method volatility", o.vol_key, o.vol_tf}};
  return {};
}

std::vector<std::string> written_keys(const StageSpec& stage, const void* options) {
  std::vector<std::string> list;
  if (&stage == &indicators()) {
    const auto& given = *static_cast<const IndicatorChoice*>(options);
    const NoteRow row = indicator_keys(given.any() ? given : given.with_default_set());
    for (const NoteKey& key : row.keys()) list.emplace_back(key.key());
  }
  if (&stage == &regime()) list.push_back(value_of(stage, options, "--as"));
  if (&stage == &book()) list.push_back(value_of(stage, options, "--as") + "*");
  return list;
}

std::vector<std::string_view> written_words(const StageSpec& stage) {
  return &stage == &regime() ? quant::label_names() : std::vector<std::string_view>();
}

std::string remedy_for(std::string_view key) {
  if (key == "regime") return "regime";
  if (key == "vwap") return "indicators --vwap";
  for (const Stem& s : stems) {
    if (!key.starts_with(s.stem)) continue;
    const auto parts = text::split(key.substr(s.stem.size()), '_');
    const bool bands = s.option == "--bb";
    const auto bars = text::to_integer(parts[0]);
    const auto width = parts.size() == 2 ? text::to_real(parts[1]) : std::optional(2.0);
    if (!bars || *bars < 1 || !width || parts.size() > (bands ? 2u : 1u)) return {};
    return "indicators " + std::string(s.option) + " " + std::string(parts[0]) +
           (bands ? "," + text::of_real(*width) : "");
  }
  return {};
}

}  // namespace tu::stages
