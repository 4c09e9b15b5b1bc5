// MergedBook: changes of one book that wait, as one change: the newest size of each level, behind the newest
// snapshot.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/arena.h"
#include "event/event.h"

namespace tu::live {

class MergedBook {
 public:
  void add(const Event& book);
  std::size_t levels() const { return bids_.size() + asks_.size(); }
  // As one event in `arena`, or as several where a line would be too long.
  template <class Out>
  void make(Arena& arena, Out&& out) const {
    for (std::size_t part = 0; Event* e = piece(part, arena); ++part) out(*e);
  }

 private:
  Event* piece(std::size_t part, Arena& arena) const;
  bool snapshot_ = false;
  Atom venue_ = Atom::none, symbol_ = Atom::none;
  TsUs ts_ = 0;
  std::optional<std::int64_t> seq_, recv_;
  std::map<double, double> bids_, asks_;
};

}  // namespace tu::live
