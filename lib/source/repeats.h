// Repeats: candles that stand more than once in the data, because files overlap or a row was written twice. A
// bar of the same series, time and figures is no second bar: it would be counted twice in every volume and
// average.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "event/event.h"

namespace tu::source {

class Repeats {
 public:
  // Whether this candle says again what the one before it in its series has said. In the order of time.
  bool again(const Event& candle);
  std::vector<std::string> said() const;  // what there is to tell at the end

 private:
  struct Bar {
    TsUs ts = -1;
    std::array<double, 5> figures;
  };
  struct Count {
    std::int64_t n = 0;
    std::string first;  // what and when
    void add(const Event& e);
  };
  std::vector<Bar> last_;  // by stream
  Count same_, other_, holes_;
  DurUs longest_ = 0;  // of the holes
};

}  // namespace tu::source
