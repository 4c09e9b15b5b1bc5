// How alike words are, for messages that say what else there is.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tu::text {

// Insertions, deletions, changes and swaps of neighbours count one each (Damerau; optimal string alignment).
std::size_t edit_distance(std::string_view a, std::string_view b);

// The candidates, those first that are most like `word`: few edits away, and beginning as it does. Only
// letters and digits count, in either case: BTCUSDT is nearer to BTC-USDT-PERP than to ETHUSDC. Equals keep
// their order.
std::vector<std::string> nearest_first(std::string_view word, std::vector<std::string> candidates);

// "a, b, c and 12 more": at most `most` of them.
std::string some_of(const std::vector<std::string>& words, std::size_t most = 8);

}  // namespace tu::text
