// Closes: the last closes of one market, for its move over so many bars. Whose candles stopped tells nothing
// with old ones, nor does a move across a hole: not before enough have come on this side of it. Bars that are
// not of time may come as late as they like.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/time.h"

namespace tu::stages {

class Closes {
 public:
  // `length` of a bar; 0 where it is not of time.
  Closes(int bars, DurUs length) : bars_(static_cast<std::size_t>(bars)), length_(length) {}

  // A bar that is not newer than the last one changes nothing.
  void add(TsUs start, TsUs end, double close) {
    if (end <= newest_) return;
    if (late(start)) closes_.clear(), after_hole_ = true;
    newest_ = end;
    if (closes_.size() > bars_) closes_.erase(closes_.begin());
    closes_.push_back(close);
  }
  bool empty() const { return closes_.empty(); }
  bool current(TsUs now) const { return !empty() && !late(now); }
  // Whether a move that ends now is known, or could not be known yet: the beginning is no hole.
  bool can_tell(TsUs now) const { return current(now) && (!after_hole_ || closes_.size() > bars_); }
  std::span<const double> oldest_first() const { return closes_; }

 private:
  static constexpr int bars_late = 2;
  bool late(TsUs now) const { return length_ > 0 && !empty() && now - newest_ > bars_late * length_; }

  // Configured.
  std::size_t bars_;
  DurUs length_;
  // State.
  std::vector<double> closes_;  // one more than the bars of a move
  TsUs newest_ = -1;            // when the last of them closed
  bool after_hole_ = false;
};

}  // namespace tu::stages
