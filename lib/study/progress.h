// Progress: one line on a terminal, five times a second: how far, how fast, how long still, what the account
// is worth.
#pragma once

#include <cstdint>

#include "source/source.h"

namespace tu::study {

class Progress {
 public:
  Progress(bool on, const source::Source& source);
  ~Progress();
  void operator()(TsUs now, double equity, std::int64_t events);

 private:
  bool on_;
  const source::Source& source_;
  std::int64_t began_, said_ = 0, calls_ = 0;
};

}  // namespace tu::study
