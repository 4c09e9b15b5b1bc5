// Timeframe: how a bar is measured. "5m", "4h", "1d" (up to 366d), "1w" are time; "1000t" is trades, "50v"
// base volume, "1000000d" (more than 366) quote volume.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace tu::stages {

struct Timeframe {
  enum class By : std::uint8_t { time, trades, volume, notional };
  By by = By::time;
  DurUs length = 0;   // By::time
  double amount = 0;  // the others
  std::string text;   // as it was written
};

Result<Timeframe> parse_timeframe(std::string_view s);
// Length of a time bar by its name; nothing for other bars and for text that is no timeframe.
std::optional<DurUs> time_length(std::string_view tf);
// Start of the time bar that holds `ts`: a multiple of its length since 1970, weeks begin on Mondays.
TsUs bar_start(TsUs ts, DurUs length);

}  // namespace tu::stages
