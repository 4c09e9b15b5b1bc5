#include "stages/timeframe.h"

#include "base/text.h"

namespace tu::stages {

namespace {
constexpr double longest_days = 366;  // more than that with a `d` is an amount of quote currency
constexpr DurUs week = 7 * us_per_day;
constexpr DurUs monday = 4 * us_per_day;  // 1970-01-05
}  // namespace

Result<Timeframe> parse_timeframe(std::string_view s) {
  Timeframe t;
  t.text = s;
  const auto wrong = [&] {
    return fail(Exit::usage,
                "timeframe \"" + std::string(s) +
                    "\" is not a bar: expected a time (5m, 4h, 1d, at most 366d), trades (1000t), base "
                    "volume (50v) or quote volume (1000000d, any amount over 366)");
  };
  if (s.size() < 2) return wrong();
  const char unit = s.back();
  const auto amount = text::to_real(s.substr(0, s.size() - 1));
  const bool notional = unit == 'd' && amount && *amount > longest_days;
  if (unit == 't' || unit == 'v' || notional) {
    if (!amount || !(*amount > 0)) return wrong();
    if (unit == 't' && *amount != static_cast<double>(static_cast<std::int64_t>(*amount))) return wrong();
    t.by = unit == 't'   ? Timeframe::By::trades
           : unit == 'v' ? Timeframe::By::volume
                         : Timeframe::By::notional;
    t.amount = *amount;
    return t;
  }
  const auto length = parse_duration(s);
  if (!length || *length <= 0) return wrong();
  t.length = *length;
  return t;
}

std::optional<DurUs> time_length(std::string_view tf) {
  if (tf.empty() || tf.back() == 't' || tf.back() == 'v') return std::nullopt;
  if (tf.back() == 'd') {
    const auto amount = text::to_real(tf.substr(0, tf.size() - 1));
    if (!amount || *amount > longest_days) return std::nullopt;
  }
  const auto length = parse_duration(tf);
  if (!length || *length <= 0) return std::nullopt;
  return length;
}

TsUs bar_start(TsUs ts, DurUs length) {
  const TsUs origin = length % week == 0 ? monday : 0;
  const TsUs rest = (ts - origin) % length;
  return ts - (rest < 0 ? rest + length : rest);
}

}  // namespace tu::stages
