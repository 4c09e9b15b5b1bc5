#include "source/options.h"

#include "base/text.h"
#include "source/data_options.h"

namespace tu::source {

Result<double> pace_from(std::string_view text) {
  if (text == "max") return 0.0;
  if (text == "realtime") return 1.0;
  if (text.ends_with('x'))
    if (auto x = text::to_real(text.substr(0, text.size() - 1)); x && *x > 0) return *x;
  return fail(Exit::usage,
              "--pace is \"" + std::string(text) + "\", expected max, realtime or a factor such as 10x");
}

Result<Warm> warm_from(std::string_view text, std::int64_t auto_bars) {
  if (text.empty()) return Warm{};
  if (text == "auto") return Warm{auto_bars, 0};
  if (auto n = text::to_integer(text); n && *n >= 0 && *n <= 1'000'000'000) return Warm{*n, 0};
  if (auto d = parse_duration(text); d && *d >= 0) return Warm{0, *d};
  return fail(Exit::usage, "--warm is \"" + std::string(text) +
                               "\", expected a number of bars, a duration such as 4h, or auto");
}

namespace {

constexpr TsUs early = 631'152'000 * us_per_s, late = 4'102'444'800 * us_per_s;  // 1990, 2100

// A bare number of microseconds around 1970 is one of another unit: what to say of it. "" for any other text.
std::string unit_hint(std::string_view text) {
  const auto number = text::to_integer(text);
  if (!number || *number <= 0 || *number >= early) return {};
  std::string hint = ", and in microseconds this is " + time_text(*number);
  for (const TsUs factor : {1'000'000, 1'000})
    if (*number >= early / factor && *number < late / factor)
      hint += "; did you mean " + std::to_string(*number * factor) + "?";
  return hint;
}

}  // namespace

Result<std::optional<TsUs>> time_from(std::string_view option, std::string_view text) {
  if (text.empty()) return std::optional<TsUs>();
  const std::string hint = unit_hint(text);
  if (auto ts = parse_time(text); ts && hint.empty()) return std::optional<TsUs>(*ts);
  return fail(Exit::usage, std::string(option) + " is \"" + std::string(text) +
                               "\", expected a time such as 2025-05-04 or 2025-05-04T15:33Z" + hint);
}

Result<std::vector<std::string>> data_files(const std::string& data, std::vector<std::string> more) {
  if (!data.empty()) more.insert(more.begin(), data);
  if (more.empty()) return fail(Exit::usage, "no data: expected --data FILE...");
  return more;
}

Status take(const RangeOptions& o, SourceOptions& source) {
  Result<std::optional<TsUs>> from = time_from("--from", o.from), to = time_from("--to", o.to);
  if (!from) return from.error();
  if (!to) return to.error();
  source.from = *from, source.to = *to;
  source.symbols = o.symbols;
  return {};
}

Status take(const HistoryOptions& o, std::int64_t auto_bars, SourceOptions& source) {
  Result<Warm> warm = warm_from(o.warm, auto_bars);
  if (!warm) return warm.error();
  source.warm = *warm;
  source.by_recv = o.by == "recv";
  return {};
}

void take(const ForeignOptions& o, SourceOptions& source) {
  source.import = {o.format,    o.venue,  o.symbol,   o.tf,     o.columns,   o.type,
                   o.time_unit, o.metric, o.delay.us, o.market, o.rate_unit, o.contract_size};
}

}  // namespace tu::source
