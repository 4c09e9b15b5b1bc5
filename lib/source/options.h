// The texts of options that say what a source reads and how. The rows themselves: data_options.h.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "source/source.h"

namespace tu::source {

// "max", "realtime" or "10x", as a factor of the events' own time; 0 is max.
Result<double> pace_from(std::string_view text);
// "300" bars, or "4h". "auto": `auto_bars`, which is what the stages need.
Result<Warm> warm_from(std::string_view text, std::int64_t auto_bars);
// "2025-05-04", "2025-05-04T15:33Z" or microseconds; `option` is named in the message. "" is absent.
Result<std::optional<TsUs>> time_from(std::string_view option, std::string_view text);
// The files of `--data FILE [FILE...]`: at least one.
Result<std::vector<std::string>> data_files(const std::string& data, std::vector<std::string> more);

}  // namespace tu::source
