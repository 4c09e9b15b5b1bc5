// Bar: what indicators are computed from.
#pragma once

#include "quant/number.h"

namespace tu::quant {

struct Bar {
  double high, low, close, volume;
};

inline bool good(const Bar& b) {
  return good_bar(b.high, b.low, b.close) && good_volume(b.volume);
}

}  // namespace tu::quant
