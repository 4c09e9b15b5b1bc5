// What was asked of a source, by symbols and by range, and is not in its data: told at its end, so that a
// misspelt symbol does not pass for a quiet market.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "event/event.h"
#include "source/source.h"

namespace tu::source {

// A set of symbols, for a loop over many events.
class Symbols {
 public:
  void add(Atom symbol) {
    if (index_of(symbol) >= there_.size()) there_.resize(2 * index_of(symbol) + 1);
    there_[index_of(symbol)] = true;
  }
  bool has(Atom symbol) const { return index_of(symbol) < there_.size() && there_[index_of(symbol)]; }
  void add(const Symbols& more);
  std::vector<std::string> names() const;  // in order of the alphabet

 private:
  std::vector<bool> there_;  // by atom
};

struct Found {
  std::int64_t events = 0;          // sent
  Symbols sent, held;               // in the range that was asked for; anywhere in the data
  std::optional<TsUs> first, last;  // of the data, as far as they were read
};

// One sentence for each thing that is not there; none when all is.
std::vector<std::string> not_there(const SourceOptions& asked, const Found& found);

}  // namespace tu::source
