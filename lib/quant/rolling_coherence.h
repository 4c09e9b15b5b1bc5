// How strongly a basket moves as one, bar by bar: the largest eigenvalue of the correlations of its log
// returns over several windows, its velocity, their divergence, and instability.
//
// What coherence() of correlation.h works out from scratch is kept up to date here: work of a bar is
// proportional to the pairs of assets, memory constant. An asset without a price on a bar keeps its last one
// (its return is 0). In a window it counts from the bar on at which it had a price `window` bars ago. A
// window whose assets are not those of the bar before has no velocity on that bar: the eigenvalues of two
// baskets cannot be compared. Threads: none.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "quant/number.h"
#include "quant/sliding_covariance.h"

namespace tu::quant {

class RollingCoherence {
 public:
  struct Figures {
    double lambda = absent;       // largest eigenvalue
    double velocity = absent;     // its change since the bar before
    double instability = absent;  // root mean square of the last `window` velocities
    double bound = 0.0;           // how far lambda can be off: the solver's bound and the sums' rounding
    int members = 0;              // assets that count
  };
  // `all`: no figures while an asset that takes part has no price in a window yet.
  RollingCoherence(std::vector<int> windows, bool all);

  std::size_t add_asset();
  std::size_t assets() const { return prices_.size(); }
  // One price an asset, NaN where there is none. `takes_part` as long; others are kept up to date and left
  // out.
  void add(std::span<const double> prices, std::span<const char> takes_part);
  // The asset's price on the newest bar came late: what follows is measured from it.
  void correct(std::size_t asset, double price) { prices_[asset] = price; }

  std::span<const int> windows() const { return windows_; }
  const Figures& of(std::size_t window) const { return figures_[window]; }
  const std::vector<char>& counted(std::size_t window) const { return in_[window]; }  // one an asset
  double divergence() const;  // velocity of the first window less that of the last
  std::int64_t bars() const { return bars_; }
  bool priced(std::size_t asset) const { return first_[asset] >= 0; }

  struct Effort {
    std::int64_t products = 0, unproved = 0, summed_anew = 0;
  };
  Effort effort() const;

  // Figures worked out from scratch on the newest bar, for a check of these.
  double lambda_from_scratch(std::size_t window) const;

 private:
  struct Velocities {
    std::vector<double> values;  // the last `window` of them, in no order
    std::size_t count = 0;       // since the last bar without one
  };
  void look(std::size_t window, std::span<const char> takes_part);
  double solve(std::size_t window, Figures& f);
  void note_velocity(std::size_t window);

  // Configured.
  std::vector<int> windows_;
  bool all_;
  // State.
  ReturnHistory history_;
  std::vector<SlidingCovariance> covariance_;
  std::vector<LeadingEigenvalue> solver_;
  std::vector<Figures> figures_;
  std::vector<std::vector<char>> in_;
  std::vector<Velocities> velocities_;
  std::vector<double> prices_, returns_;
  std::vector<std::int64_t> first_;  // bar of the first price; -1: none yet
  std::int64_t bars_ = 0;
  std::size_t turn_ = 0;
  Effort effort_;
};

}  // namespace tu::quant
