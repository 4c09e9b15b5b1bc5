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

// A basket, bar by bar: the newest `window` prices of each asset, and how it has answered.
class ImpulseBasket {
 public:
  ImpulseBasket(std::size_t window, bool relative) : relative_(relative), window_(window), lanes_(window) {}

  void grow(std::size_t assets) { assets_.resize(assets); }
  // The asset's price of this bar; `looks`: of() will be asked for after look().
  void add(std::size_t asset, double price, bool looks);
  void look();
  bool full(std::size_t asset) const { return assets_[asset].count >= window_; }
  const ImpulsePair& of(std::size_t asset) const { return assets_[asset].both; }

 private:
  struct Asset {
    std::vector<double> ring;
    std::size_t count = 0;
    ImpulsePair both;
  };
  void lay(std::size_t asset);

  bool relative_;
  std::size_t window_;
  std::vector<Asset> assets_;
  ImpulseLanes lanes_;
  std::size_t in_lane_[ImpulseLanes::lanes] = {};
  std::size_t waiting_ = 0;
};

}  // namespace tu::quant
