// Times and durations. A time is microseconds since 1970-01-01 UTC (TsUs); a duration is microseconds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tu {

using TsUs = std::int64_t;
using DurUs = std::int64_t;

constexpr DurUs us_per_ms = 1'000;
constexpr DurUs us_per_s = 1'000'000;
constexpr DurUs us_per_min = 60 * us_per_s;
constexpr DurUs us_per_hour = 60 * us_per_min;
constexpr DurUs us_per_day = 24 * us_per_hour;
constexpr TsUs ts_limit = 9'007'199'254'740'992;  // 2^53: exact in a double; a larger ts is unusable

// "2.5s", "250ms", "4h", "1d", "1w", "5m", "0s". A bare number is refused: durations carry their unit.
std::optional<DurUs> parse_duration(std::string_view s);
std::string duration_text(DurUs d);  // the largest unit that divides it: "4h", "90s", "250ms"

// "2025-05-04", "2025-05-04T15:33", "2025-05-04T15:33:00Z", with optional fraction, or integer microseconds.
std::optional<TsUs> parse_time(std::string_view s);
std::string time_text(TsUs ts);      // "2025-05-04T15:33:00Z", with .ffffff only when not zero
std::string date_text(TsUs ts);      // "2025-05-04"
constexpr TsUs day_start(TsUs ts) {  // 00:00 UTC of its day; also right before 1970
  TsUs r = ts % us_per_day;
  return ts - (r < 0 ? r + us_per_day : r);
}
struct Civil {
  int year, month, day, hour, minute, second;
  int us;
  int weekday; /* 0 = Monday */
};
Civil civil(TsUs ts);
TsUs from_civil(int year, int month, int day, int hour = 0, int minute = 0, int second = 0, int us = 0);

}  // namespace tu
