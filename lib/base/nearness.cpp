#include "base/nearness.h"

#include <algorithm>
#include <utility>

#include "base/ascii.h"

namespace tu::text {
namespace {

std::string folded(std::string_view s) {
  std::string out;
  for (const char c : s)
    if (is_small(c) || is_capital(c) || (c >= '0' && c <= '9')) out += upper(c);
  return out;
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before, last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before = last;
    last = row;
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row[b.size()];
}

std::vector<std::string> nearest_first(std::string_view word, std::vector<std::string> candidates) {
  const std::string wanted = folded(word);
  std::vector<std::pair<std::ptrdiff_t, std::string>> ranked;
  for (std::string& c : candidates) {
    const std::string candidate = folded(c);
    const auto differs = std::mismatch(wanted.begin(), wanted.end(), candidate.begin(), candidate.end());
    const auto distance = static_cast<std::ptrdiff_t>(edit_distance(wanted, candidate));
    ranked.emplace_back(distance - (differs.first - wanted.begin()), std::move(c));
  }
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (std::size_t i = 0; i < ranked.size(); ++i) candidates[i] = std::move(ranked[i].second);
  return candidates;
}

std::string some_of(const std::vector<std::string>& words, std::size_t most) {
  std::string s;
  for (std::size_t i = 0; i < std::min(most, words.size()); ++i) s += (i ? ", " : "") + words[i];
  if (words.size() > most) s += " and " + std::to_string(words.size() - most) + " more";
  return s;
}

}  // namespace tu::text
