// The impulse responses of a basket, four assets at a time: the bits are those of impulse_profiles, asset by
// asset, whose sums are chains of additions that wait for each other.
#pragma once

#include <cstddef>
#include <vector>

#include "quant/impulse_response.h"

namespace tu::quant {

constexpr std::size_t impulse_lanes = 4;

// `prices`: where each asset's window begins, the oldest first; all are above 0, and there are at least two.
// `relative`: steps as shares of the first of them.
void impulse_profiles_of_four(const double* const prices[impulse_lanes], std::size_t window, bool relative,
                              ImpulsePair out[impulse_lanes]);

// A basket, bar by bar: the newest `window` prices of each asset, and how it has answered.
class ImpulseBasket {
 public:
  ImpulseBasket(std::size_t window, bool relative) : relative_(relative), window_(window) {}

  void grow(std::size_t assets) { assets_.resize(assets); }
  // The asset's price of this bar; `looks`: of() will be asked for after look().
  void add(std::size_t asset, double price, bool looks);
  void look();
  bool full(std::size_t asset) const { return assets_[asset].count >= window_; }
  const ImpulsePair& of(std::size_t asset) const { return assets_[asset].both; }

 private:
  struct Asset {
    std::vector<double> twice;  // each price at two places, so that a window always lies in a row
    std::size_t count = 0;
    ImpulsePair both;
  };

  bool relative_;
  std::size_t window_;
  std::vector<Asset> assets_;
  std::size_t waiting_[impulse_lanes] = {};  // assets
  std::size_t waits_ = 0;
};

}  // namespace tu::quant
