// The impulse responses of a basket, four assets at a time: the bits are those of impulse_profiles, asset by
// asset, whose sums are chains of additions that wait for each other.
#pragma once

#include <cstddef>
#include <vector>

#include "quant/impulse_response.h"

namespace tu::quant {

class ImpulseLanes {
 public:
  static constexpr std::size_t lanes = 4;

  explicit ImpulseLanes(std::size_t window) : window_(window), prices_(window * lanes, 1.0) {}

  // Where price number `i` of the lane's asset goes, the oldest first; all are above 0.
  double& price(std::size_t lane, std::size_t i) { return prices_[i * lanes + lane]; }
  // `relative`: steps as shares of the first price. Lanes that were not written hold what they held.
  void profiles(bool relative, ImpulsePair out[lanes]);

 private:
  std::size_t window_;
  std::vector<double> prices_;
};

}  // namespace tu::quant
