// A bar's volume over the mean volume of the last n bars, itself among them. Not known when that mean is 0.
// A negative or missing volume answers NaN and starts afresh.
#pragma once

#include "quant/window.h"

namespace tu::quant {

class VolumeRatio {
 public:
  explicit VolumeRatio(int n = 20) : window_(n) {}
  double add(double volume) {
    if (!good_volume(volume)) [[unlikely]] {
      window_.reset();
      return absent;
    }
    return step(volume);
  }
  double step(double volume) {
    const double sum = window_.add_for_sum(volume);
    return sum > 0.0 ? volume * window_.n() / sum : absent;
  }

 private:
  RollingMean window_;
};

}  // namespace tu::quant
