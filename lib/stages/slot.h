// Slot: the part of an id that makes it a pure function of what was decided: strategy, symbol, time slot and
// the number within the slot. A second run of the same slot makes the same ids, so nothing is ordered twice.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/text.h"
#include "base/time.h"

namespace tu::stages {

class Slots {
 public:
  // `every` 0: each time is its own slot; else times are floored to it. `mark` stands before the number: ""
  // or "x".
  explicit Slots(DurUs every = 0, std::string mark = {}) : every_(every), mark_(std::move(mark)) {}
  std::string next(std::string_view strategy, std::string_view symbol, TsUs ts) {
    const TsUs slot = every_ > 0 ? ts - (ts % every_ + every_) % every_ : ts;
    if (slot != slot_) numbers_.clear();
    slot_ = slot;
    std::string id;
    id.append(strategy).append("/").append(symbol).append("@");
    char buffer[32];
    id.append(buffer, text::put_integer(buffer, slot)).append("#").append(mark_);
    return id + std::to_string(++numbers_[id]);
  }

 private:
  DurUs every_;
  std::string mark_;
  TsUs slot_ = -1;
  std::map<std::string, int> numbers_;
};

}  // namespace tu::stages
