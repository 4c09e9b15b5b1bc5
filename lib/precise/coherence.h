// The coherence of a basket in many bits: logarithms, sums over the windows, correlations and the largest
// eigenvalue, all of them in MPFR. What the doubles of quant/rolling_coherence.h are compared with.
//
// Work of a bar is proportional to the cube of the assets: a tenth of a second for 48 in 512 bits.
#pragma once

#include <deque>
#include <map>
#include <vector>

#include "precise/spectrum.h"
#include "stages/coherence_port.h"

namespace tu::precise {

class Coherence final : public stages::CoherencePort {
 public:
  void start(int bits, const std::vector<int>& windows) override;
  void add(const std::vector<double>& prices) override;
  void correct(std::size_t asset, double price) override;
  Figures of(std::size_t window, const std::vector<char>& counted) override;

 private:
  struct Window {
    std::vector<Real> sum;      // of returns, an asset
    Square products;            // lower triangle
    std::vector<char> counted;  // at the last look
    Real lambda;
    std::int64_t bar = -1;  // of the last look
  };
  void grow(std::size_t assets);
  void shift(Window& w, const std::vector<Real>& returns, int sign);
  Real lambda_of(const Window& w, std::size_t window, const std::vector<char>& counted) const;

  int bits_ = 512;
  std::map<std::size_t, Window> windows_;  // by length
  std::deque<std::vector<Real>> returns_;  // newest last, as many as the longest window
  std::vector<double> prices_;
  std::int64_t bars_ = 0;
};

}  // namespace tu::precise
