// CoherencePort: the coherence of a basket in many bits, for a comparison with eigen's. The arithmetic is a
// third party's, so it comes from the room `precise`, and only to the tool eigen.
#pragma once

#include <cstddef>
#include <vector>

#include "stage/stage.h"

namespace tu::stages {

// Prices are those of one bar, one an asset, NaN where there is none (the last one stays); assets are only
// ever added.
class CoherencePort {
 public:
  struct Figures {
    double lambda, velocity;  // NaN: not known
  };
  virtual ~CoherencePort() = default;
  virtual void start(int bits, const std::vector<int>& windows) = 0;
  virtual void add(const std::vector<double>& prices) = 0;
  virtual void correct(std::size_t asset, double price) = 0;  // see RollingCoherence::correct
  // Of one window, over the assets that count in it.
  virtual Figures of(std::size_t window, const std::vector<char>& counted) = 0;
};

// eigen() with this port, which outlives the stage; null: --precision is refused.
StageSpec eigen_with(CoherencePort* port);

}  // namespace tu::stages
