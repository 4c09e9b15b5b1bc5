// Correlations of several assets' log returns, and how strongly they move as one: the largest eigenvalue.
//
// prices[asset][bar]. A missing or non-positive price is filled with the asset's last good one. An asset
// whose returns are constant correlates 0 with all others. The largest eigenvalue lies between 1 and the
// number of assets.
#pragma once

#include <span>
#include <vector>

#include "quant/number.h"

namespace tu::quant {

using Matrix = std::vector<std::vector<double>>;

Matrix filled_forward(const Matrix& prices);  // leading holes stay NaN

struct Correlation {
  Matrix matrix;
  std::vector<double> eigenvalues;  // descending
};
Correlation correlate(const Matrix& prices);

// Eigenvalues of a symmetric matrix, descending, by Jacobi rotations.
std::vector<double> symmetric_eigenvalues(Matrix m);

struct Coherence {
  std::vector<double> lambda;    // largest eigenvalue over the last `window` returns of each bar
  std::vector<double> velocity;  // its change from bar to bar
};
// For the bars [from, to) only (the rest is NaN); known from bar `window` on and once every asset has a price
// in it.
Coherence coherence(const Matrix& prices, int window, std::size_t from, std::size_t to);

}  // namespace tu::quant
