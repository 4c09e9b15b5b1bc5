#include "source/options.h"

#include "base/text.h"

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

Result<std::optional<TsUs>> time_from(std::string_view option, std::string_view text) {
  if (text.empty()) return std::optional<TsUs>();
  if (auto ts = parse_time(text)) return std::optional<TsUs>(*ts);
  return fail(Exit::usage, std::string(option) + " is \"" + std::string(text) +
                               "\", expected a time such as 2025-05-04 or 2025-05-04T15:33Z");
}

}  // namespace tu::source
