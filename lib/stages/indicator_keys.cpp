#include "stages/indicator_keys.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace tu::stages {
namespace {

constexpr int most_bars = 100000;

Status check_lengths(const char* option, std::vector<int> lengths, int least) {
  for (const int n : lengths) {
    if (n < least || n > most_bars) {
      return fail(Exit::usage, std::string(option) + " is " + std::to_string(n) + ", expected " +
                                   std::to_string(least) + " to " + std::to_string(most_bars) + " bars");
    }
  }
  std::sort(lengths.begin(), lengths.end());
  if (const auto twice = std::adjacent_find(lengths.begin(), lengths.end()); twice != lengths.end()) {
    return fail(Exit::usage,
                std::string(option) + " has " + std::to_string(*twice) + " twice, expected each once");
  }
  return {};
}

Status check_bands(const std::vector<double>& bb) {
  if (bb.size() % 2) {
    return fail(Exit::usage,
                "--bb has " + std::to_string(bb.size()) + " numbers, expected pairs such as 20,2");
  }
  for (std::size_t i = 0; i < bb.size(); i += 2) {
    if (!(bb[i] >= 1 && bb[i] <= most_bars) || std::floor(bb[i]) != bb[i]) {
      return fail(Exit::usage, "--bb is over " + text::of_real(bb[i]) +
                                   " bars, expected a whole number from 1 to " + std::to_string(most_bars));
    }
    if (!(bb[i + 1] > 0 && bb[i + 1] <= 100)) {
      return fail(Exit::usage, "--bb has a width of " + text::of_real(bb[i + 1]) +
                                   ", expected more than 0 and at most 100");
    }
    for (std::size_t j = 0; j < i; j += 2) {
      if (bb[j] == bb[i] && bb[j + 1] == bb[i + 1]) {
        return fail(Exit::usage,
                    "--bb has " + text::of_real(bb[i]) + "," + text::of_real(bb[i + 1]) + " twice");
      }
    }
  }
  return {};
}

int longest(const std::vector<int>& lengths) {
  return lengths.empty() ? 0 : *std::max_element(lengths.begin(), lengths.end());
}

}  // namespace

bool IndicatorChoice::any() const {
  for (const auto* list : {&sma, &ema, &rsi, &atr, &vwap_window, &volume_ratio, &adx, &vwap_z, &volatility,
                           &lyapunov, &hurst, &higuchi}) {
    if (!list->empty()) return true;
  }
  return vwap || !bb.empty();
}

IndicatorChoice IndicatorChoice::with_default_set() const {
  IndicatorChoice c;
  c.sma = {20, 50};
  c.rsi = {14};
  c.atr = {14};
  c.bb = {20, 2};
  c.vwap = true;
  c.volume_ratio = {20};
  c.as = as;
  return c;
}

Status IndicatorChoice::check() const {
  struct Lengths {
    const char* option;
    const std::vector<int>& list;
    int least;
  };
  for (const Lengths& l : {Lengths{"--sma", sma, 1},
                           {"--ema", ema, 1},
                           {"--rsi", rsi, 1},
                           {"--atr", atr, 1},
                           {"--vwap-window", vwap_window, 1},
                           {"--volume-ratio", volume_ratio, 1},
                           {"--adx", adx, 1},
                           {"--vwap-z", vwap_z, 1},
                           {"--volatility", volatility, 2},
                           {"--lyapunov", lyapunov, 32},
                           {"--hurst", hurst, 16},
                           {"--higuchi", higuchi, 16}}) {
    if (Status s = check_lengths(l.option, l.list, l.least); !s) return s;
  }
  return check_bands(bb);
}

int IndicatorChoice::warm_bars() const {
  int bars = std::max({longest(sma), longest(vwap_window), longest(volume_ratio), longest(vwap_z),
                       longest(volatility) + 1, longest(lyapunov) + 1, longest(hurst) + 1, longest(higuchi),
                       10 * longest(ema), 10 * longest(rsi), 10 * longest(atr), 10 * longest(adx)});
  for (std::size_t i = 0; i < bb.size(); i += 2) bars = std::max(bars, static_cast<int>(bb[i]));
  return bars;
}

NoteRow indicator_keys(const IndicatorChoice& c) {
  const std::string prefix = c.as.empty() ? "" : c.as + "_";
  NoteRow row;
  const auto add = [&](const std::string& name) { row.add(NoteKey(prefix + name)); };
  const auto each = [&](const char* stem, const std::vector<int>& lengths) {
    for (const int n : lengths) add(stem + std::to_string(n));
  };
  each("sma_", c.sma);
  each("ema_", c.ema);
  each("rsi_", c.rsi);
  each("atr_", c.atr);
  for (std::size_t i = 0; i + 1 < c.bb.size(); i += 2) {
    const std::string tail =
        text::of_real(c.bb[i]) + (c.bb[i + 1] == 2 ? "" : "_" + text::of_real(c.bb[i + 1]));
    for (const char* stem : {"bb_mid_", "bb_upper_", "bb_lower_"}) add(stem + tail);
  }
  if (c.vwap) add("vwap");
  each("vwap_", c.vwap_window);
  each("volume_ratio_", c.volume_ratio);
  for (const int n : c.adx)
    for (const char* stem : {"adx_", "plus_di_", "minus_di_"}) add(stem + std::to_string(n));
  each("vwap_z_", c.vwap_z);
  each("volatility_", c.volatility);
  each("lyapunov_", c.lyapunov);
  each("hurst_", c.hurst);
  each("higuchi_", c.higuchi);
  return row;
}

}  // namespace tu::stages
