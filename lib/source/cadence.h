// Whether bars are of the timeframe that is said of them. One that is too short makes each bar known before
// it was over, and a backtest looks ahead; one that is too long makes bars overlap.
#pragma once

#include <string_view>
#include <vector>

#include "source/table.h"

namespace tu::source {

// The first rows of a file of candles, as far as `head` holds them whole.
std::vector<std::string_view> rows_at_head(std::string_view head, bool header);
// Where they are candles judges them by their own closing times and by how far they are apart. The Error (bad
// data) names both timeframes, and who said the one: the layout knows it from now on. Single gaps are none of
// its business.
Status bars_fit(Layout& layout, const ImportHints& hints, const std::vector<std::string_view>& rows);

// The same of each row, later in the file.
class Cadence {
 public:
  // `end`: the bar's own closing time, where the file has one.
  Status take(TsUs start, std::optional<TsUs> end, const Subject& of, std::string_view said_by);

 private:
  std::string symbol_;
  TsUs last_ = -1;  // start of the bar before
};

}  // namespace tu::source
