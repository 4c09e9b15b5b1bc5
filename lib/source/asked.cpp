#include "source/asked.h"

#include <algorithm>

#include "base/nearness.h"

namespace tu::source {
namespace {

// " from A to B", as far as a range was asked for.
std::string range_text(const SourceOptions& asked) {
  return (asked.from ? " from " + time_text(*asked.from) : "") +
         (asked.to ? " to " + time_text(*asked.to) : "");
}

std::string where_the_data_lie(const SourceOptions& asked, const Found& found) {
  if (!found.first) return "the data hold no event";
  std::string s = "the data begin at " + time_text(*found.first);
  // Nothing was read behind the range.
  if (found.last && !(asked.to && *found.last >= *asked.to)) s += " and end at " + time_text(*found.last);
  return s;
}

}  // namespace

void Symbols::add(const Symbols& more) {
  if (more.there_.size() > there_.size()) there_.resize(more.there_.size());
  for (std::size_t i = 0; i < more.there_.size(); ++i)
    if (more.there_[i]) there_[i] = true;
}

std::vector<std::string> Symbols::names() const {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < there_.size(); ++i)
    if (there_[i]) names.emplace_back(name_of(static_cast<Atom>(i)));
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> not_there(const SourceOptions& asked, const Found& found) {
  std::vector<std::string> said;
  for (const std::string& symbol : asked.symbols) {
    const Atom atom = intern(symbol);
    if (found.sent.has(atom)) continue;
    if (found.held.has(atom)) {
      said.push_back("no event of " + symbol + range_text(asked) + "; the data hold some outside of it");
      continue;
    }
    const std::vector<std::string> names = text::nearest_first(symbol, found.held.names());
    said.push_back("no event of " + symbol + "; " +
                   (names.empty() ? where_the_data_lie(asked, found) + ", and no symbol"
                                  : "the data hold " + text::some_of(names)));
  }
  if (asked.symbols.empty() && found.events == 0 && (asked.from || asked.to))
    said.push_back("no event" + range_text(asked) + "; " + where_the_data_lie(asked, found));
  return said;
}

}  // namespace tu::source
